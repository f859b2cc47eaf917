/**
 * Macro hygiene: which parameters of a campaign do not bring what they should, judged by counts over
 * its clicks. A macro that a source does not replace costs the whole value of its traffic data.
 */
import { numbered } from '../lib/numbered.ts'
import { EXTRA_PARAMS, SUB_IDS } from './event.ts'
import type { Parameter } from './model.ts'

/** Fields of clicks that parameters feed, with the column that holds each. */
export const FED_FIELDS: ReadonlyMap<string, string> = new Map([
  ['external_id', 'externalId'],
  ['keyword', 'keyword'],
  ['source', 'source'],
  ['ad_campaign_id', 'adCampaignId'],
  ['creative_id', 'creativeId'],
  ...positions('sub_id', SUB_IDS, 'subIds'),
  ...positions('extra_param', EXTRA_PARAMS, 'extraParams'),
])

function positions(field: string, count: number, column: string): [string, string][] {
  return numbered(count, (n) => [`${field}_${n}`, `${column}.${n - 1}`])
}

/** What the clicks of a campaign brought. */
export interface CampaignCounts {
  readonly campaignId: number
  readonly clicks: number
  /** Whose query was cut, and whose was repaired. */
  readonly truncated: number
  readonly healed: number
  /** Whose cost counts as none, because its currency has no rate. */
  readonly unpriced: number
  /** The query of the first of these, `''` without any. */
  readonly unpricedIn: string
  readonly fields: readonly FieldCounts[]
}

export interface FieldCounts {
  readonly field: string
  /** With any value. */
  readonly filled: number
  /** With the macro itself in place of a value. */
  readonly unexpanded: number
  /** The query of the first click with it, `''` without any. */
  readonly unexpandedIn: string
  /** Of the first values: how many there were, and how many different ones. */
  readonly looked: number
  readonly different: number
  /** One of the values, `''` without any. */
  readonly sample: string
}

export type HygieneKind =
  'unexpanded' | 'empty' | 'constant' | 'swapped' | 'truncated' | 'healed_query' | 'no_rate'

export interface HygieneFinding {
  readonly campaignId: number
  /** The name in the link and the field it feeds; `''` for what concerns the whole query. */
  readonly parameter: string
  readonly field: string
  readonly kind: HygieneKind
  readonly sample: string
  readonly clicks: number
  /** Of the campaign's clicks, 0 to 1. */
  readonly share: number
  readonly likelyCause: string
}

/** Fewer clicks say little about what a source sends. */
const ENOUGH_CLICKS = 20
const ENOUGH_VALUES = 20
/** Smaller shares are what single visitors do to a link. */
const SOME = 0.01
const MOST = 0.95

export function hygieneOf(
  counts: CampaignCounts,
  parameters: readonly Parameter[],
): HygieneFinding[] {
  const { campaignId, clicks, truncated, healed, unpriced } = counts
  if (clicks === 0) return []
  const byField = new Map(counts.fields.map((field) => [field.field, field]))
  const finding = (kind: HygieneKind, about: About): HygieneFinding => {
    const likelyCause = CAUSES[kind](about)
    const { parameter = '', field = '', sample = '', clicks: some } = about
    return {
      campaignId,
      parameter,
      field,
      kind,
      sample,
      clicks: some,
      share: some / clicks,
      likelyCause,
    }
  }
  const findings = [
    ...counts.fields.flatMap((field) => {
      if (!isSome(field.unexpanded, clicks)) return []
      const about = aboutOf(field, parameters)
      const sample = macroIn(field.unexpandedIn, about)
      return [finding('unexpanded', { ...about, sample, clicks: field.unexpanded })]
    }),
    ...parameters.flatMap((parameter) => {
      const field = byField.get(parameter.field) ?? emptyField(parameter.field)
      return judged(field, parameter, counts).map(({ kind, about }) => finding(kind, about))
    }),
  ]
  if (isSome(truncated, clicks)) findings.push(finding('truncated', { clicks: truncated }))
  if (isSome(healed, clicks)) findings.push(finding('healed_query', { clicks: healed }))
  if (isSome(unpriced, clicks)) findings.push(finding('no_rate', currencyOf(counts, parameters)))
  return findings
}

const isSome = (some: number, all: number) => some > 0 && some / all >= SOME

