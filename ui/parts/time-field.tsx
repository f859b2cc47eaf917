/** A field for a day and a time, as clocks show them: the browser's own. */
import type { TargetedEvent } from 'preact'

import { type Common, FieldFrame } from './field.tsx'

/** Stands for a time of which a part is missing: it is none yet, and not "no time" either. */
export const HALF_TIME = '?'

interface TimeFieldProps extends Common {
  /** `2026-11-21T08:00`, `''` for none, or `HALF_TIME`. */
  readonly value: string
  readonly onInput: (value: string) => void
}

export function TimeField({ value, onInput, ...about }: TimeFieldProps) {
  // Browsers tell of a time only when it is whole.
  const look = ({ currentTarget: input }: TargetedEvent<HTMLInputElement>) => {
    const now = input.validity.badInput ? HALF_TIME : input.value
    if (now !== value) onInput(now)
  }
  return (
    <FieldFrame
      {...about}
      control={({ id, describedBy, invalid }) => (
        <input
          id={id}
          type="datetime-local"
          value={value === HALF_TIME ? '' : value}
          disabled={about.isDisabled}
          step="any"
          aria-describedby={describedBy}
          aria-invalid={invalid}
          onInput={look}
          onKeyUp={look}
          onBlur={look}
        />
      )}
    />
  )
}
