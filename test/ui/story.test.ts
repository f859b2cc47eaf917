/**
 * A click's story speaks the user's language: titles, names in the place of
 * ids, the decision in sentences.
 */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'

import { Flag } from '../../src/core/event.ts'
import type { ToldEntry, VisitorFact } from '../../src/core/trace/visitor-facts.ts'

const { speak } = await import('../../ui/words/words.ts')
const { TEXTS } = await import('../../ui/words/dictionary.ts')
const { factsOf, namesOf } = await import('../../ui/screens/clicks/story.ts')
const { traceLines } = await import('../../ui/words/trace.ts')

const ROW = { id: 'x', campaign_id: '6', campaign: 'Games', rule_id: '12', rule: 'Default' }
const nameOf = namesOf({ ...ROW, offer_id: '4', offer: 'Slim' }, new Map([[1, 'DE only']]))

const TRACE: readonly (readonly [ToldEntry, en: string, ru: string])[] = [
  [{ at: 'campaign', id: 6 }, 'Campaign Games', 'Кампания Games'],
  [
    { at: 'unique', campaign: true, global: false, guessed: true },
    'New to this campaign (a guess)',
    'Новый в этой кампании (догадка)',
  ],
  [
    { at: 'filter', flowId: 1, key: 'country', verdict: 'reject', seen: 'US', why: null },
    'Flow DE only: country does not fit: United States',
    'Поток DE only: Страна не подходит: Соединенные Штаты',
  ],
  [
    { at: 'passed_over', flowId: 12, why: 'nothing_to_serve' },
    'Flow Default: passed over: nothing to serve',
    'Поток Default: пропущен: некуда вести',
  ],
  [{ at: 'flow', flowId: 3, verdict: 'rejected' }, 'Flow #3: rejected', 'Поток #3: отклонён'],
  [
    { at: 'draw', of: 'offer', candidates: [4, 100, 6, 100], die: 0.2, pick: 4 },
    'Offer drawn out of 2: Slim',
    'Оффер: жребий из 2, выпал Slim',
  ],
  [
    { at: 'cap', offerId: 4, to: 9 },
    'Offer Slim is full: #9 instead',
    'У оффера Slim лимит: вместо него #9',
  ],
  [
    { at: 'fallback', why: 'no_offer' },
    'Without a choice: no offer is left',
    'Без выбора: офферов не осталось',
  ],
  [
    { at: 'action', key: 'http', before: 'a', after: 'https://e.com/' },
    'http: https://e.com/',
    'HTTP-переход: https://e.com/',
  ],
]

beforeAll(() => void Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } }))

afterAll(async () => {
  await speak('en')
  Reflect.deleteProperty(globalThis, 'document')
})

describe.each(['en', 'ru'] as const)('in %s', (language) => {
  beforeAll(() => speak(language))

  test.each(TRACE)('a step of the decision is a sentence: %o', (entry, en, ru) => {
    expect(traceLines(entry, nameOf)).toEqual([language === 'en' ? en : ru])
  })
})

test.each([
  [
    'en',
    ['Address: 192.0.2.1 (header X-Real-IP)', 'Country: not known, there is no valid address'],
  ],
  ['ru', ['Адрес: 192.0.2.1 (заголовок X-Real-IP)', 'Страна: неизвестно, правильного адреса нет']],
] as const)('in %s facts of the visitor say where they came from', async (language, lines) => {
  await speak(language)
  const facts: readonly VisitorFact[] = [
    { fact: 'ip', value: '192.0.2.1', origin: 'header', name: 'X-Real-IP', why: '' },
    { fact: 'country', value: '', origin: 'none', name: '', why: 'no_address' },
  ]
  expect(traceLines({ at: 'visitor', facts }, nameOf)).toEqual(lines)
})

test('facts have the titles of people, ids their names, and what is none is left out', async () => {
  await speak('ru')
  const facts = {
    campaignId: 6,
    landingId: 0,
    offerId: 4,
    country: 'DE',
    flags: ['bot', 'test'],
    costOrigin: 'macro',
    verdict: 'accepted',
    cause: '',
    importId: null,
    isDeleted: false,
    rateNanos: 1_000_000_000,
    after: { payoutMicros: 12_500_000, class: 'sale' },
    fields: { tid: 'a' },
  }
  expect(factsOf(facts, nameOf)).toEqual({
    Кампания: 'Games',
    Оффер: 'Slim',
    Страна: 'Германия',
    Признаки: 'робот, тест',
    'Откуда расход': 'макрос',
    Итог: 'засчитан',
    Стало: { Выплата: '12,50', 'Считается как': 'Продажа (апрув)' },
    'Что прислано': { tid: 'a' },
  })
})

test('each mark of a click has a word', () => {
  expect(Object.keys(Flag).filter((flag) => !Object.hasOwn(TEXTS, `flag.${flag}`))).toEqual([])
})

test.each([
  [
    { ip: '203.0.113.0', userAgent: 'A', flags: ['bot', 'addressShortened'] },
    ['203.0.113.0 (сокращён по вашей настройке)', 'A', 'робот'],
  ],
  [
    { ip: '', userAgent: '', flags: ['addressLeftOut', 'agentLeftOut'] },
    ['не хранится по вашей настройке', 'не хранится по вашей настройке', ''],
  ],
  [{ ip: '203.0.113.7', userAgent: 'A', flags: ['test'] }, ['203.0.113.7', 'A', 'тест']],
])('what is left out is said beside its fact: %o', async (facts, expected) => {
  await speak('ru')
  const told = factsOf(facts, nameOf) as Record<string, string>
  expect([told['IP-адрес'], told['User agent'], told['Признаки']]).toEqual(expected)
})
