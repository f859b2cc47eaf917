/** Every refusal of the server is said in Russian, too; what is not known stays as it is. */
import { afterAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type TSchema, Type } from '@sinclair/typebox'

import { failureOf as refusedWith } from '../../src/api/management/errors.ts'
import { clickFilters } from '../../src/api/management/reports/click-filters.ts'
import { anyCase, shaped, Uuid } from '../../src/api/management/shape.ts'
import { notInForce, readCertificate } from '../../src/certify/certificate.ts'
import { openCertificates } from '../../src/certify/store.ts'
import { PERIOD_TEXTS } from '../../src/core/reports/period.ts'
import { HOLDS_NUL } from '../../src/lib/nul.ts'
import { readLinkFile } from '../../src/manage/links/link-file.ts'
import type { Refusal } from '../../src/manage/refusal.ts'
import { locked, makeCertificate, pemOf } from '../support/certificates.ts'
import { problemTexts } from '../support/problem-texts.ts'
import { cleanUp, newFolder } from '../support/server.ts'
import { speaksIn } from '../support/spoken.ts'

const { lineProblem, problemText, remarkText, said } = await import('../../ui/words/said.ts')

speaksIn('ru')
afterAll(cleanUp)

const isRussian = (text: string) => /[а-яё]/i.test(said(problemText(text)))
const isRussianRemark = (text: string) => isRussian(text) || /[а-яё]/i.test(remarkText(text))

test('the problems in the source of the validators are', async () => {
  const texts = await problemTexts()
  expect(texts.size).toBeGreaterThan(100)
  const left = [...texts].filter(([text]) => !isRussianRemark(text))
  expect(left).toEqual([])
})

test('what is wrong with a file of a certificate is', () => {
  const one = makeCertificate(['a.test'])
  const other = makeCertificate(['b.test'])
  const files = [
    '',
    one.certificate,
    one.key,
    pemOf(makeCertificate(['a.test'], 90, ['rsa:512'])),
    one.certificate + locked(one.key),
    one.certificate + other.key,
    pemOf(makeCertificate([])),
    pemOf(one).replace(/(?<=CERTIFICATE-----\n).{40}/, 'A'.repeat(40)),
  ]
  const found = readCertificate(pemOf(one))
  if ('wrong' in found) throw new Error(found.wrong)
  const folder = newFolder()
  writeFileSync(join(folder, 'mine.crt'), one.certificate)
  const strange = openCertificates(folder).problems(0)
  expect(strange).toHaveLength(1)
  const problems = [
    ...strange.map(({ problem }) => problem),
    ...files.map((pem) => readCertificate(pem)).map((read) => ('wrong' in read ? read.wrong : '')),
    notInForce(found, found.from - 1) ?? '',
    notInForce(found, found.until) ?? '',
  ]
  expect(problems.filter((problem) => !isRussian(problem))).toEqual([])
})

test('filters of the click log are said with the column that they are of', () => {
  const filter = JSON.stringify([{ column: 'moon', operator: 'eq', value: '1' }])
  const known = { campaignKeys: () => new Map<string, string>(), hidesMoney: false }
  const found = clickFilters(filter, {
    ...known,
    catalog: { names: () => null, groups: () => null },
  })
  const texts = 'refused' in found && found.refused === 'invalid' ? found.fields['filter']! : []
  expect(texts.map(problemText)).toEqual(['moon: такого поля нет'])
})

const { Integer, Number: Num, Array: List, String: Text } = Type
const WANTED: readonly TSchema[] = [
  Integer(),
  Integer({ minimum: 1 }),
  Integer({ maximum: -2 }),
  Integer({ minimum: 1, maximum: 9 }),
  Num(),
  Num({ minimum: 0.5 }),
  Num({ maximum: 1 }),
  Num({ minimum: 0, maximum: 1 }),
  List(Text()),
  List(Text(), { minItems: 1 }),
  List(Text(), { maxItems: 9 }),
  List(Text(), { minItems: 1, maxItems: 9 }),
  Text(),
  Text({ pattern: '^a$' }),
  Text({ minLength: 1, maxLength: 9 }),
  Type.Boolean(),
  Type.Object({}),
  Type.Literal(5),
  Type.Union([Type.Literal('a'), Type.Literal('b')]),
  anyCase(['a', 'b']),
  Uuid,
]

test.each(WANTED.map((schema) => [JSON.stringify(schema), schema] as const))(
  'what a body should be is: %s',
  (_, schema) => {
    const read = shaped(Type.Object({ a: schema }), { a: () => 0 }, 'refuse_unknown')
    const texts = 'fields' in read ? (read.fields['a'] ?? []) : []
    expect(texts.map((text) => [text, isRussian(text)])).toEqual([[texts[0]!, true]])
  },
)

test('a text with NUL is refused for that', () => {
  expect(isRussian(HOLDS_NUL)).toBe(true)
})

const REFUSALS: readonly Refusal[] = [
  { refused: 'taken', field: 'alias' },
  { refused: 'in_use', campaigns: [] },
  { refused: 'shared_rotation', rotationId: 7 },
  { refused: 'default_domain' },
  { refused: 'has_links' },
  { refused: 'unknown_owner' },
  { refused: 'busy' },
]

