/** What can be asked of a field in a filter, and how many values each condition takes. Pure. */
import type { ReportCatalog } from '../../api/types.ts'
import { readNumber } from '../../format/numbers.ts'
import type { PlainFilter } from './state.ts'

export type Operator = PlainFilter['op']

const LISTS: readonly Operator[] = ['in', 'not_in']
const PRESENCE: readonly Operator[] = ['set', 'not_set']
const PATTERNS: readonly Operator[] = ['contains', 'not_contains', 'starts', 'ends', 'mask']
const TEXT: readonly Operator[] = [...LISTS, ...PATTERNS, ...PRESENCE, 'macro']
const ORDER: readonly Operator[] = ['gte', 'lte', 'gt', 'lt', 'between']
const NUMBER: readonly Operator[] = ['gte', 'lte', 'gt', 'lt', 'eq', 'between']

type Fields = Pick<ReportCatalog, 'dimensions' | 'measures' | 'tagFilters'>

/** It chooses rows then, not clicks. */
export function isMeasure(field: string, { measures }: Pick<Fields, 'measures'>): boolean {
  return measures.some(({ key }) => key === field)
}

export function isTagField(field: string, { tagFilters }: Pick<Fields, 'tagFilters'>): boolean {
  return tagFilters.some(({ key }) => key === field)
}

/** Those that the server takes; the first is the usual one. */
export function operatorsOf(field: string, catalog: Fields): readonly Operator[] {
  if (isTagField(field, catalog)) return LISTS
  if (isMeasure(field, catalog)) return NUMBER
  switch (catalog.dimensions.find(({ key }) => key === field)?.kind) {
    case 'id':
      return [...LISTS, ...PRESENCE]
    case 'flag':
    case undefined:
      return LISTS
    case 'number':
      return [...ORDER, ...LISTS, ...PRESENCE]
    case 'time':
      return [...LISTS, ...ORDER]
    case 'ip':
      return ['cidr', ...TEXT]
    case 'text':
      return TEXT
  }
}

/** How many values one takes. */
export function roomOf(op: Operator): 0 | 1 | 2 | 'many' {
  if (LISTS.includes(op) || op === 'cidr') return 'many'
  if (op === 'between') return 2
  return PRESENCE.includes(op) || op === 'macro' ? 0 : 1
}

/** Whether the filter can be made with them. */
export function areRight(values: readonly string[], op: Operator, isSum: boolean): boolean {
  const room = roomOf(op)
  if (room === 'many') return values.length > 0
  const taken = values.slice(0, room)
  const isGood = (text: string) => (isSum ? readNumber(text) !== null : text.trim() !== '')
  return taken.length === room && taken.every(isGood)
}

/** Nothing yet, or a sign that a number begins with, is not wrong. */
export function isNumberSoFar(text: string): boolean {
  return /^\s*-?\s*$/.test(text) || readNumber(text) !== null
}

/** Numbers may be typed as the user's language has them. */
export function filterOf(field: string, op: Operator, values: readonly string[]): PlainFilter {
  const room = roomOf(op)
  if (room === 0) return { field, op }
  if (room === 'many') return { field, op, value: [...values] }
  const isCompared = op === 'eq' || ORDER.includes(op)
  const read = values.slice(0, room).map((text) => (isCompared ? numberOr(text) : text.trim()))
  return { field, op, value: room === 2 ? read : (read[0] ?? '') }
}

const numberOr = (text: string): string | number => readNumber(text) ?? text.trim()
