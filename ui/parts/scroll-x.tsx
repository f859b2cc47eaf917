/** Holds what may be wider than the window and scrolls inside: by touch, and by the arrow keys. */
import type { ComponentChildren } from 'preact'

interface Props {
  /** What is in it, for those who come to it by keyboard. */
  readonly label: string
  readonly children: ComponentChildren
  readonly look?: 'plain' | 'card'
}

export function ScrollX({ label, children, look = 'plain' }: Props) {
  return (
    <div
      class={look === 'card' ? 'card scroll-x' : 'scroll-x'}
      role="region"
      aria-label={label}
      tabIndex={0}
    >
      {children}
    </div>
  )
}
