/** Choosing some of many and putting them in order: by buttons, and by Alt with the arrow keys. */
import { useState } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { t } from '../words/words.ts'
import { Button } from './button.tsx'
import type { Option } from './field.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { SearchBox } from './search-box.tsx'

interface Props {
  readonly chosen: readonly string[]
  readonly options: readonly Option[]
  readonly max: number
  readonly onChange: (chosen: readonly string[]) => void
}

export function OrderedList({ chosen, options, max, onChange }: Props) {
  const [text, setText] = useState('')
  useKeptFocus(chosen)
  const wanted = text.trim().toLowerCase()
  const rest = options.filter(
    ({ value, label }) =>
      !chosen.includes(value) &&
      (label.toLowerCase().includes(wanted) || value.toLowerCase().includes(wanted)),
  )
  const isFull = chosen.length >= max
  const move = (at: number, step: number) => {
    const next = chosen.filter((_, index) => index !== at)
    next.splice(Math.max(0, at + step), 0, chosen[at] ?? '')
    onChange(next)
  }
  return (
    <div class="ordered">
      <ol>
        {chosen.map((value, at) => (
          <li
            key={value}
            onKeyDown={(event) => {
              const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
              if (!event.altKey || step === undefined) return
              event.preventDefault()
              move(at, step)
            }}
          >
            <span class="grow">{labelOf(options, value)}</span>
            <Button
              icon="up"
              look="quiet"
              label={t('moveUp')}
              isDisabled={at === 0}
              onClick={() => move(at, -1)}
            />
            <Button
              icon="down"
              look="quiet"
              label={t('moveDown')}
              isDisabled={at === chosen.length - 1}
              onClick={() => move(at, 1)}
            />
            <Button
              icon="close"
              look="quiet"
              label={t('remove')}
              isDisabled={chosen.length === 1}
              onClick={() => onChange(chosen.filter((one) => one !== value))}
            />
          </li>
        ))}
      </ol>
      <SearchBox
        value={text}
        onInput={setText}
        hasFocus
        onTake={() => {
          const [first] = rest
          if (first === undefined || isFull) return
          onChange([...chosen, first.value])
          setText('')
        }}
      />
      <div class="kinds">
        {rest.map(({ value, label }) => (
          <button
            type="button"
            class="kind"
            key={value}
            disabled={isFull}
            onClick={() => onChange([...chosen, value])}
          >
            {visible(label)}
          </button>
        ))}
      </div>
    </div>
  )
}

function labelOf(options: readonly Option[], value: string): string {
  return visible(options.find((one) => one.value === value)?.label ?? value)
}
