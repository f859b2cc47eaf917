/** What the editor of filters offers and accepts is what the server finds and understands. */
import { describe, expect, test } from 'bun:test'

import { checkFilter, FILTERS } from '../../src/core/filters/index.ts'
import type { FilterSpec } from '../../src/core/model.ts'
import { splitList } from '../../src/core/text-pattern.ts'
import { readDevice } from '../../src/detect/device.ts'
import type { JsonSchema } from '../../ui/api/types.ts'
import { acceptedValues, typedValues } from '../../ui/parts/picker.tsx'
import { filterText, knownValues, payloadsOf } from '../../ui/screens/flows/filter-text.ts'
import {
  blankPayload,
  fitsForm,
  isWhole,
  objectSchemaOf,
  withPart,
} from '../../ui/screens/flows/payload-parts.ts'
import { termsRu } from '../../ui/words/terms-ru.ts'
import { speaksIn } from '../support/spoken.ts'

const ANDROID = 'Mozilla/5.0 (Linux; Android 13; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko)'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36'

const AGENTS = [
  `${ANDROID} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36`,
  `${ANDROID} Version/4.0 Chrome/100.0.4896.58 UCBrowser/13.4.0.1306 Mobile Safari/537.36`,
  `${ANDROID} Version/4.0 Chrome/112.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.5.0`,
  `${ANDROID.replace(')', '; wv)')} Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36`,
  `${ANDROID.replace(')', '; wv)')} Chrome/124.0 Mobile Safari/537.36 musical_ly_2023402040 JsSdk/1.0 TikTok/34.2.4`,
  `${ANDROID.replace('SM-', 'HarmonyOS; SM-')} Chrome/92.0 HuaweiBrowser/12.1.0.303 Mobile`,
  `${IPHONE} Version/17.4 Mobile/15E148 Safari/604.1`,
  `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/459.0.0.0.0;FBBV/1]`,
  `${IPHONE} Mobile/15E148 Instagram 329.0.0.0 (iPhone14,5; iOS 17_4)`,
  `${MAC} (KHTML, like Gecko) Version/17.4 Safari/605.1.15`,
  `${WINDOWS} (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0`,
  `${WINDOWS} (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0`,
  `${WINDOWS} (KHTML, like Gecko) Chrome/122.0.0.0 YaBrowser/24.4.0.0 Safari/537.36`,
  'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/124.0.0.0 Safari/537.36',
  'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) SamsungBrowser/4.0 Chrome/76.0 TV Safari/537.36',
  'Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5',
].map(readDevice)

const filterOf = (key: string, payload: unknown): FilterSpec => {
  return { key, payload, mode: 'accept', onUnknown: 'defer', enabled: true }
}

test.each(['os', 'browser'] as const)('every %s that is offered is one that is found', (key) => {
  const found = new Set(AGENTS.map((device) => device[key]))
  expect(knownValues(key).filter(({ value }) => !found.has(value))).toEqual([])
})

test.each(FILTERS.map(({ key }) => key))('the values offered for %s can be saved', (key) => {
  const payload = knownValues(key).map(({ value }) => value)
  expect(payload.length === 0 ? [] : checkFilter(filterOf(key, payload))).toEqual([])
})

const SHOWN = [
  ['limit', { per_day: 100, total: 10 }, 'is 100 a day, 10 in all', '— 100 в день, 10 всего'],
  [
    'schedule',
    { timezone: 'UTC', slots: [{ days: [7, 1, 2, 3, 5], from: '09:00', to: '24:00' }] },
    'is Mon–Wed, Fri, Sun 09:00–24:00, UTC',
    '— пн–ср, пт, вс 09:00–24:00, UTC',
  ],
  [
    'parameter',
    { name: 'zone', values: ['81', '9*'] },
    'is zone=81, zone=9*',
    '— zone=81, zone=9*',
  ],
  [
    'interval',
    { from: '2026-01-01 00:00', timezone: 'UTC' },
    'is from 2026-01-01 00:00, UTC',
    '— с 2026-01-01 00:00, UTC',
  ],
] as const

describe.each(['en', 'ru'] as const)('in %s', (language) => {
  speaksIn(language)

  test.each(SHOWN)('the values of the filter %s are shown in words', (key, payload, en, ru) => {
    const filter = filterOf(key, payload)
    expect(checkFilter(filter)).toEqual([])
    expect(filterText(filter, 'x')).toBe(`x ${language === 'en' ? en : ru}`)
  })
})

