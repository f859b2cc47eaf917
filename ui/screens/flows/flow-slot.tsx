/** The place of a flow in its lane: its card is drawn anew only when something of it has changed. */
import { useMemo } from 'preact/hooks'

import type { DraftFlow } from './draft.ts'
import { FlowCard, type FlowCardProps } from './flow-card.tsx'

/** The same for as long as the editor stands. */
export interface FlowActs {
  readonly toggle: (key: string) => void
  readonly change: (key: string, changes: Partial<DraftFlow>) => void
  readonly move: (key: string, to: number) => void
  readonly duplicate: (key: string) => void
  readonly remove: (key: string) => void
}

type Shown = Pick<FlowCardProps, 'flow' | 'place' | 'share' | 'hasWeight' | 'isOpen' | 'notes'>

interface SlotProps extends Shown {
  readonly acts: FlowActs
}

/** With two hundred flows, to draw them all takes longer than a key is pressed. */
export function FlowSlot({ acts, ...shown }: SlotProps) {
  const { flow, place, share, hasWeight, isOpen, notes } = shown
  const { key } = flow
  return useMemo(
    () => (
      <FlowCard
        {...shown}
        onToggle={() => acts.toggle(key)}
        onChange={(changes) => acts.change(key, changes)}
        onMove={(to) => acts.move(key, to)}
        onDuplicate={() => acts.duplicate(key)}
        onRemove={() => acts.remove(key)}
      />
    ),
    [flow, place, share, hasWeight, isOpen, JSON.stringify(notes), acts],
  )
}
