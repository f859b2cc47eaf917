/** Columns as the dialect shows them, each with its place and the pages where the caller has it. */
import { measureOf } from '../../../core/reports/measures.ts'
import {
  type ColumnChoice,
  columnChoiceOf,
  type DefaultColumnLook,
  defaultColumnLooks,
} from '../../../manage/reports/column-choices.ts'
import { accessToColumn, type CustomColumn } from '../../../manage/reports/custom-columns.ts'
import type { Call } from '../operation.ts'
import { titleOf } from '../wire.ts'
import { columnUuid, customColumnsOf, DEFAULT_COLUMNS, defaultColumnsFor } from './column-keys.ts'

export const COLUMN_PAGES = [
  'campaigns',
  'landings',
  'offers',
  'rotations',
  'affiliateNetworks',
  'trafficSource',
  'report',
  'trends',
] as const
export type ColumnPage = (typeof COLUMN_PAGES)[number]

const LISTS = COLUMN_PAGES.slice(0, 6)

function pagesOf(uuid: string, available: readonly ColumnPage[], { pages }: ColumnChoice) {
  return {
    uuid: columnUuid(`${uuid} pages`),
    columnUuid: uuid,
    availablePages: available,
    selectedPages: available.filter((page) => pages[page]?.includes(uuid) ?? true),
  }
}

interface Shown {
  readonly choice: ColumnChoice
  readonly looks: ReadonlyMap<string, DefaultColumnLook>
}

export function shownBy({ read, caller }: Call): Shown {
  return { choice: columnChoiceOf(read, caller), looks: defaultColumnLooks(read) }
}

/** `position` is that of the list it stands in. */
export function defaultColumnView(key: string, position: number, { choice, looks }: Shown) {
  const measure = measureOf(key)
  const uuid = columnUuid(key)
  const look = looks.get(uuid)
  return {
    uuid,
    key,
    name: look?.name ?? measure?.title ?? titleOf(key),
    formula: '',
    decimals: look?.decimals ?? measure?.decimals ?? null,
    format: look?.format ?? measure?.format ?? 'def',
    position,
    originalPosition: DEFAULT_COLUMNS.indexOf(key),
    viewOnPage: pagesOf(uuid, measure === null ? LISTS : COLUMN_PAGES, choice),
  }
}

export function customColumnView(
  { caller }: Call,
  column: CustomColumn,
  position: number,
  { choice }: Shown,
) {
  const { id, name, ownerId, spec } = column
  return {
    uuid: id,
    key: `${name}::${id}`,
    name,
    userId: ownerId,
    formula: spec.formula,
    decimals: spec.decimals,
    format: spec.format,
    canModify: accessToColumn(caller, column) === 'modify',
    position,
    viewOnPage: pagesOf(id, COLUMN_PAGES, choice),
  }
}

/** Uuids of all columns of the caller in his order; those he never moved keep theirs, at the end. */
export function orderedColumns(call: Call, order: readonly string[]): string[] {
  const built = defaultColumnsFor(call).map(columnUuid)
  const all = new Set([...built, ...customColumnsOf(call).map(({ id }) => id)])
  return [...new Set([...order.filter((uuid) => all.has(uuid)), ...all])]
}

/** Everything the caller has; the two lists share one count of positions. */
export function columnViews(call: Call) {
  const shown = shownBy(call)
  const order = orderedColumns(call, shown.choice.order)
  const positions = new Map(order.map((uuid, at) => [uuid, at]))
  const placed = (uuid: string) => positions.get(uuid) ?? order.length
  return {
    default: defaultColumnsFor(call).map((key) =>
      defaultColumnView(key, placed(columnUuid(key)), shown),
    ),
    custom: customColumnsOf(call).map((column) =>
      customColumnView(call, column, placed(column.id), shown),
    ),
  }
}
