/**
 * Marks on values in the reports of campaigns and traffic sources: set, taken away, shown beside rows,
 * and filtered by.
 */
import { type Static, Type } from '@sinclair/typebox'

import { type MarkedValues, onlyMarked, withoutMarked } from '../../../core/reports/mark-filter.ts'
import type { Query } from '../../../core/reports/query.ts'
import type { MarkSubject, ReportMark } from '../../../db/reports/report-marks.ts'
import { type Refusal, wrong } from '../../../manage/refusal.ts'
import {
  ANY_MARK,
  marksFor,
  NO_MARK,
  removeMarks,
  setMarks,
} from '../../../manage/reports/report-marks.ts'
import type { ReportRow } from '../../../report/rows/result.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase } from '../shape.ts'
import { Empty } from '../wire.ts'

const tag = 'Reports'
const SUBJECTS = ['campaign', 'traffic_source'] as const
const KINDS = { campaign: 'campaigns', traffic_source: 'traffic_sources' } as const
const AT_ONCE_MAX = 1000

const Params = Type.Object({
  subject: anyCase(SUBJECTS),
  id: Type.Integer({ minimum: 1 }),
})
const Grouping = Type.String({ minLength: 1, maxLength: 64 })
const MarkedValue = Type.String({ minLength: 1, maxLength: 2048 })
const MarkedList = Type.Array(MarkedValue, { minItems: 1, maxItems: AT_ONCE_MAX })
const Mark = Type.String({ minLength: 1, maxLength: 32 })
const One = Type.Object({ grouping: Grouping, value: MarkedValue })
const Many = Type.Object({ grouping: Grouping, values: MarkedList })

type MarkCall = Call<Static<typeof Params>, unknown, Static<typeof Many>>

function placeOf({ params, body }: MarkCall) {
  const { grouping, values } = body
  return { subject: KINDS[params.subject], objectId: params.id, grouping, values }
}

const set = (call: MarkCall, mark: string) =>
  emptyUnless(setMarks(call.desk, call.caller, placeOf(call), mark))
const unset = (call: MarkCall) => emptyUnless(removeMarks(call.desk, call.caller, placeOf(call)))

const one = { path: '/report/mark/:subject/:id', tag, params: Params, answer: Empty } as const
const many = { ...one, path: '/report/mark/:subject/:id/multiple' } as const

export const reportMarkOperations: readonly Operation[] = [
  operation({
    ...one,
    method: 'POST',
    id: 'setReportMark',
    summary: 'Mark a value in the reports of a campaign or traffic source',
    body: Type.Object({ ...One.properties, mark: Mark }),
    status: 201,
    run: (call) => {
      const { grouping, value, mark } = call.body
      return set({ ...call, body: { grouping, values: [value] } }, mark)
    },
  }),
  operation({
    ...one,
    method: 'DELETE',
    id: 'removeReportMark',
    summary: 'Take the mark off a value',
    body: One,
    run: (call) => {
      const { grouping, value } = call.body
      return unset({ ...call, body: { grouping, values: [value] } })
    },
  }),
  operation({
    ...many,
    method: 'POST',
    id: 'setReportMarks',
    summary: 'Put one mark on up to 1,000 values',
    body: Type.Object({ ...Many.properties, mark: Mark }),
    status: 201,
    run: (call) => set(call, call.body.mark),
  }),
  operation({
    ...many,
    method: 'DELETE',
    id: 'removeReportMarks',
    summary: 'Take the marks off up to 1,000 values',
    body: Many,
    run: unset,
  }),
]

/** Pages whose rows have marks. */
const PAGES: ReadonlyMap<string, MarkSubject> = new Map([
  ['campaign', 'campaigns'],
  ['trafficSource', 'traffic_sources'],
])

/** All marks that the rows of such a report may have. */
export function marksOf(
  { read, caller }: Call,
  page: string,
  groupings: readonly string[],
): readonly ReportMark[] {
  const subject = PAGES.get(page)
  return subject === undefined ? [] : marksFor(read, caller, subject, groupings)
}

interface Marked {
  readonly page: string
  readonly marks: readonly ReportMark[]
  readonly ids: readonly number[] | undefined
}

/** A filter names each of the marked campaigns once; so many are enough for one report. */
const MARKED_OBJECTS_MAX = 200

/** The query cut to values with the mark, to marked ones, or to those without any. */
export function ofMarks(
  query: Query,
  { page, marks, ids, word }: Marked & { readonly word: string },
): Query | Refusal {
  if (word === '') return query
  const wanted = marks.filter(
    ({ objectId, mark }) =>
      (ids?.includes(objectId) ?? true) && (word === ANY_MARK || word === NO_MARK || mark === word),
  )
  const objects = [...Map.groupBy(wanted, ({ objectId }) => objectId)].map(valuesOf)
  if (!PAGES.has(page)) return refuse('only campaigns and traffic sources have marks')
  if (objects.length > MARKED_OBJECTS_MAX) return refuse('too many are marked: name some ids')
  const where = (word === NO_MARK ? withoutMarked : onlyMarked)(page, objects)
  return { ...query, where: [...query.where, ...where] }
}

const refuse = (text: string): Refusal => wrong('markFilter', text)

function valuesOf([objectId, marks]: [number, readonly ReportMark[]]): MarkedValues {
  const byGrouping = Map.groupBy(marks, ({ grouping }) => grouping)
  const values = [...byGrouping].map(
    ([grouping, list]) => [grouping, list.map(({ value }) => value)] as const,
  )
  return { objectId: String(objectId), values: new Map(values) }
}

/** The mark of a row; it needs to be clear to which campaign or source the row belongs. */
export function markReader({ page, marks, ids }: Marked): (row: ReportRow) => string | null {
  if (marks.length === 0) return () => null
  const byPlace = new Map(
    marks.map(({ objectId, grouping, value, mark }) => [
      placeKey(String(objectId), grouping, value),
      mark,
    ]),
  )
  const only = ids?.length === 1 ? String(ids[0]) : null
  return ({ path }) => {
    const owner = path.find(({ dimension }) => dimension === page)?.value ?? only
    const last = path.at(-1)
    if (owner === null || last === undefined || last.value === null) return null
    return byPlace.get(placeKey(owner, last.dimension, last.value)) ?? null
  }
}

function placeKey(objectId: string, grouping: string, value: string): string {
  return `${objectId}\n${grouping}\n${value}`
}
