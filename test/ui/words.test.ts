/** The dictionary: both languages say everything, with the same values and the right plural forms. */
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'

import { BOOT_GROUPS } from '../../src/api/management/system/settings.ts'
import { SETTINGS as BOOT_SETTINGS } from '../../src/config.ts'
import { dimensions, logFieldOf } from '../../src/core/reports/dimensions.ts'
import { measures } from '../../src/core/reports/measures.ts'
import { COLUMN_PRESETS } from '../../src/core/reports/presets.ts'
import { SETTINGS } from '../../src/core/settings/settings.ts'
import { LANGUAGE_CODES, titleIn, type Titles } from '../../src/core/words/language.ts'
import { CLICK_TITLES } from '../../src/core/words/log-titles.ts'
import { DIMENSION_TITLES, MEASURE_TITLES } from '../../src/core/words/titles.ts'
import { EXPORT_COLUMNS } from '../../src/report/logs/click-columns.ts'

const { termsRu } = await import('../../ui/words/terms-ru.ts')
const { unitTitle } = await import('../../ui/words/titles.ts')
const { PLURAL_FORMS } = await import('../../ui/words/words.ts')
const { TEXTS } = await import('../../ui/words/dictionary.ts')

const ROOT = join(import.meta.dir, '../..')
const entries = Object.entries(TEXTS)
const names = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].toSorted()

describe('every text', () => {
  test('is there in both languages', () => {
    expect(entries.filter(([, texts]) => texts.some((text) => text.trim() === ''))).toEqual([])
  })

  test('fills in the same values in both', () => {
    const macros = /\{(offer_url|subid|country|external_id|payout)\}/g
    const wrong = entries.filter(([, [en, ru]]) => {
      const [a, b] = [names(en.replace(macros, '')), names(ru.replace(macros, ''))]
      return a.join() !== b.join()
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  test('has all plural forms of its language, or none', () => {
    const wrong = entries.filter(([, [en, ru]]) => {
      if (!en.includes('|')) return ru.includes('|')
      return (
        en.split('|').length !== PLURAL_FORMS.en.length ||
        ru.split('|').length !== PLURAL_FORMS.ru.length
      )
    })
    expect(wrong.map(([key]) => key)).toEqual([])
  })
})

/** Of one table: which keys it lacks, which it has for nothing, and what stayed English. */
function told(titles: Titles, keys: readonly string[]) {
  const stem = (key: string) => key.replace(/^(token|extraParam|event|event_rate)_\d+$/, '$1_N')
  const wanted = new Set(keys.map(stem))
  const english = /^((e?CP[A-Z]|EP[A-Z]|CR|ROI|IP|IPv[46]|URL)( \/\d+)?|User agent|sub_id_\{n\})$/
  return {
    lacks: [...wanted].filter((key) => titles[key] === undefined),
    unused: Object.keys(titles).filter((key) => !wanted.has(key)),
    english: Object.entries(titles).flatMap(([key, [en, ru]]) =>
      en === ru && en !== key && !english.test(en) ? [en] : [],
    ),
  }
}
const ALL_TOLD = { lacks: [], unused: [], english: [] }
const keyOf = ({ key }: { readonly key: string }) => key

describe('titles, in both languages', () => {
  test('are those of all dimensions, and of facts of the click log', () => {
    const facts = ['campaignUnique', 'trackerUnique', 'offerReached', 'payout']
    expect(facts.map((key) => logFieldOf(key)?.key)).toEqual(facts)
    expect(told(DIMENSION_TITLES, [...dimensions.map(keyOf), ...facts])).toEqual(ALL_TOLD)
  })

  test('are those of all measures', () => {
    expect(told(MEASURE_TITLES, measures.map(keyOf))).toEqual(ALL_TOLD)
  })

  test('of measures are told apart, and have a unit in both or in none', () => {
    const unitOf = (title: string) => /, \S{1,2}$/.exec(title) !== null
    for (const [key, [en, ru]] of Object.entries(MEASURE_TITLES)) {
      expect([key, unitOf(ru)]).toEqual([key, unitOf(en)])
      expect([key, /%/.test(en + ru)]).toEqual([key, false])
    }
    for (const language of LANGUAGE_CODES) {
      const titles = measures.map(({ key }) => titleIn(language, MEASURE_TITLES, key))
      expect(new Set(titles).size).toBe(measures.length)
    }
  })

  test('with units are for numbers that have none', () => {
    const titleOf = (key: string) =>
      unitTitle(
        measures.find((measure) => measure.key === key)!,
        'EUR',
      )
    expect(['cr', 'epc', 'clicks', 'mean_time_to_convert'].map(titleOf)).toEqual([
      'CR, %',
      'EPC, EUR',
      'Clicks',
      'Mean time to convert, s',
    ])
  })

  test('are those of all columns of the click log, no two the same', () => {
    const names = EXPORT_COLUMNS.map(({ name }) => name)
    expect(told(CLICK_TITLES, names)).toEqual(ALL_TOLD)
    for (const language of LANGUAGE_CODES) {
      const titles = names.map((name) => titleIn(language, CLICK_TITLES, name))
      expect(new Set(titles).size).toBe(names.length)
    }
  })

  test('are found by their own key only', () => {
    for (const key of ['constructor', '__proto__', 'event_', 'event_x', 'event_1_2', 'x'])
      expect(titleIn('ru', MEASURE_TITLES, key)).toBe(null)
    expect(titleIn('ru', MEASURE_TITLES, 'event_rate_12')).toBe('Событие 12 на клик')
  })
})

test('every setting has a name in Russian, and so has its group', () => {
  const keys = SETTINGS.flatMap(({ key, group }) => [`setting.${key}`, `settings.${group}`])
  const notes = SETTINGS.flatMap(({ key, note }) => (note ? [`settingNote.${key}`] : []))
  const boot = Object.values(BOOT_SETTINGS).map(({ flag }) => `setting.${flag}`)
  const groups = [...BOOT_GROUPS.values(), 'start'].map((group) => `settings.${group}`)
  const wanted = [...keys, ...notes, ...boot, ...groups]
  expect(wanted.filter((key) => !termsRu.has(key))).toEqual([])
})

test('every preset of columns has its name in Russian', () => {
  const keys = COLUMN_PRESETS.map(({ key }) => `preset.${key}`)
  expect(keys.filter((key) => !termsRu.has(key))).toEqual([])
})

const found = async (glob: string, pattern: RegExp) => {
  const words = new Set<string>()
  for await (const path of new Bun.Glob(glob).scan(ROOT)) {
    const source = await Bun.file(join(ROOT, path)).text()
    for (const [, word = ''] of source.matchAll(pattern)) words.add(word)
  }
  return [...words]
}

test('every place that a setting may come from has its words', async () => {
  const [origins = ''] = await found('src/config.ts', /^type Origin = (.*)$/gm)
  const names = [...origins.matchAll(/'(\w+)'/g)].map(([, name]) => `settings.origin.${name}`)
  expect(names.length).toBeGreaterThan(3)
  expect(names.filter((name) => !Object.hasOwn(TEXTS, name))).toEqual([])
})

test('every deed of the list of changes has its word in Russian', async () => {
  const said = /\b(?:event: |deed\(|(?:note|put)\(desk, caller, (?:user, )?)'(\w+)'/g
  const deeds = await found('src/{manage,api}/**/*.ts', said)
  expect(deeds.length).toBeGreaterThan(30)
  expect(deeds).toEqual(expect.arrayContaining(['key_refresh', 'backup', '2fa_enable']))
  expect(deeds.filter((deed) => !termsRu.has(`deed.${deed}`))).toEqual([])
})
