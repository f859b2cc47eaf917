/**
 * Stored sums: what is added up over events. Everything else a report shows is computed from them.
 *
 * All are integers (counts, milliseconds, micro-units), so they add up exactly up to 2^53.
 */
import { numbered } from '../../lib/numbered.ts'
import { EVENT_VALUES, Flag, type Measure, MEASURE_COLUMNS } from '../event.ts'

/** Clicks counted only when their click has a flag. */
const FLAGGED = {
  bots: Flag.bot,
  uniqueGlobal: Flag.uniqueGlobal,
  uniqueCampaign: Flag.uniqueCampaign,
  uniqueFlow: Flag.uniqueFlow,
  landerViews: Flag.landingShown,
  proxies: Flag.proxy,
  emptyReferrers: Flag.emptyReferrer,
} as const

/** `event1` … `event30` are Σ event values in millionths. */
export type SumKey =
  Measure | keyof typeof FLAGGED | 'unreplacedMacros' | 'leadsWithTime' | `event${number}`

/** Where a sum comes from, row by row. */
export type SumSource =
  | { readonly of: 'column'; readonly column: Measure }
  /** `column`, on rows whose `flags` have `flag`. */
  | { readonly of: 'flagged'; readonly column: Measure; readonly flag: number }
  /** `column`, on rows where `when` is neither 0 nor empty. */
  | { readonly of: 'when'; readonly column: Measure; readonly when: string }
  /** Decimal text, in millionths. */
  | { readonly of: 'decimal'; readonly column: string }

const SOURCES: ReadonlyMap<SumKey, SumSource> = new Map<SumKey, SumSource>([
  ...MEASURE_COLUMNS.map((column) => [column, { of: 'column', column }] as const),
  ...Object.entries(FLAGGED).map(
    ([key, flag]) => [key as SumKey, { of: 'flagged', column: 'clicks', flag }] as const,
  ),
  ['unreplacedMacros', { of: 'when', column: 'clicks', when: 'unexpanded' }],
  ['leadsWithTime', { of: 'when', column: 'leads', when: 'timeToConvertMs' }],
  ...numbered(
    EVENT_VALUES,
    (n) => [`event${n}`, { of: 'decimal', column: `eventValues.${n - 1}` }] as const,
  ),
])

export function sumSource(key: SumKey): SumSource {
  const source = SOURCES.get(key)
  if (source === undefined) throw new Error(`no sum ${key}`)
  return source
}

/** An event's value has up to ten digits, and so has the difference of two. */
const DECIMAL = /^([-+]?)(\d{1,10})(?:\.(\d{1,6}))?$/

/** Millionths of a decimal text; 0 for anything that is not one. */
export function decimalToMicros(text: string): number {
  const found = DECIMAL.exec(text)
  if (found === null) return 0
  const [, sign, whole, fraction = ''] = found
  const micros = Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'))
  return sign === '-' && micros !== 0 ? -micros : micros
}
