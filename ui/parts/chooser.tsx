/** Looks like a select, and opens a dialog to choose in: where there may be more than a list can hold. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { useHeld } from '../state/held.ts'

interface ChooserProps {
  /** Of its frame, which has the label then. */
  readonly id?: string
  readonly describedBy?: string
  readonly label: string
  /** What is chosen, in words. */
  readonly name: string
  readonly isInvalid?: boolean
  /** Why nothing can be chosen now. */
  readonly heldBecause?: string | undefined
  readonly pick: (onClose: () => void) => ComponentChildren
}

export function Chooser({ label, pick, heldBecause, ...props }: ChooserProps) {
  const [isOpen, setOpen] = useState(false)
  const name = visible(props.name)
  const isHeld = heldBecause !== undefined
  const open = () => setOpen(!isHeld)
  return (
    <>
      <button
        type="button"
        role="combobox"
        id={props.id}
        class={`chooser${isHeld ? ' held' : ''}`}
        aria-haspopup="dialog"
        // Open, it can't be reached: the dialog is in front of it.
        aria-expanded={false}
        aria-label={props.id === undefined ? label : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid}
        aria-disabled={isHeld || undefined}
        title={[name, heldBecause].filter((text) => text !== undefined).join('. ')}
        onClick={open}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          open()
        }}
      >
        {name}
      </button>
      {isOpen ? pick(() => setOpen(false)) : null}
    </>
  )
}

/** Its choice is kept by the server at once. */
export function WriteChooser(props: Omit<ChooserProps, 'heldBecause'>) {
  return <Chooser {...props} heldBecause={useHeld() ?? undefined} />
}
