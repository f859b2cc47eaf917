/** Marks on values in reports: notes on a campaign or source, for whoever may change it. */
import { dimensionOf } from '../../core/reports/dimensions.ts'
import type { MarkSubject, ReportMark } from '../../db/reports/report-marks.ts'
import type { ReadStores } from '../../db/stores.ts'
import { type Caller, lookUp, readable, seesAll } from '../access.ts'
import { type DeedOn, type Desk, DONE, type Done, saveChange } from '../desk.ts'
import { isRefusal, problems, type Refusal } from '../refusal.ts'

/** Of one campaign or source. */
const EACH_MAX = 10_000
/** What a filter may be besides a mark. */
export const ANY_MARK = 'marked'
export const NO_MARK = 'unmarked'

export interface MarkChange {
  readonly subject: MarkSubject
  readonly objectId: number
  readonly grouping: string
  readonly values: readonly string[]
}

/** Puts the mark on all the values. */
export function setMarks(
  desk: Desk,
  caller: Caller,
  { subject, objectId, values, ...place }: MarkChange,
  mark: string,
): Done | Refusal {
  const object = lookUp(desk.stores, caller, subject, { id: objectId, need: 'modify' })
  if (isRefusal(object)) return object
  const { reportMarks } = desk.stores
  const grouping = dimensionOf(place.grouping)?.key ?? null
  const found = problems()
  if (grouping === null) found.add('grouping', 'is no dimension')
  if (mark === ANY_MARK || mark === NO_MARK) found.add('mark', 'is a word of filters')
  if (reportMarks.countOf(subject, objectId) + values.length > EACH_MAX) {
    found.add('value', `there are at most ${EACH_MAX} marks`)
  }
  const refusal = found.refusal()
  if (refusal !== null || grouping === null) return refusal ?? DONE
  const deed = deedOn(object, 'mark', { grouping, values, mark })
  return saveChange(desk, caller, deed, () => {
    for (const value of values) reportMarks.put(subject, { objectId, grouping, value, mark })
  })
}

/** Values without a mark stay without. */
export function removeMarks(
  desk: Desk,
  caller: Caller,
  { subject, objectId, values, ...place }: MarkChange,
): Done | Refusal {
  const object = lookUp(desk.stores, caller, subject, { id: objectId, need: 'modify' })
  if (isRefusal(object)) return object
  const grouping = dimensionOf(place.grouping)?.key ?? place.grouping
  const deed = deedOn(object, 'unmark', { grouping, values })
  return saveChange(desk, caller, deed, () => {
    for (const value of values) {
      desk.stores.reportMarks.remove(subject, { objectId, grouping, value })
    }
  })
}

function deedOn(
  { id, name }: { readonly id: number; readonly name: string },
  event: 'mark' | 'unmark',
  changes: object,
): DeedOn {
  return { event, kind: 'report_marks', id, name, changes }
}

/** Marks of what the caller may read. */
export function marksFor(
  stores: ReadStores,
  caller: Caller,
  subject: MarkSubject,
  groupings: readonly string[],
): ReportMark[] {
  const marks = stores.reportMarks.list(subject, groupings)
  if (marks.length === 0 || seesAll(caller, subject)) return marks
  const ids = new Set(readable(caller, subject, stores[subject].list('all') as never[]).map(idOf))
  return marks.filter(({ objectId }) => ids.has(objectId))
}

const idOf = ({ id }: { readonly id: number }) => id
