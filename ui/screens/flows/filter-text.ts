/** Filters in a few words, and what their payloads look like. */
import type { FilterSpec } from '../../../src/core/model.ts'
import {
  BOT_REASONS,
  CONNECTION_TYPES,
  CONTINENT_CODES,
  DEVICE_TYPES,
  UNIQUENESS_SCOPES,
} from '../../../src/core/words/closed-lists.ts'
import { valueWord } from '../../../src/core/words/values.ts'
import { countryOptions, languageOptions } from '../../api/choices.ts'
import type { FilterEntry, JsonSchema } from '../../api/types.ts'
import { weekdayName } from '../../format/dates.ts'
import type { Option } from '../../parts/field.tsx'
import { language, t } from '../../words/words.ts'

export type PayloadKind = 'none' | 'list' | 'object'

type Payloads = Pick<FilterEntry, 'payloadSchema'>

export function payloadKindOf(entry: Payloads): PayloadKind {
  const all = payloadsOf(entry)
  if (all.some(({ type, maxItems }) => type === 'array' && maxItems !== 0)) return 'list'
  return all.some(({ properties }) => properties !== undefined) ? 'object' : 'none'
}

/** Each of the shapes that a filter takes. */
export function payloadsOf({ payloadSchema }: Payloads): readonly JsonSchema[] {
  return [
    payloadSchema,
    ...(payloadSchema.anyOf ?? []).flatMap((one) => payloadsOf({ payloadSchema: one })),
  ]
}

const SHOWN = 3

/** `DE, AT, CH +4`, or what else there is to say about a payload. */
function payloadText(payload: unknown): string {
  if (payload === null || payload === undefined) return ''
  if (typeof payload !== 'object') return `${payload as string | number}`
  const values = Array.isArray(payload) ? payload.map(String) : partsOf(payload)
  const rest = values.length - SHOWN
  return values.slice(0, SHOWN).join(', ') + (rest > 0 ? ` +${rest}` : '')
}

/** `100 a day`, `Mon–Fri 09:00–18:00, Europe/Berlin`, `zone=81`. */
function partsOf(payload: object): readonly string[] {
  const { name, values, slots, ...settings } = payload as Readonly<Record<string, unknown>>
  const pairs = Array.isArray(values)
    ? values.map((value) => `${plainText(name)}=${plainText(value)}`)
    : []
  const spans = Array.isArray(slots) ? slots.map(slotText) : []
  return [...spans, ...pairs, ...Object.entries(settings).map(settingText)]
}

function settingText([name, value]: readonly [string, unknown]): string {
  const text = plainText(value)
  switch (name) {
    case 'per_day':
    case 'per_hour':
    case 'total':
      return t(`limit.${name}`, { n: text })
    case 'from':
    case 'to':
      return t(`interval.${name}`, { time: text })
    case 'timezone':
      return text
    default:
      return `${name}=${text}`
  }
}

/** Whatever an import has kept. */
const plainText = (value: unknown) =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

function slotText(slot: unknown): string {
  const { days, from, to } = Object(slot) as { days?: unknown; from?: unknown; to?: unknown }
  return `${daysText([days].flat())} ${plainText(from)}–${plainText(to)}`
}

/** `Mon–Wed, Sat` of 1, 2, 3, 6; what is no day is shown as it is. */
function daysText(days: readonly unknown[]): string {
  const isDay = (day: unknown): day is number =>
    Number.isInteger(day) && weekdays.includes(day as number)
  if (!days.every(isDay)) return days.map(plainText).join(',')
  const runs: number[][] = []
  for (const day of days.toSorted((a, b) => a - b)) {
    const last = runs.at(-1)
    if (last?.at(-1) === day - 1) last.push(day)
    else runs.push([day])
  }
  return runs.map(runText).join(', ')
}

const weekdays = [1, 2, 3, 4, 5, 6, 7]

function runText(run: readonly number[]): string {
  const names = run.map(weekdayName)
  return run.length < 3 ? names.join(', ') : `${names[0]}–${names.at(-1)}`
}

/** `Country is DE, AT`. */
export function filterText(filter: FilterSpec, title: string): string {
  const verb = filter.mode === 'accept' ? t('filter.is') : t('filter.isNot')
  const values = payloadText(inWords(filter))
  if (values === '') return filter.mode === 'accept' ? title : t('filter.not', { title })
  return `${title} ${verb} ${values}`
}

/** What the API calls them; codes of countries and languages are read by everybody. */
const WORDED = new Set(['continent', 'device_type', 'connection_type', 'uniqueness', 'bot'])

function inWords({ key, payload }: FilterSpec): unknown {
  if (!WORDED.has(key) || !Array.isArray(payload)) return payload
  const words = new Map(knownValues(key).map(({ value, label }) => [value, label]))
  return payload.map((value) => words.get(String(value)) ?? (value as unknown))
}

const plain = (text: string): readonly Option[] =>
  text.split('|').map((value) => ({ value, label: value }))

/** Filters whose `knownValues` are hardly ever anything else: a part of a name means it. */
export const COMPLETE: ReadonlySet<string> = new Set([
  'country',
  'continent',
  'language',
  'device_type',
  'connection_type',
  'uniqueness',
  'bot',
])

/** Values that are known beforehand; other kinds are typed or pasted. */
export function knownValues(key: string): readonly Option[] {
  switch (key) {
    case 'country':
      return countryOptions()
    case 'language':
      return languageOptions()
    case 'continent':
      return CONTINENT_CODES.map((value) => ({ value, label: t(`continent.${value}`) }))
    case 'device_type':
      return DEVICE_TYPES.map((value) => ({
        value,
        label: valueWord(language.peek(), 'deviceType', value) ?? value,
      }))
    case 'os':
      return plain('Android|iOS|Windows|Mac OS|Linux|Chromium OS|HarmonyOS|Ubuntu|Tizen|KaiOS')
    case 'browser':
      return plain(
        'Chrome|Safari|Mobile Safari|Firefox|Edge|Opera|Samsung Internet|Chrome WebView|' +
          'Facebook|Instagram|TikTok|UCBrowser|Yandex|MIUI Browser|Huawei Browser',
      )
    case 'connection_type':
      return CONNECTION_TYPES.map((value) => ({
        value,
        label: valueWord(language.peek(), 'connectionType', value) ?? value,
      }))
    case 'uniqueness':
      return UNIQUENESS_SCOPES.map((value) => ({
        value,
        label: t(`scope.${value}`),
      }))
    case 'bot':
      return BOT_REASONS.map((value) => ({
        value,
        label: t(`robots.reason.${value}`),
      }))
    default:
      return []
  }
}
