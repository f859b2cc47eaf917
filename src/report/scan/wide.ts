/**
 * A report from everything the crew adds up. One that has more rows than fit in memory is made in
 * parts: each part says which its first rows are, then the page's rows alone are added up as usual.
 */
import { type Query, TOTAL_ROWS_MAX } from '../../core/reports/query.ts'
import type { SumKey } from '../../core/reports/sums.ts'
import type { SegmentView } from '../../ledger/columns/column.ts'
import { boundedCache } from '../../lib/lru.ts'
import { type ReportRow, shownLevels, shownRow } from '../rows/result.ts'
import { ALONE_PAGE_MAX, type Crew, type CrewWork, type Surveyed } from './crew.ts'
import { isTooMuch } from './deadline.ts'
import { joinedParts } from './joined-parts.ts'
import { measuresOf, planOf, type QueryResult, resultOf } from './run.ts'
import { mayContain } from './select.ts'

/** Pages of such reports may end here: each part has to bring as many rows. */
const PAGED_MAX = 100_000
/** Bytes that adding up may take in each thread before the report is made in parts instead. */
const PARTED_BEYOND = 48 * 1024 * 1024
/** With more rows in buckets their tables would take too much memory for all sums. */
const FULL_ROWS_MAX = 2_000_000
/** Questions of which is remembered that they are better made in parts at once. */
const REMEMBERED = 64

export type Asked = Omit<CrewWork, 'plan'>

/** Makes reports. They throw what the checkpoint throws, and `TooManyGroups`. */
export function reporter(crew: Crew): (asked: Asked, query: Query) => Promise<QueryResult> {
  /** The fewest events of a period over which it had too many rows, by question. */
  const tooMany = boundedCache<string, number>(REMEMBERED)
  let running = 0

  const madeWhole = async (asked: Asked, query: Query, room: number) =>
    resultOf(await crew.addUp({ ...asked, plan: { ...planOf(query), room } }), query)

  async function made(asked: Asked, query: Query): Promise<QueryResult> {
    if (!canBeParted(query)) return madeWhole(asked, query, Infinity)
    const question = JSON.stringify([query.groupings, query.parent, query.where, query.bots])
    const size = eventsOf(asked.segments.views, query)
    if (size < (tooMany.get(question) ?? Infinity)) {
      try {
        return await madeWhole(asked, query, PARTED_BEYOND)
      } catch (error) {
        if (!isTooMuch(error)) throw error
        // What another report holds in the thread counts for it, too.
        if (running === 1) tooMany.set(question, size)
      }
    }
    asked.segments.texts?.trim()
    return inParts(crew, asked, query)
  }

  return async (asked, query) => {
    running++
    try {
      return await made(asked, query)
    } finally {
      running--
    }
  }
}

/** Events of the segments that can have some of the query's periods. */
function eventsOf(views: Iterable<SegmentView>, { period, compare, basis }: Query): number {
  const periods = compare === null ? [period] : [period, compare.period]
  const counted = [...views].filter((view) => periods.some((one) => mayContain(view, one, basis)))
  return counted.reduce((sum, { rows }) => sum + rows, 0)
}

/** A row above the parted level is in all parts: what is asked of its sums, no part can say. */
export function canBeParted({ groupings, parent, having, offset, limit }: Query): boolean {
  const isBelow = having.every(({ level }) => level > parent.length)
  return groupings.length > parent.length && isBelow && offset + limit <= PAGED_MAX
}

/** Throws what the checkpoint throws; `TooManyGroups` when a single bucket has too many. */
export async function inParts(crew: Crew, asked: Asked, query: Query): Promise<QueryResult> {
  const full = planOf(partQuery(query, 'all'))
  const surveyed = await crew.survey({ ...asked, plan: full })
  const isFull = query.having.length > 0 || canBeFull(query, surveyed)
  const plan = isFull ? full : planOf(partQuery(query, 'order'))
  const parts = joinedParts(await crew.parts({ ...asked, plan }, surveyed), plan)
  const whole = isFull ? { keys: plan.sums, ...parts } : await sumsOf(crew, asked, query)
  const page = parts.rows.slice(query.offset)
  const rows = canBeFull(query, surveyed)
    ? { rows: page.map((row) => shownRow(query, row)), damaged: [] }
    : page.length === 0
      ? noRows
      : await rowsOf(crew, asked, { query, page, most: TOTAL_ROWS_MAX })
  return {
    rows: rows.rows,
    totals: measuresOf(query, whole.keys, whole.now),
    prevTotals: whole.before && measuresOf(query, whole.keys, whole.before),
    totalRows: parts.totalRows,
    excluded: parts.excluded,
    damaged: [
      ...new Set([...surveyed.damaged, ...parts.damaged, ...whole.damaged, ...rows.damaged]),
    ],
  }
}

const noRows: Rows = { rows: [], damaged: [] }

/** What the order needs of each row, or all that is shown. */
function partQuery(query: Query, needs: 'order' | 'all'): Query {
  const ordering = query.sort.flatMap(({ column }) => (column === null ? [] : [column]))
  const columns = needs === 'all' ? [...query.columns, ...ordering] : ordering
  const limit = query.offset + query.limit
  return { ...query, columns, limit, offset: 0, childLimit: 0 }
}

/** Whether the parts can bring the page's rows as they are shown, with their sums. */
function canBeFull(query: Query, { counts }: Surveyed): boolean {
  const isOneLevel = shownLevels(query).last === query.parent.length + 1
  return (
    isOneLevel && query.offset + query.limit <= ALONE_PAGE_MAX && counts.others <= FULL_ROWS_MAX
  )
}

interface WholeSums {
  readonly keys: readonly SumKey[]
  readonly now: readonly number[]
  readonly before: readonly number[] | null
  readonly damaged: readonly number[]
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
  /** Rows of the page and below them that may be shown. */
  readonly most: number
}

type Rows = Pick<QueryResult, 'rows' | 'damaged'>

/** Those that hold too much together are added up in halves. */
async function rowsOf(crew: Crew, asked: Asked, work: PageWork): Promise<Rows> {
  const { query, page, most } = work
  const own = { ...query, offset: 0 }
  const only = page.map(({ path }) => path.at(-1)!.value)
  const room = page.length > 1 ? PARTED_BEYOND : Infinity
  // What the work before has held is let go of.
  asked.segments.texts?.trim()
  try {
    return resultOf(await crew.addUp({ ...asked, plan: { ...planOf(own), only, room } }), own, most)
  } catch (error) {
    if (!isTooMuch(error) || page.length === 1) throw error
    return halvesOf(crew, asked, work)
  }
}

async function halvesOf(crew: Crew, asked: Asked, { query, page, most }: PageWork): Promise<Rows> {
  const middle = page.length >> 1
  const [above, below] = [page.slice(0, middle), page.slice(middle)]
  const first = await rowsOf(crew, asked, { query, page: above, most: most - below.length })
  const shown = first.rows.filter(({ isOther }) => !isOther).length
  const second = await rowsOf(crew, asked, { query, page: below, most: most - shown })
  return {
    rows: [...first.rows, ...second.rows],
    damaged: [...first.damaged, ...second.damaged],
  }
}
