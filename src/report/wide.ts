/**
 * A report from everything the crew adds up. One that has more rows than fit in memory is made in
 * parts: each part says which its first rows are, then the page's rows alone are added up as usual.
 */
import type { Query } from '../core/reports/query.ts'
import type { SumKey } from '../core/reports/sums.ts'
import { boundedCache } from '../lib/lru.ts'
import type { Crew, CrewWork } from './crew.ts'
import { isTooMuch } from './deadline.ts'
import { TooManyGroups } from './groups.ts'
import type { Excluded } from './having.ts'
import { rowOrder } from './order.ts'
import type { ReportRow } from './result.ts'
import { measuresOf, type PartOfReport, planOf, type QueryResult, resultOf } from './run.ts'
import type { ScanPlan } from './scan.ts'

/** Pages of such reports may end here: each part has to bring as many rows. */
export const PAGED_MAX = 100_000
/** Bytes that adding up may take in each thread before the report is made in parts instead. */
const PARTED_BEYOND = 48 * 1024 * 1024
/** Questions of which is remembered that they are better made in parts at once. */
const REMEMBERED = 64

export type Asked = Omit<CrewWork, 'plan'>

/** Makes reports. They throw what the checkpoint throws, and `TooManyGroups`. */
export function reporter(crew: Crew): (asked: Asked, query: Query) => Promise<QueryResult> {
  /** The events it was asked over when it had too many rows, by question. */
  const tooMany = boundedCache<string, number>(REMEMBERED)
  return async (asked, query) => {
    const question = JSON.stringify([query.groupings, query.parent, query.where, query.bots])
    const events = asked.segments.views
    const size = [...events].reduce((sum, { rows }) => sum + rows, 0)
    if (size < (tooMany.get(question) ?? Infinity)) {
      try {
        const room = canBeParted(query) ? PARTED_BEYOND : Infinity
        const plan = { ...planOf(query), room }
        return resultOf(await crew.addUp({ ...asked, plan }), query)
      } catch (error) {
        if (!isTooMuch(error)) throw error
        tooMany.set(question, size)
      }
    }
    if (!canBeParted(query)) throw new TooManyGroups()
    asked.segments.texts?.trim()
    return inParts(crew, asked, query)
  }
}

/** A row above the parted level is in all parts: what is asked of its sums, no part can say. */
export function canBeParted({ groupings, parent, having, offset, limit }: Query): boolean {
  const isBelow = having.every(({ level }) => level > parent.length)
  return groupings.length > parent.length && isBelow && offset + limit <= PAGED_MAX
}

/** Throws what the checkpoint throws; `TooManyGroups` when a single bucket has too many. */
export async function inParts(crew: Crew, asked: Asked, query: Query): Promise<QueryResult> {
  const plan = planOf(partQuery(query))
  const { parts, damaged } = await crew.parts({ ...asked, plan })
  const whole = query.having.length > 0 ? joinedSums(parts, plan) : await sumsOf(crew, asked, query)
  const page = pageOf(parts, query)
  const rows = page.length === 0 ? noRows : await rowsOf(crew, asked, { query, page })
  return {
    rows: rows.rows,
    totals: measuresOf(query, whole.keys, whole.now),
    prevTotals: whole.before && measuresOf(query, whole.keys, whole.before),
    totalRows: parts.reduce((sum, { totalRows }) => sum + totalRows, 0),
    excluded: joinedExcluded(parts),
    damaged: [
      ...new Set([...damaged, ...[...parts, whole, rows].flatMap((each) => [...each.damaged])]),
    ],
  }
}

const noRows: Pick<QueryResult, 'rows' | 'damaged'> = { rows: [], damaged: [] }

/** What the order needs of each row; where rows are taken out, also what is left of the totals. */
function partQuery(query: Query): Query {
  const ordering = query.sort.flatMap(({ column }) => (column === null ? [] : [column]))
  const columns = query.having.length > 0 ? [...query.columns, ...ordering] : ordering
  const limit = query.offset + query.limit
  return { ...query, columns, limit, offset: 0, childLimit: 0 }
}

/** The rows of the page, in order. */
function pageOf(parts: readonly PartOfReport[], query: Query): readonly ReportRow[] {
  const rows = parts.flatMap((part) => part.rows)
  rows.sort(rowOrder(query, query.parent.length + 1))
  return rows.slice(query.offset, query.offset + query.limit)
}

interface WholeSums {
  readonly keys: readonly SumKey[]
  readonly now: readonly number[]
  readonly before: readonly number[] | null
  readonly damaged: readonly number[]
}

function joinedSums(parts: readonly PartOfReport[], plan: ScanPlan): WholeSums {
  const add = (all: readonly (readonly number[])[]) =>
    plan.sums.map((_, at) => all.reduce((sum, each) => sum + each[at]!, 0))
  return {
    keys: plan.sums,
    now: add(parts.map(({ now }) => now)),
    before: plan.query.compare && add(parts.map(({ before }) => before!)),
    damaged: [],
  }
}

async function sumsOf(crew: Crew, asked: Asked, query: Query): Promise<WholeSums> {
  const plan = { ...planOf(query), depth: 0 }
  const { now, before, damaged } = await crew.addUp({ ...asked, plan })
  const sums = ({ arrays }: typeof now) => arrays.map((array) => array[0]!)
  return {
    keys: plan.sums,
    now: sums(now),
    before: before && sums(before),
    damaged: [...damaged],
  }
}

interface PageWork {
  readonly query: Query
  readonly page: readonly ReportRow[]
}

async function rowsOf(crew: Crew, asked: Asked, { query, page }: PageWork): Promise<QueryResult> {
  const own = { ...query, offset: 0 }
  const plan = { ...planOf(own), only: page.map(({ path }) => path.at(-1)!.value) }
  return resultOf(await crew.addUp({ ...asked, plan }), own)
}

function joinedExcluded(parts: readonly PartOfReport[]): Excluded {
  const sum = (key: keyof Excluded) => {
    const micros = parts.reduce((all, { excluded }) => all + Math.round(excluded[key] * 1e6), 0)
    return micros / 1e6
  }
  return {
    rows: sum('rows'),
    clicks: sum('clicks'),
    cost: sum('cost'),
    revenue: sum('revenue'),
  }
}
