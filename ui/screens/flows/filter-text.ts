/** Filters in a few words, and what their payloads look like. */
import type { DeviceType } from '../../../src/core/filters/device.ts'
import type { FilterSpec } from '../../../src/core/model.ts'
import { valueWord } from '../../../src/core/words/values.ts'
import { countryOptions, languageOptions } from '../../api/choices.ts'
import type { FilterEntry } from '../../api/types.ts'
import type { Option } from '../../parts/field.tsx'
import { language, t, term } from '../../words/words.ts'

export type PayloadKind = 'none' | 'list' | 'object'

export function payloadKindOf({ payloadSchema }: Pick<FilterEntry, 'payloadSchema'>): PayloadKind {
  const all = [payloadSchema, ...(payloadSchema.anyOf ?? [])]
  if (all.some(({ type }) => type === 'null')) return 'none'
  return all.some(({ type }) => type === 'array') ? 'list' : 'object'
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

/** An object as the texts that the server takes as well: `per_day=100`, `1,2 09:00-18:00`. */
function partsOf(payload: object): readonly string[] {
  const { name, values, slots, ...settings } = payload as Readonly<Record<string, unknown>>
  const pairs = Array.isArray(values) ? values.map((value) => [name, value]) : []
  const spans = Array.isArray(slots) ? slots.map(slotText) : []
  const texts = [...pairs, ...Object.entries(settings)].map((pair) => pair.map(plainText).join('='))
  return [...spans, ...texts]
}

/** Whatever an import has kept. */
const plainText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

function slotText(slot: unknown): string {
  const { days, from, to } = Object(slot) as { days?: unknown; from?: unknown; to?: unknown }
  return `${[days].flat().join(',')} ${plainText(from)}-${plainText(to)}`
}

/** `Country is DE, AT`. */
export function filterText(filter: FilterSpec, title: string): string {
  const verb = filter.mode === 'accept' ? t('filter.is') : t('filter.isNot')
  const values = payloadText(inWords(filter))
  if (values === '') return filter.mode === 'accept' ? title : t('filter.not', { title })
  return `${title} ${verb} ${values}`
}

/** What the API calls them; codes of countries and languages are read by everybody. */
const WORDED = new Set(['continent', 'device_type', 'connection_type', 'uniqueness'])

function inWords({ key, payload }: FilterSpec): unknown {
  if (!WORDED.has(key) || !Array.isArray(payload)) return payload
  const words = new Map(knownValues(key).map(({ value, label }) => [value, label]))
  return payload.map((value) => words.get(String(value)) ?? (value as unknown))
}

const plain = (text: string): readonly Option[] =>
  text.split('|').map((value) => ({ value, label: value }))

/** Each of them and no other: as the server knows them, of which only types come here. */
const DEVICES: Readonly<Record<DeviceType, true>> = {
  desktop: true,
  mobile: true,
  tablet: true,
  tv: true,
  console: true,
  player: true,
  wearable: true,
  smart_display: true,
  camera: true,
  car: true,
  other: true,
}

const CONTINENTS = 'AF AN AS EU NA OC SA'.split(' ')

/** Filters whose `knownValues` are hardly ever anything else: a part of a name means it. */
export const COMPLETE: ReadonlySet<string> = new Set([
  'country',
  'continent',
  'language',
  'device_type',
  'connection_type',
  'uniqueness',
])

/** Values that are known beforehand; other kinds are typed or pasted. */
export function knownValues(key: string): readonly Option[] {
  switch (key) {
    case 'country':
      return countryOptions()
    case 'language':
      return languageOptions()
    case 'continent':
      return CONTINENTS.map((value) => ({ value, label: t(`continent.${value as 'AF'}`) }))
    case 'device_type':
      return Object.keys(DEVICES).map((value) => ({
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
      return plain('dialup|cable|corporate|cellular|satellite').map(({ value }) => ({
        value,
        label: term('connection', value),
      }))
    case 'uniqueness':
      return (['campaign', 'flow', 'global'] as const).map((value) => ({
        value,
        label: t(`scope.${value}`),
      }))
    default:
      return []
  }
}
