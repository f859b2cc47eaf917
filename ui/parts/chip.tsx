/** Small labels: a value that can be taken away, a state, a number in the navigation. */
import type { ComponentChildren } from 'preact'

import { visible } from '../format/text.ts'
import { t } from '../words/words.ts'
import { Icon } from './icon.tsx'

interface ChipProps {
  readonly children: ComponentChildren
  /** What is taken away, for those who can't see the chip. */
  readonly name?: string
  readonly onRemove?: () => void
  readonly onClick?: () => void
}

export function Chip({ name = '', onRemove, onClick, ...props }: ChipProps) {
  const children = typeof props.children === 'string' ? visible(props.children) : props.children
  return (
    <span class="chip">
      {onClick === undefined ? (
        <span>{children}</span>
      ) : (
        <button type="button" class="chip-text" onClick={onClick}>
          {children}
        </button>
      )}
      {onRemove === undefined ? null : (
        <button
          type="button"
          class="chip-remove"
          aria-label={t('removeNamed', { name })}
          onClick={onRemove}
        >
          <Icon name="close" size={14} />
        </button>
      )}
    </span>
  )
}

export type BadgeLook = 'good' | 'bad' | 'warning' | 'neutral' | 'accent'

export function Badge({ look, children }: { look: BadgeLook; children: ComponentChildren }) {
  return <span class={`badge ${look}`}>{children}</span>
}
