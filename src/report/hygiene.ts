/** Counts what the clicks of campaigns brought in their parameters, segment by segment. */
import { Flag } from '../core/event.ts'
import { type CampaignCounts, FED_FIELDS, type FieldCounts } from '../core/hygiene.ts'
import type { Period } from '../core/reports/period.ts'
import { numberReader, numbersOf, textReader } from '../ledger/columns/cells.ts'
import type { SegmentView } from '../ledger/columns/column.ts'
import { countsClick } from '../ledger/costs/cost-cover.ts'
import type { Steps } from '../lib/steps.ts'
import { readEach, type Segments } from './scan/scan.ts'

export interface HygieneQuestion {
  readonly period: Period
  /** `null`: all. */
  readonly campaignIds: readonly number[] | null
}

/** Values of a field that are compared with each other. */
const LOOKED_AT = 500
/** Further campaigns of a ledger with very many are left out; the largest ones come early. */
const CAMPAIGNS = 5000

interface Tally {
  clicks: number
  truncated: number
  healed: number
  unpriced: number
  unpricedIn: string
  readonly fields: Map<string, FieldTally>
}

interface FieldTally {
  filled: number
  unexpanded: number
  unexpandedIn: string
  looked: number
  readonly values: Set<string>
}

export function* countHygiene(
  segments: Segments,
  { period, campaignIds }: HygieneQuestion,
): Steps<CampaignCounts[]> {
  const tallies = new Map<number, Tally>()
  const wanted = campaignIds === null ? null : new Set(campaignIds)
  const sought = { period, basis: 'click', damaged: new Set<number>() } as const
  yield* readEach(segments, sought, (view) => countSegment(view, period, wanted, tallies))
  return [...tallies].map(([campaignId, { fields, ...counted }]) => ({
    campaignId,
    ...counted,
    fields: [...fields].map(([field, tally]) => countsOf(field, tally)),
  }))
}

function countsOf(field: string, { values, ...counted }: FieldTally): FieldCounts {
  const [sample = ''] = values
  return { field, ...counted, different: values.size, sample }
}

function countSegment(
  view: SegmentView,
  { from, to }: Period,
  wanted: ReadonlySet<number> | null,
  tallies: Map<number, Tally>,
): void {
  const times = numbersOf(view.column('clickTime'), view.rows)
  const kindAt = numberReader(view.column('kind'))
  const flagsAt = numberReader(view.column('flags'))
  const campaignAt = numberReader(view.column('campaignId'))
  const readers = readersOf(view)
  const unexpanded = textReader(view.column('unexpanded'))
  const costOrigin = textReader(view.column('costOrigin'))
  // Read from the disk, so only where somebody asks.
  const queryAt = (row: number) => textReader(view.column('rawQuery'))(row)
  for (let row = 0; row < view.rows; row++) {
    const time = times[row]!
    if (time < from || time >= to || !counts(kindAt(row), flagsAt(row))) continue
    const campaignId = campaignAt(row)
    if (wanted !== null && !wanted.has(campaignId)) continue
    const tally = tallyOf(tallies, campaignId)
    if (tally === null) continue
    countClick(tally, flagsAt(row))
    if (costOrigin(row) === 'no_rate' && tally.unpriced++ === 0) tally.unpricedIn = queryAt(row)
    for (const { field, text } of readers) addValue(tally, field, text(row))
    for (const field of fieldsIn(unexpanded(row))) {
      const own = fieldOf(tally, field)
      if (own.unexpanded++ === 0) own.unexpandedIn = queryAt(row)
    }
  }
}

function counts(kind: number, flags: number): boolean {
  return (flags & Flag.test) === 0 && countsClick(kind, flags)
}

const NO_CLICKS = { clicks: 0, truncated: 0, healed: 0, unpriced: 0, unpricedIn: '' }

function tallyOf(tallies: Map<number, Tally>, campaignId: number): Tally | null {
  const known = tallies.get(campaignId)
  if (known !== undefined) return known
  if (tallies.size >= CAMPAIGNS) return null
  const tally: Tally = { ...NO_CLICKS, fields: new Map() }
  tallies.set(campaignId, tally)
  return tally
}

function countClick(tally: Tally, flags: number): void {
  tally.clicks++
  if ((flags & Flag.truncated) !== 0) tally.truncated++
  if ((flags & Flag.healed) !== 0) tally.healed++
}

function addValue(tally: Tally, field: string, value: string): void {
  if (value === '') return
  const own = fieldOf(tally, field)
  own.filled++
  if (own.looked >= LOOKED_AT) return
  own.looked++
  own.values.add(value)
}

const NOTHING = { filled: 0, unexpanded: 0, unexpandedIn: '', looked: 0 }

function fieldOf({ fields }: Tally, field: string): FieldTally {
  const known = fields.get(field)
  if (known !== undefined) return known
  const made: FieldTally = { ...NOTHING, values: new Set() }
  fields.set(field, made)
  return made
}

interface FieldReader {
  readonly field: string
  readonly text: (row: number) => string
}

/** Only of fields that the segment has any value of. */
function readersOf(view: SegmentView): FieldReader[] {
  return [...FED_FIELDS].flatMap(([field, name]) => {
    const column = view.column(name)
    const isEmpty = column.kind === 'constant' && column.value === ''
    return isEmpty ? [] : [{ field, text: textReader(column) }]
  })
}

const NONE: readonly string[] = []

function fieldsIn(unexpanded: string): readonly string[] {
  return unexpanded === '' ? NONE : unexpanded.split(',')
}
