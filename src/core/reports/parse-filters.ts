/**
 * Filters of a report query: those on dimensions choose clicks, those on measures and names choose
 * rows. One `any` holds only one kind, on one level, because the two act at different times.
 */
import { parseIpRange } from '../../lib/ip.ts'
import { formulaNamed, type Formulas, isCustom } from './custom-columns.ts'
import { type Dimension, dimensionOf } from './dimensions.ts'
import { valuesFor } from './filter-values.ts'
import { isMeasure } from './measures.ts'
import {
  arityOf,
  MEASURE_OPERATORS,
  type MeasureTest,
  NAME_OPERATORS,
  NAMES_ABOVE,
  type Operator,
  operatorsOf,
  type TextTest,
} from './predicate.ts'
import {
  type AnyFilter,
  type FilterInput,
  type Having,
  leavesOf,
  type QueryProblem,
  type Where,
} from './query.ts'

/** Fields of both registries (`event_1`) mean the measure. */
const actsOnRows = ({ field }: FilterInput) => isMeasure(field) || isName(field) || isCustom(field)

const isName = (field: string) => field === 'name' || field === NAMES_ABOVE

export function isHaving(filter: AnyFilter): boolean {
  return leavesOf(filter).some(actsOnRows)
}

/**
 * The filter as a choice of clicks; empty, with problems noted, if it is none. `fieldOf` says what may
 * be asked.
 */
export function readWhere(
  filter: AnyFilter,
  path: string,
  problems: QueryProblem[],
  fieldOf: (key: string) => Dimension | null = dimensionOf,
): Where[] {
  const any = leavesOf(filter).map((leaf) => {
    const dimension = fieldOf(leaf.field)
    if (dimension !== null) return readTextTest(leaf, dimension, path, problems)
    problems.push({ path, message: 'unknown field' })
    return null
  })
  const good = any.filter((test) => test !== null)
  return good.length === any.length ? [{ any: good }] : []
}

/** What filters on rows may refer to. */
export interface RowColumns {
  /** How many levels the report has. */
  readonly depth: number
  readonly formulas: Formulas
}

/** The filter as a choice of rows on a level, by default the deepest. */
export function readHaving(
  filter: AnyFilter,
  path: string,
  { depth, formulas }: RowColumns,
  problems: QueryProblem[],
): Having[] {
  const leaves = leavesOf(filter)
  const levels = new Set(leaves.map((leaf) => leaf.level ?? depth))
  const [level = 0] = levels
  const refuse = (message: string) => {
    problems.push({ path, message })
    return []
  }
  if (!leaves.every(actsOnRows)) return refuse('mixes filters on clicks and on rows')
  if (levels.size > 1) return refuse('mixes levels')
  if (depth === 0) return refuse('chooses rows, and the report has no groupings')
  if (level < 1 || level > depth) return refuse(`no such level: the report has ${depth}`)
  const any = leaves.map((leaf) => readRowTest(leaf, path, formulas, problems))
  const good = any.filter((test) => test !== null)
  return good.length === any.length ? [{ level, any: good }] : []
}

function readRowTest(
  leaf: FilterInput,
  path: string,
  formulas: Formulas,
  problems: QueryProblem[],
): MeasureTest | TextTest | null {
  const values = valuesOf(leaf)
  if (!checkOperator(leaf, rowOperators(leaf), path, problems)) return null
  if (isName(leaf.field)) return { field: leaf.field, op: leaf.op, values: values.map(textOf) }
  const custom = formulaNamed(leaf.field, formulas)
  if (isCustom(leaf.field) && custom === null) {
    problems.push({ path, message: 'unknown field' })
    return null
  }
  const numbers = values.map(numberOf)
  const formula = custom === null ? {} : { formula: custom.formula }
  if (!numbers.includes(undefined))
    return { ...leaf, ...formula, values: numbers as (number | null)[] }
  problems.push({ path, message: 'needs numbers' })
  return null
}

function rowOperators({ field }: FilterInput): readonly Operator[] {
  if (field === NAMES_ABOVE) return ['contains']
  return field === 'name' ? NAME_OPERATORS : MEASURE_OPERATORS
}

function readTextTest(
  leaf: FilterInput,
  dimension: Dimension,
  path: string,
  problems: QueryProblem[],
): TextTest | null {
  const values = valuesOf(leaf).map(textOf)
  if (!checkOperator(leaf, operatorsOf(dimension.kind), path, problems)) return null
  if (leaf.op === 'cidr' && values.some((value) => parseIpRange(value ?? '') === null)) {
    problems.push({ path, message: 'needs addresses or networks' })
    return null
  }
  const read = valuesFor(dimension, values)
  if ('values' in read) return { field: dimension.key, op: leaf.op, values: read.values }
  problems.push({ path, message: neededIn(leaf, read.needs) })
  return null
}

function checkOperator(
  leaf: FilterInput,
  allowed: readonly Operator[],
  path: string,
  problems: QueryProblem[],
): boolean {
  const fits = hasItsValues(leaf)
  const isAllowed = allowed.includes(leaf.op)
  if (!isAllowed) {
    const message = `operator does not fit the field: it takes ${allowed.join(', ')}`
    problems.push({ path, message })
  }
  if (isAllowed && !fits) problems.push({ path, message: neededIn(leaf, neededBy(leaf.op)) })
  return isAllowed && fits
}

const neededIn = ({ field, op }: FilterInput, needs: string) => `${field}, ${op}: ${needs}`

/** A list may be empty, and `null` is a value for those that compare with "not set" only. */
function hasItsValues(leaf: FilterInput): boolean {
  const arity = arityOf(leaf.op)
  const values = valuesOf(leaf)
  if (arity === 'many') return leaf.value !== undefined
  return values.length === arity && (leaf.op === 'eq' || leaf.op === 'ne' || !values.includes(null))
}

function neededBy(op: Operator): string {
  switch (op) {
    case 'eq':
    case 'ne':
      return 'needs one value, or null for what is not set'
    case 'in':
    case 'not_in':
      return 'needs a list of values'
    case 'cidr':
      return 'needs a list of addresses or networks'
    case 'between':
      return 'needs two values, the least and the greatest'
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return 'needs one value to compare with'
    case 'contains':
    case 'not_contains':
    case 'starts':
    case 'ends':
    case 'mask':
      return 'needs one text to look for'
    case 'set':
    case 'not_set':
    case 'macro':
      return 'needs no value'
  }
}

type Value = string | number | boolean | null

function valuesOf(leaf: FilterInput): readonly Value[] {
  if (arityOf(leaf.op) === 0 || leaf.value === undefined) return []
  return Array.isArray(leaf.value) ? leaf.value : [leaf.value as Value]
}

const textOf = (value: Value) => (value === null ? null : String(value))

const NUMBER = /^-?\d{1,15}(\.\d{1,10})?$/

/** `undefined` if it is no number. */
function numberOf(value: Value): number | null | undefined {
  if (value === null || typeof value === 'number') return value
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined
}
