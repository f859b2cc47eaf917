/**
 * Filters of reports as tests of a value: closed lists of operators, compiled once per query.
 *
 * Equality ignores case, except for dimensions that visitors fill. Patterns know only `*`, so a
 * test takes time linear in the text for each of its pieces.
 */
import { ipRangeSet, parseIp, parseIpRange } from '../../lib/ip.ts'
import { maskTest } from '../text-pattern.ts'
import { MACRO } from '../words/values.ts'
import type { Dimension, DimensionKind } from './dimensions.ts'
import type { Formula } from './formula.ts'

const EQUALITY = ['eq', 'ne', 'in', 'not_in'] as const
const ORDER = ['gt', 'gte', 'lt', 'lte', 'between'] as const
const TEXT = ['contains', 'not_contains', 'starts', 'ends', 'mask'] as const
const PRESENCE = ['set', 'not_set', 'macro'] as const

export const OPERATORS = [...EQUALITY, ...ORDER, ...TEXT, ...PRESENCE, 'cidr'] as const
export type Operator = (typeof OPERATORS)[number]
type OrderOperator = (typeof ORDER)[number]
type PatternOperator = (typeof TEXT)[number]

export const MEASURE_OPERATORS: readonly Operator[] = [...EQUALITY, ...ORDER]
export const NAME_OPERATORS: readonly Operator[] = [...EQUALITY, ...TEXT]
/** A field of rows: the row's name and the names of those above it, of which one must do. */
export const NAMES_ABOVE = 'names_above'

/** Which operators a dimension of this kind takes. */
export function operatorsOf(kind: DimensionKind): readonly Operator[] {
  switch (kind) {
    case 'flag':
      return EQUALITY
    case 'text':
      return [...EQUALITY, ...TEXT, ...PRESENCE]
    case 'ip':
      return [...EQUALITY, ...TEXT, ...PRESENCE, 'cidr']
    case 'id':
      return [...EQUALITY, 'set', 'not_set']
    case 'number':
      return [...EQUALITY, ...ORDER, 'set', 'not_set']
    case 'time':
      return [...EQUALITY, ...ORDER]
  }
}

/** How many values an operator takes: exactly none, one or two, or any number. */
export function arityOf(op: Operator): 0 | 1 | 2 | 'many' {
  if (op === 'in' || op === 'not_in' || op === 'cidr') return 'many'
  if (op === 'between') return 2
  return op === 'set' || op === 'not_set' || op === 'macro' ? 0 : 1
}

export interface TextTest {
  readonly field: string
  readonly op: Operator
  /** `null` stands for "not set" in equality. */
  readonly values: readonly (string | null)[]
}

export interface MeasureTest {
  readonly field: string
  /** Of a custom column; left out for a built-in measure. */
  readonly formula?: Formula
  readonly op: Operator
  readonly values: readonly (number | null)[]
}

/** Tests the value of a dimension; `null` is "not set". */
export type TextPredicate = (value: string | null) => boolean

/** What equality compares: it ignores case where values are few. */
export function equalityKey(dimension: Dimension): <T extends string | null>(value: T) => T {
  if (dimension.unbounded) return (value) => value
  return (value) => value && (value.toLowerCase() as typeof value)
}

/** The test of a dimension's value. An operator the kind does not take is a bug. */
export function textPredicate(test: TextTest, dimension: Dimension): TextPredicate {
  const { op } = test
  if (MOMENTS.has(dimension.key)) return moment(op, test.values)
  const key = equalityKey(dimension)
  if (isOrder(op)) return ordered(op, test.values)
  if (isPattern(op)) return pattern(op, test.values)
  switch (op) {
    case 'eq':
    case 'in':
      return oneOf(test.values, key)
    case 'ne':
    case 'not_in':
      return not(oneOf(test.values, key))
    case 'set':
      return (value) => value !== null
    case 'not_set':
      return (value) => value === null
    case 'macro':
      return (value) => value === MACRO
    case 'cidr':
      return insideNetworks(test.values)
  }
}

/** The test of a measure. `null` equals only `null`, and is neither above nor below anything. */
export function measurePredicate(test: MeasureTest): (value: number | null) => boolean {
  const { op, values } = test
  const [first = 0, last = 0] = values
  if (isOrder(op))
    return (value) => value !== null && isWithin(op, value - (first ?? 0), value - (last ?? 0))
  const isWanted = op === 'eq' || op === 'in'
  return (value) => values.includes(value) === isWanted
}

const lower = (text: string) => text.toLowerCase()
const not =
  (test: TextPredicate): TextPredicate =>
  (value) =>
    !test(value)