test.each(REFUSALS)('refusals of whole requests are: $refused', (refusal) => {
  const { message, fields = {} } = refusedWith(refusal)
  expect([message, ...Object.values(fields).flat()].every(isRussian)).toBe(true)
})

test.each(Object.values(PERIOD_TEXTS))('what is wrong with a period is: %s', (text) => {
  expect(isRussian(text)).toBe(true)
})

test('a line of a file of links that is not understood is told in Russian', () => {
  const titles = 'url,startsAt,expiresAt,clickLimit,redirectStatus,maxAge,pixelIds'
  const [line] = [...readLinkFile(`${titles}\nhttps://a.example/,x,x,x,x,x,x`)!]
  expect(lineProblem(line!.problem!)).toBe(
    'начало: непонятно: время пишется как 2026-11-22 10:00; ' +
      'срок: непонятно: время пишется как 2026-11-22 10:00; предел визитов: непонятно; ' +
      'вид перенаправления: непонятно; время в кеше: непонятно; пиксели: непонятно',
  )
})

const FAULTS = [
  [
    '12 events wait for the disk, which refuses them: ENOSPC: no space left on device',
    'Событий, которых не принимает диск: 12; причина: ENOSPC: no space left on device',
  ],
  [
    "events can't be read: segment 3: checksum of campaignId",
    'События не читаются: сегмент 3: контрольная сумма campaignId не сходится',
  ],
  [
    'journal 7: 30 damaged bytes, 2 batches lost, the file is kept',
    'журнал 7: повреждено байт — 30, потеряно пачек — 2; файл сохранён',
  ],
  ['segment 4: its costs are not those of the batches in force', /^сегмент 4: его расходы — /],
] as const

test.each(FAULTS)('what is wrong with stored events is told: %s', (text, words) => {
  expect(said(text)).toMatch(words instanceof RegExp ? words : exactly(words))
})

const LINES = [
  ['date: "a; b" is neither a day nor a time', 'дата: "a; b" — не день и не время'],
  [
    'date: the clock of Europe/Berlin skips this hour',
    'дата: часы в поясе Europe/Berlin пропускают этот час',
  ],
  ['cost: "abc" is no amount', 'расход: "abc" — не сумма'],
  [
    'cost: "1,234" may be a thousand or a fraction: write it as 1234 or 1.234',
    'расход: "1,234" — тысяча или дробь? Напишите как 1234 или 1.234',
  ],
  [
    'has more cells than there are titles: put what has a comma in quotes',
    'ячеек больше, чем заголовков: возьмите в кавычки то, в чём есть запятая',
  ],
  ['cost: is too much together with line 7', 'расход: вместе со строкой 7 это слишком много'],
  ['value: is missing', 'value: нужно заполнить'],
  ['campaign: is missing', 'кампания: нужно заполнить'],
  [
    'campaign: "x: y" is the id, key, alias or name of none',
    'кампания: "x: y" — такой кампании нет ни по id, ни по ключу, алиасу или имени',
  ],
  [
    'campaign: "DE" means several (3, 9): say the id or the key of one',
    'кампания: "DE" подходит нескольким (3, 9): напишите id или ключ одной из них',
  ],
  ['line 2 has another currency for the same clicks', 'у тех же кликов в строке 2 другая валюта'],
  ['line 2 says a price for the same clicks', 'цена тех же кликов уже есть в строке 2'],
  ['a file may have 2000 lines; split it', 'в файле может быть 2000 строк: разделите его'],
  ['is not allowed', 'на это нет прав'],
  ['campaigns does not exist; timezone is no time zone', /^кампании: такого .*; часовой пояс: /],
  ['from a date must be like 2026-11-21 or 2026-11-21 18:30:00', /^дата: /],
  ['the long address has a scheme that is not allowed', /^длинный адрес: такая схема/],
  ['the address for iOS is invalid; word is reserved', /^адрес для iOS: .*; слово: слово занято/],
  ['one of its pixels does not exist', /^один из пикселей: /],
  ['the address after its expiry points to this service', /^адрес после срока: ведёт/],
] as const

test.each(LINES)('a line of a file can’t be taken: %s', (text, words) => {
  expect(lineProblem(text)).toMatch(words instanceof RegExp ? words : exactly(words))
})

const exactly = (text: string) => new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)

test.each(['is neither fish nor fowl', '', '$& <b>'])('what is not known stays: %p', (text) => {
  expect(problemText(text)).toBe(text)
  expect(lineProblem(text)).toBe(text)
})

test('what changes is kept', () => {
  expect(problemText('1 to 254 characters')).toBe('нужно заполнить, до 254 символов')
  expect(problemText('3 to 64 characters')).toBe('от 3 до 64 символов')
  expect(problemText('must be one of a, b')).toBe('одно из: a, b')
  expect(problemText('"$&" is not a macro')).toBe('"$&": такого макроса нет')
})

test('what costs most of a report that takes too long is said in Russian, too', () => {
  const late =
    'The report takes too long: take a shorter period, fewer groupings, or a filter. What costs most is '
  const words = (costly: string) => problemText(late + costly)
  expect(words('the grouping by ip, token_1')).toContain('группировка по ip, token_1')
  expect(words('the filter on userAgent')).toContain('фильтр по userAgent')
  expect(words('that it has 4 levels')).toContain('число уровней, их 4')
  expect(words('the period of all time')).toContain('сам период')
})