describe('the form of a filter', () => {
  const entryOf = (key: string) => {
    const { payload } = FILTERS.find((one) => one.key === key)!
    return { payloadSchema: payload as JsonSchema }
  }
  const blankOf = (key: string) => blankPayload(entryOf(key), 'Europe/Berlin')

  test.each(FILTERS.map(({ key }) => key))(
    'of %s is ready when the server understands it',
    (key) => {
      const blank = blankOf(key)
      expect(checkFilter(filterOf(key, blank)).length === 0).toBe(isWhole(entryOf(key), blank))
    },
  )

  test.each([
    ['schedule', { timezone: 'UTC', slots: [{ days: [], from: '09:00', to: '18:00' }] }],
    ['schedule', { timezone: 'UTC', slots: [{ days: [1], from: '9', to: '18:00' }] }],
    ['schedule', { timezone: 'UTC', slots: [] }],
    ['limit', {}],
    ['limit', { per_day: 0 }],
    ['limit', { per_day: 1.5 }],
    ['interval', { timezone: 'UTC' }],
    ['interval', { from: '?', timezone: 'UTC' }],
    ['parameter', { name: 'zone', values: [] }],
    ['parameter', { name: '', values: ['1'] }],
  ])('of %s is not ready with %j, which the server refuses', (key, payload) => {
    expect(isWhole(entryOf(key), payload)).toBe(false)
    expect(checkFilter(filterOf(key, payload))).not.toEqual([])
  })

  test.each([
    ['schedule', { timezone: 'UTC', slots: [{ days: [1], from: '09:00', to: '18:00' }] }, true],
    ['schedule', { timezone: 'UTC', slots: [{ days: '1-5', from: '09:00', to: '18:00' }] }, false],
    ['schedule', { timezone: 'UTC', slots: null }, false],
    ['schedule', ['1-5 09:00-18:00'], false],
    ['limit', { per_day: 1 }, true],
    ['limit', { per_day: '1' }, false],
    ['limit', { per_day: 1, per_year: 2 }, false],
    ['interval', null, false],
  ])('of %s shows %j without loss: %p', (key, payload, fits) => {
    expect(fitsForm(payload, objectSchemaOf(entryOf(key))!)).toBe(fits)
  })

  test('leaves out what is emptied, if it may be', () => {
    const schema = objectSchemaOf(entryOf('interval'))!
    const both = { from: '2026-01-01 00:00', to: '2026-01-02 00:00', timezone: 'UTC' }
    expect(withPart(schema, both, 'to', '')).toEqual({ from: '2026-01-01 00:00', timezone: 'UTC' })
    expect(withPart(schema, both, 'timezone', '')).toEqual({ ...both, timezone: '' })
  })
})

test('what nobody understands is shown, too', () => {
  for (const payload of [{ slots: [null, 7] }, { values: [{}] }, { a: { b: 1 } }, {}, [null], 7]) {
    expect(filterText(filterOf('schedule', payload), 'x')).toStartWith('x')
  }
})

test('Russian words for payloads are for descriptions that there are', () => {
  const known = new Set(
    FILTERS.flatMap(({ payload }) => payloadsOf({ payloadSchema: payload as JsonSchema })).flatMap(
      ({ description, properties = {} }) => [
        description,
        ...Object.values(properties).map((part) => part.description),
      ],
    ),
  )
  const translated = [...termsRu.keys()].filter((key) => /^a list of|^\{/.test(key))
  expect(translated.filter((key) => !known.has(key))).toEqual([])
  expect(translated.length).toBeGreaterThan(0)
})

describe('what is pasted into the editor', () => {
  test.each([
    'a, b;c',
    '/a{1,2}/i',
    '/x/\n/a{1,2}/, b',
    'host:/^a,b$/\r\nname=/[/,]/u',
    'https://a.test/1,https://b.test/2',
    '/de,/fr',
  ])('%j is cut as the server cuts it', (text) => {
    expect(acceptedValues(text, [], true)).toEqual(splitList(text))
  })
})

describe('Enter in a filter’s values', () => {
  const countries = { options: knownValues('country'), isOpen: true, isComplete: true }
  test.each([
    ['germ', ['DE']],
    ['Germany', ['DE']],
    ['de', ['DE']],
    ['niger', ['NE']],
    ['Germany, Austria', ['DE', 'AT']],
    ['united', ['united']],
    ['Atlantis', ['Atlantis']],
  ])('%s is %p among countries', (text, values) => {
    expect(typedValues(text, countries)).toEqual(values)
  })

  test('is what was typed where other values can be meant', () => {
    const browsers = { options: knownValues('browser'), isOpen: true }
    expect(typedValues('Mobile', browsers)).toEqual(['Mobile'])
  })

  test('takes nothing that is not offered where only that can be chosen', () => {
    const options = ['Sweeps', 'Sweets'].map((label, at) => ({ value: String(at), label }))
    const campaigns = { options, isOpen: false }
    expect(typedValues('swee', campaigns)).toEqual([])
    expect(typedValues('sweet', campaigns)).toEqual(['1'])
  })
})