const isOrder = (op: Operator): op is OrderOperator => (ORDER as readonly string[]).includes(op)
const isPattern = (op: Operator): op is PatternOperator => (TEXT as readonly string[]).includes(op)

function oneOf(
  values: readonly (string | null)[],
  key: ReturnType<typeof equalityKey>,
): TextPredicate {
  const wanted = new Set(values.map(key))
  return (value) => wanted.has(key(value))
}

function insideNetworks(values: readonly (string | null)[]): TextPredicate {
  const ranges = values.map((value) => parseIpRange(value ?? '')).filter((range) => range !== null)
  const networks = ipRangeSet(ranges)
  return (value) => {
    const ip = value === null ? null : parseIp(value)
    return ip !== null && networks.contains(ip)
  }
}

function ordered(op: OrderOperator, values: TextTest['values']): TextPredicate {
  const [first = null, last = null] = values
  return (value) =>
    value !== null &&
    isWithin(op, compareValues(value, first ?? ''), compareValues(value, last ?? ''))
}

/** `toFirst` and `toLast` are how far the value is above the operator's first and last value. */
function isWithin(op: OrderOperator, toFirst: number, toLast: number): boolean {
  switch (op) {
    case 'gt':
      return toFirst > 0
    case 'gte':
      return toFirst >= 0
    case 'lt':
      return toFirst < 0
    case 'lte':
      return toFirst <= 0
    case 'between':
      return toFirst >= 0 && toLast <= 0
  }
}

/** Of these the beginning is said as well: a day, or a time without its offset, stands for all that begin so. */
const MOMENTS: ReadonlySet<string> = new Set(['hours', 'quarterHours'])

/** Of two hours that a clock shows alike, a time without its offset means both. */
function moment(op: Operator, values: TextTest['values']): TextPredicate {
  const said = values.filter((value) => value !== null)
  if (isOrder(op)) {
    const [first = '', last = ''] = said
    return (value) =>
      value !== null && isWithin(op, toBeginning(value, first), toBeginning(value, last))
  }
  const isWanted = op === 'eq' || op === 'in'
  return (value) => value !== null && said.some((one) => value.startsWith(one)) === isWanted
}

/** How far a time lies above those that begin so. */
function toBeginning(value: string, beginning: string): number {
  return compareTimes(value.slice(0, beginning.length), beginning)
}

const NUMBER = /^-?\d+(\.\d+)?$/

/** Numbers by size, everything else by code units. */
function compareValues(a: string, b: string): number {
  if (NUMBER.test(a) && NUMBER.test(b)) return Number(a) - Number(b)
  return a < b ? -1 : a > b ? 1 : 0
}

/** An order for sorting: numbers by size, then everything else. */
export function compareMixed(a: string, b: string): number {
  const isNumber = NUMBER.test(a)
  if (isNumber !== NUMBER.test(b)) return isNumber ? -1 : 1
  return compareValues(a, b)
}

/** By number where both are one. Where clocks go back the moment with the larger offset is first. */
export function compareTimes(a: string, b: string): number {
  const [one, other] = [MOMENT.exec(a), MOMENT.exec(b)]
  if (one?.[1] !== other?.[1] || !one || !other || one[4] === other[4]) return compareValues(a, b)
  return utcMinutes(one) - utcMinutes(other)
}

/** Of `buckets.ts`: date, hour, minute, offset with its sign, hours and minutes. */
const MOMENT = /^(\d+-\d\d-\d\d) (\d\d):(\d\d) (([+-])(\d\d):(\d\d))$/

function utcMinutes([, , hour, minute, , sign, hours, minutes]: readonly string[]): number {
  const offset = Number(hours) * 60 + Number(minutes)
  return Number(hour) * 60 + Number(minute) - (sign === '-' ? -offset : offset)
}

function pattern(op: PatternOperator, values: TextTest['values']): TextPredicate {
  const wanted = lower(values[0] ?? '')
  const ofText = patternTest(op, wanted)
  return op === 'not_contains'
    ? (value) => value === null || ofText(lower(value))
    : (value) => value !== null && ofText(lower(value))
}

function patternTest(op: PatternOperator, wanted: string): (text: string) => boolean {
  switch (op) {
    case 'contains':
      return (text) => text.includes(wanted)
    case 'not_contains':
      return (text) => !text.includes(wanted)
    case 'starts':
      return (text) => text.startsWith(wanted)
    case 'ends':
      return (text) => text.endsWith(wanted)
    case 'mask':
      return maskTest(wanted)
  }
}