interface About {
  readonly parameter?: string
  readonly field?: string
  readonly sample?: string
  readonly placeholder?: string
  readonly clicks: number
  /** The field whose values look like those that belong here. */
  readonly other?: string
}

function aboutOf({ field, sample }: FieldCounts, parameters: readonly Parameter[]) {
  const own = parameters.find((parameter) => parameter.field === field)
  return { field, sample, parameter: own?.alias ?? '', placeholder: own?.placeholder ?? '' }
}

/** The currency that came, `''` where none did: then it is the campaign's own. */
function currencyOf({ unpriced, unpricedIn }: CampaignCounts, parameters: readonly Parameter[]) {
  const field = 'currency'
  const alias = parameters.find((parameter) => parameter.field === field)?.alias ?? ''
  const sample = macroIn(unpricedIn, { field, parameter: alias })
  return { field, parameter: alias || field, sample, clicks: unpriced }
}

/** What came in place of a value, which may be another macro than the source's; `''`: by a name of its own. */
function macroIn(
  query: string,
  { field, parameter }: { field: string; parameter: string },
): string {
  const sent = new URLSearchParams(query)
  const number = /^sub_id_(\d+)$/.exec(field)?.[1]
  const names = number === undefined ? [] : [`sub${number}`, `t${number}`]
  return [field, parameter, ...names].map((name) => sent.get(name)).find(Boolean) ?? ''
}

/** Of a parameter that has a macro of the source and feeds a field that is kept as it came. */
function judged(field: FieldCounts, parameter: Parameter, counts: CampaignCounts) {
  const { clicks } = counts
  const about = aboutOf(field, [parameter])
  const isExpected =
    parameter.alias !== '' && parameter.placeholder !== '' && FED_FIELDS.has(parameter.field)
  if (!isExpected || clicks < ENOUGH_CLICKS) return []
  const empty = clicks - field.filled - field.unexpanded
  const found: { kind: HygieneKind; about: About }[] = []
  if (empty / clicks >= MOST) found.push({ kind: 'empty', about: { ...about, clicks: empty } })
  const isOne = field.looked >= ENOUGH_VALUES && field.different === 1
  const other = field.field === 'external_id' ? idLike(field, counts) : null
  if (other !== null) {
    found.push({ kind: 'swapped', about: { ...about, clicks: field.filled, other } })
  } else if (isOne && mustDiffer(field.field)) {
    found.push({ kind: 'constant', about: { ...about, clicks: field.filled } })
  }
  return found
}

/** What is the same for all clicks of a buy (a source, a campaign of it) may well be constant. */
function mustDiffer(field: string): boolean {
  return field !== 'source' && field !== 'ad_campaign_id' && field !== 'keyword'
}

/** External ids that repeat, while another field is different for every click: the two are swapped. */
function idLike(external: FieldCounts, { fields }: CampaignCounts): string | null {
  if (external.looked < ENOUGH_VALUES || external.different / external.looked > 0.5) return null
  const unique = fields.filter(({ field, looked, different }) => {
    return field !== 'external_id' && looked >= ENOUGH_VALUES && different / looked >= MOST
  })
  return unique.length === 1 ? unique[0]!.field : null
}

function emptyField(field: string): FieldCounts {
  return {
    field,
    filled: 0,
    unexpanded: 0,
    unexpandedIn: '',
    looked: 0,
    different: 0,
    sample: '',
  }
}

const CAUSES: Readonly<Record<HygieneKind, (about: About) => string>> = {
  unexpanded: ({ sample, placeholder }) =>
    `The source did not replace ${sample || placeholder || 'its macro'}: it is spelled wrong, or not known there.`,
  empty: ({ parameter }) =>
    `The link at the source lacks "${parameter}", or the source has no value for it.`,
  constant: ({ parameter }) =>
    `"${parameter}" is the same for every click: a fixed text stands in the place of the macro.`,
  swapped: ({ other }) =>
    `The values repeat, while ${other} is different for every click: the two macros are swapped.`,
  truncated: () => 'Links or values are longer than what is kept.',
  no_rate: ({ sample }) =>
    `There is no rate for ${sample || 'the currency'}: such a cost counts as 0 until the cost is set.`,
  healed_query: () => 'The link was put together wrongly: a second "?", or "&amp;" for "&".',
}
