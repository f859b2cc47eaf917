/** Things in a row whose order is changed by dragging, or by Alt with an arrow key. */
import type { ComponentChildren } from 'preact'

import { useKeptFocus } from './kept-focus.ts'
import { moved } from './table-model.ts'

interface Props {
  readonly keys: readonly string[]
  readonly onOrder: (keys: readonly string[]) => void
  readonly children: (key: string) => ComponentChildren
}

/** What is dragged, so that no other text is taken for it. */
const KIND = 'application/x-sluice-item'

export function Draggables({ keys, onOrder, children }: Props) {
  useKeptFocus(keys)
  const step = (key: string, by: number) => {
    const to = keys[keys.indexOf(key) + by]
    if (to !== undefined) onOrder(moved(keys, key, to))
  }
  return keys.map((key) => (
    <span
      class="draggable"
      key={key}
      draggable={keys.length > 1}
      onDragStart={(event) => event.dataTransfer?.setData(KIND, key)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes(KIND)) event.preventDefault()
      }}
      onDrop={(event) => {
        event.preventDefault()
        onOrder(moved(keys, event.dataTransfer?.getData(KIND) ?? '', key))
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
        if (by === undefined || !event.altKey) return
        event.preventDefault()
        step(key, by)
      }}
    >
      {children(key)}
    </span>
  ))
}
