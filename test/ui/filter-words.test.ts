/** Filters, actions and the reasons of a decision have words in every language of the admin. */
import { describe, expect, test } from 'bun:test'
import { join } from 'node:path'

import { ACTIONS } from '../../src/core/actions/index.ts'
import { FILTERS } from '../../src/core/filters/index.ts'
import type { FallbackReason, PassedOver } from '../../src/core/trace/trace.ts'
import { BOT_REASONS } from '../../src/core/words/closed-lists.ts'
import { speaksIn } from '../support/spoken.ts'

const { TEXTS } = await import('../../ui/words/dictionary.ts')
const { termsRu } = await import('../../ui/words/terms-ru.ts')
const { traceLine } = await import('../../ui/words/trace.ts')
const { filterText } = await import('../../ui/screens/flows/filter-text.ts')

const filters = FILTERS.filter(({ key }) => !/^sub_id_\d+$/.test(key))
const lacking = (keys: readonly string[]) => keys.filter((key) => !termsRu.has(key))

describe('there is Russian for', () => {
  test('each filter, and for what it needs', () => {
    expect(lacking(filters.map(({ key }) => `filter.${key}`))).toEqual([])
    expect(
      lacking(filters.flatMap(({ needs }) => needs ?? []).map((need) => `need.${need}`)),
    ).toEqual([])
  })

  test('what each filter expects', () => {
    const left = filters.filter(({ key, payload: { description = '' } }) => {
      return (
        description !== 'nothing' && !termsRu.has(`payload.${key}`) && !termsRu.has(description)
      )
    })
    expect(left.map(({ key }) => key)).toEqual([])
  })

  test('each action', () => {
    expect(lacking(ACTIONS.map(({ key }) => `action.${key}`))).toEqual([])
  })

  test('each reason why a filter does not know, and for no other', async () => {
    const whys = new Set<string>()
    const folder = join(import.meta.dir, '../../src/core/filters')
    for await (const path of new Bun.Glob('*.ts').scan(folder)) {
      const source = await Bun.file(join(folder, path)).text()
      const said =
        /(?:unknown\(|alwaysUnknown\(say, |why: |return |\? |: )'((?:no|not|header|payload|unknown) [a-z ]+)'/g
      for (const [, why = ''] of source.matchAll(said)) whys.add(why)
      for (const [, what] of source.matchAll(/missing(?:For)?\((?:ip, )?'([a-z ]+)'\)/g)) {
        whys.add(`no ${what} database`)
      }
      for (const [, key] of source.matchAll(/flagFilter\(\{\s+key: '(\w+)'/g))
        whys.add(`no ${key} list`)
    }
    const known = [...termsRu.keys()].flatMap((key) => /^unknownWhy\.(.*)/.exec(key)?.[1] ?? [])
    expect([...whys].toSorted()).toEqual(known.toSorted())
  })
})

test('each reason of a decision, and of a robot, has its words', () => {
  // A new one fails to compile until it stands here.
  const reasons: Record<FallbackReason | PassedOver, true> = {
    nothing_to_serve: true,
    bad_target: true,
    campaign_paused: true,
    target_missing: true,
    no_flow_accepted: true,
    campaign_loop: true,
    no_offer: true,
    too_many_hops: true,
    fetch_failed: true,
    blocked: true,
    link_closed: true,
    link_password: true,
  }
  const keys = [
    ...Object.keys(reasons).map((reason) => `why.${reason}`),
    ...BOT_REASONS.map((reason) => `robots.reason.${reason}`),
  ]
  expect(keys.filter((key) => !Object.hasOwn(TEXTS, key))).toEqual([])
})

describe('in Russian', () => {
  speaksIn('ru')

  test.each([
    ['country', 'JP', 'Страна не подходит: Япония'],
    ['continent', 'EU', 'Континент не подходит: Европа'],
    ['language', 'de', 'Язык не подходит: Немецкий'],
    ['device_type', 'mobile', 'Тип устройства не подходит: Телефон'],
    ['connection_type', 'cellular', 'Тип подключения не подходит: сотовое'],
    ['proxy', 'no', 'Прокси не подходит: нет'],
    ['bot', 'ua_short,flow', 'Бот не подходит: слишком короткий user agent, отмечены потоком'],
    ['uniqueness', 'seen before', 'Уникальность не подходит: Уже был'],
    ['uniqueness', 'global', 'Уникальность не подходит: в трекере'],
    ['limit', '3 of 5', 'Лимит кликов не подходит: 3 из 5'],
    ['schedule', 'Mon 09:05', 'Расписание не подходит: понедельник 09:05'],
    ['referrer', '', 'Реферер не подходит: (не задано)'],
    ['keyword', 'red shoes', 'Ключевое слово не подходит: red shoes'],
  ])('what the filter %s saw (%s) is said', (key, seen, told) => {
    const entry = { at: 'filter', flowId: 1, key, verdict: 'reject', seen, why: null } as const
    expect(traceLine(entry, () => 'Первый')).toBe(`Поток Первый: ${told}`)
  })

  test('why a filter does not know is said', () => {
    const entry = { at: 'filter', flowId: 1, key: 'isp', verdict: 'unknown', seen: null } as const
    expect(traceLine({ ...entry, why: 'no provider database' }, () => 'Первый')).toBe(
      'Поток Первый: Провайдер неизвестно: нет базы провайдеров',
    )
  })

  test('a filter with words of the API says them in the language', () => {
    const filter = { mode: 'accept', onUnknown: 'defer', enabled: true } as const
    const devices = { ...filter, key: 'device_type', payload: ['mobile', 'tablet'] }
    expect(filterText(devices, 'Тип устройства')).toBe('Тип устройства — Телефон, Планшет')
    const countries = { ...filter, key: 'country', payload: ['DE'] }
    expect(filterText(countries, 'Страна')).toBe('Страна — DE')
  })
})
