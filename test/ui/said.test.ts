/** What the server says in English sentences is said in Russian as far as it is ours. */
import { expect, test } from 'bun:test'

const { speak } = await import('../../ui/words/words.ts')
const { said } = await import('../../ui/words/said.ts')

const SENTENCES = [
  ['A visitor came', 'Пришёл посетитель'],
  ['Landing 7 was shown', 'Показан лендинг 7'],
  ['Sent to the offer with our click id in sub1', 'Отправлен на оффер с нашим id клика в sub1'],
  [
    "The link sent to the network does not carry our click id. Add a parameter with {subid} to the offer's URL.",
    'В ссылке на оффер нет нашего id клика. Добавьте в URL оффера параметр с {subid}.',
  ],
  [
    'The conversion is stored; the click came without an external id.',
    'Конверсия сохранена; клик пришёл без внешнего id.',
  ],
  [
    'The last call was older than what was known already; call 4 of 2026-11-20 10:00 was first.',
    'Последний вызов старше уже известного; первым был вызов 4, 2026-11-20 10:00.',
  ],
  ['730 MB are left', 'свободно 730 МБ'],
] as const

const root = { lang: 'en' }

test('in Russian its sentences are, and what it does not know stays as it is', async () => {
  Object.assign(globalThis, { document: { documentElement: root } })
  try {
    await speak('ru')
    expect(SENTENCES.map(([english]) => said(english))).toEqual(
      SENTENCES.map(([, russian]) => russian),
    )
    expect(said('$& and <b>a network’s own words</b>')).toBe('$& and <b>a network’s own words</b>')
    await speak('en')
    expect(SENTENCES.map(([english]) => said(english))).toEqual(
      SENTENCES.map(([english]) => english),
    )
  } finally {
    Reflect.deleteProperty(globalThis, 'document')
  }
})
