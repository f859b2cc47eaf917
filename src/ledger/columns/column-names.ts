/** The stored columns of an event by name: those of `EVENT_COLUMNS`, lists split by position. */
import {
  type Cell,
  type ColumnKind,
  type ColumnSpec,
  type Event,
  EVENT_COLUMNS,
  rowToEvent,
} from '../../core/event.ts'

const kinds = new Map<string, ColumnKind>(
  EVENT_COLUMNS.flatMap((spec) =>
    spec.kind === 'list'
      ? positions(spec).map((name): [string, ColumnKind] => [name, 'text'])
      : [[spec.name, spec.kind]],
  ),
)

/** `text`, `number` or `cold`. Throws for a name that no event has. */
export function kindOf(name: string): ColumnKind {
  const kind = kinds.get(name)
  if (!kind) throw new Error(`events have no column "${name}"`)
  return kind
}

/** What a column holds that a segment does not have, because it was empty or not yet invented. */
export function emptyOf(name: string): string | number {
  return kindOf(name) === 'number' ? 0 : ''
}

/** An event from its stored cells. */
export function eventOf(cell: (name: string) => string | number): Event {
  return rowToEvent(
    EVENT_COLUMNS.map((spec) => (spec.kind === 'list' ? listOf(spec, cell) : cell(spec.name))),
  )
}

function listOf(spec: ColumnSpec, cell: (name: string) => string | number): Cell {
  const texts = positions(spec).map((name) => String(cell(name)))
  return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1)
}

function positions({ name, size = 0 }: ColumnSpec): string[] {
  return Array.from({ length: size }, (_, index) => `${name}.${index}`)
}
