/**
 * The query model: what one report asks, complete and checked. Plain data that travels to a worker.
 *
 * `QuerySchema` is the body of `POST /report/query` as people write it (`reports.md` 2); `Query` is
 * what `parseQuery` makes of it: names resolved, periods as milliseconds, filters sorted by what
 * they act on.
 */
import { type Static, Type } from '@sinclair/typebox'

import type { Shift } from './buckets.ts'
import type { Formula } from './formula.ts'
import type { Period } from './period.ts'
import { type MeasureTest, OPERATORS, type TextTest } from './predicate.ts'

const GROUPINGS_MAX = 5
export const ROWS_MAX = 10_000
/** Level-1 rows and their children together; what is beyond is folded. */
export const TOTAL_ROWS_MAX = 100_000
export const FILTERS_MAX = 100
const VALUES_MAX = 1_000
const TEXT_MAX = 2_048
/** `custom:` and a uuid is the longest. */
const NAME_MAX = 64

const Name = Type.String({ minLength: 1, maxLength: NAME_MAX })
const Text = Type.String({ maxLength: TEXT_MAX })
const Value = Type.Union([Text, Type.Number(), Type.Boolean(), Type.Null()])
const NullableText = Type.Optional(Type.Union([Text, Type.Null()]))
const strict = { additionalProperties: false }

const Filter = Type.Object(
  {
    field: Name,
    op: Type.Union(OPERATORS.map((op) => Type.Literal(op))),
    value: Type.Optional(Type.Union([Value, Type.Array(Value, { maxItems: VALUES_MAX })])),
    level: Type.Optional(Type.Integer({ minimum: 1, maximum: GROUPINGS_MAX })),
  },
  strict,
)

const AnyOf = Type.Object(
  { any: Type.Array(Filter, { minItems: 1, maxItems: FILTERS_MAX }) },
  strict,
)

const CompareSchema = Type.Object(
  {
    to: Type.Union([
      Type.Literal('previous_period'),
      Type.Literal('previous_week'),
      Type.Literal('previous_year'),
      Type.Object({ from: Text, to: Text }, strict),
    ]),
  },
  strict,
)

export const QuerySchema = Type.Object(
  {
    period: Type.Optional(
      Type.Object(
        {
          preset: Type.Optional(Name),
          from: NullableText,
          to: NullableText,
          timezone: NullableText,
        },
        strict,
      ),
    ),
    timeBasis: Type.Optional(Type.Union([Type.Literal('click'), Type.Literal('event')])),
    botMode: Type.Optional(
      Type.Union([Type.Literal('include'), Type.Literal('exclude'), Type.Literal('only')]),
    ),
    groupings: Type.Optional(Type.Array(Name, { maxItems: GROUPINGS_MAX })),
    measures: Type.Optional(Type.Array(Name, { maxItems: 200 })),
    filters: Type.Optional(Type.Array(Type.Union([Filter, AnyOf]), { maxItems: FILTERS_MAX })),
    parent: Type.Optional(
      Type.Array(Type.Object({ dimension: Name, value: Type.Union([Text, Type.Null()]) }, strict), {
        maxItems: GROUPINGS_MAX - 1,
      }),
    ),
    sort: Type.Optional(
      Type.Array(
        Type.Object(
          { field: Name, dir: Type.Union([Type.Literal('asc'), Type.Literal('desc')]) },
          strict,
        ),
        { maxItems: 10 },
      ),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: ROWS_MAX })),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000_000 })),
    childLimit: Type.Optional(Type.Integer({ minimum: 0, maximum: ROWS_MAX })),
    compare: Type.Optional(Type.Union([CompareSchema, Type.Null()])),
    currency: Type.Optional(Type.Union([Type.String({ pattern: '^[A-Z]{3}$' }), Type.Null()])),
  },
  strict,
)

export type QueryInput = Static<typeof QuerySchema>
export type FilterInput = Static<typeof Filter>
/** A test, or several of which one must hold. */
export type AnyFilter = NonNullable<QueryInput['filters']>[number]

export function leavesOf(filter: AnyFilter): readonly FilterInput[] {
  return 'any' in filter ? filter.any : [filter]
}

/** Present names and groups of the dimensions a query uses; ids stay the historic ones. */
export interface Labels {
  /** By dimension, then value. A value without a name is its own label. */
  readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** For dimensions that are groups of entities: group (or owner) id by entity id. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<number, string>>
}

/** Clicks pass if one of `any` holds. */
export interface Where {
  readonly any: readonly TextTest[]
}

/** Rows of `level` (from 1) pass if one of `any` holds. The field `name` is the row's label. */
export interface Having {
  readonly level: number
  readonly any: readonly (MeasureTest | TextTest)[]
}

export interface Column {
  readonly key: string
  /** `null` for a built-in measure. */
  readonly formula: Formula | null
  /** What its owner calls it; a built-in measure has its own name. */
  readonly title?: string
}

export interface SortKey {
  readonly key: string
  readonly dir: 'asc' | 'desc'
  /** `null`: by the values of the grouping `key`. */
  readonly column: Column | null
}

export interface Comparison {
  readonly period: Period
  readonly shift: Shift
}

export interface Query {
  readonly period: Period
  readonly zone: string
  readonly weekStart: number
  readonly basis: 'click' | 'event'
  readonly bots: 'include' | 'exclude' | 'only'
  readonly groupings: readonly string[]
  readonly columns: readonly Column[]
  readonly where: readonly Where[]
  readonly having: readonly Having[]
  /** Values of the first groupings: only the children of that row are wanted. */
  readonly parent: readonly (string | null)[]
  readonly sort: readonly SortKey[]
  readonly limit: number
  readonly offset: number
  /** 0: children are not returned at all, only whether there are some. */
  readonly childLimit: number
  readonly compare: Comparison | null
  /** That was asked for; `null`: the tracker's. */
  readonly currency: string | null
  /** What one of the tracker's currency is worth in it; `null`: amounts are shown as they are stored. */
  readonly moneyRate: number | null
  readonly labels: Labels
  /** Costs that are a share of the revenue count as none: whoever asks may not know it. */
  readonly hidesShares?: boolean
  /** What is to be told with its answer, whatever the ledger says. */
  readonly remarks?: readonly string[]
}

/** What is wrong with a query: where in the body, and what. */
export interface QueryProblem {
  readonly path: string
  readonly message: string
}
