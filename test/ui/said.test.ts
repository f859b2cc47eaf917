/** What the server says in English sentences is said in Russian as far as it is ours. */
import { expect, test } from 'bun:test'

import { CAUSES } from '../../src/core/conversions/causes.ts'
import { timelineItems } from '../../src/core/timeline/items.ts'
import { timelineVerdict } from '../../src/core/timeline/verdict.ts'
import { aCall, aDelivery, aStep, aStory, aTry } from '../support/stories.ts'

const { speak } = await import('../../ui/words/words.ts')
const { said } = await import('../../ui/words/said.ts')

const SENTENCES = [
  [
    'nothing answers: there is no DNS record, or ports 80 and 443 are closed',
    'никто не отвечает: нет DNS-записи или закрыты порты 80 и 443',
  ],
  ['The network called: repeat ignored (x)', 'Постбэк партнёрки: повтор не считается (x)'],
  ['Conversion created: sale, 26 USD', 'Конверсия создана: продажа (апрув), 26 USD'],
  ['payout=1: 26 USD, as sent', 'payout=1: 26 USD, как прислано'],
  [
    'payout=1: 26 USD, as sent; 12 USD was kept, set by hand at 2026-11-21 00:02:00 UTC',
    'payout=1: 26 USD, как прислано; осталась 12 USD, заданная вручную 2026-11-21 00:02:00 UTC',
  ],
  ['A visitor came', 'Пришёл посетитель'],
  [
    'in no sum for want of a rate: 15 XPF (conversions: 3)',
    'нет курса, ни в одну сумму не входит: 15 XPF (конверсий: 3)',
  ],
  [
    '7 events of clicks made from 2026-01-01 to 2026-01-02 were removed: older than the retention',
    'Удалено событий 7 по кликам с 2026-01-01 по 2026-01-02: старше срока хранения',
  ],
  [
    'More came from pages: the first 1000 are told',
    'Со страниц пришло больше: показаны первые 1000',
  ],
  ...(
    [
      ['calls of the network', 'Постбэков партнёрки'],
      ['steps of conversions', 'Изменений конверсий'],
      ['outgoing postbacks', 'Исходящих постбэков'],
      ['tries to send them', 'Попыток отправки'],
    ] as const
  ).map(
    ([english, russian]) =>
      [
        `Of 701 ${english} the first 100 and the newest 400 are told`,
        `${russian} 701: показаны первые 100 и последние 400`,
      ] as const,
  ),
  [
    'is always unknown: this server has no data for it (geo_isp)',
    'всегда неизвестен: на сервере нет данных (база провайдеров)',
  ],
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
    'Последний постбэк старше уже известного; первым был постбэк 4, 2026-11-20 10:00.',
  ],
  [
    'The conversion is stored, and everybody who is to know was told.',
    'Конверсия сохранена, все, кто должен, о ней знают.',
  ],
  [
    'No click has this id. The id has our shape, but its number is that of another click, on 2026-11-20 at go.example.com: it was altered, another installation made it, or this one was restored from an older backup.',
    'Клика с таким id нет. Id похож на наш, но у его номера другой клик (2026-11-20, go.example.com): id изменён, его сделал другой трекер, или этот восстановлен из старой копии.',
  ],
  [
    'No click has this id. The id has our shape, but node 3 made it, and this is node 1: look there.',
    'Клика с таким id нет. Id похож на наш, но его сделал узел 3, а это узел 1: ищите там.',
  ],
  ['takes a place under the cap of offer 7', 'занимает место в лимите оффера 7'],
  ['730 MB are left', 'свободно 730 МБ'],
  ['{zona} is not a macro and will be empty', '{zona} не макрос, значение будет пустым'],
  ['has no active offer with a weight above 0', 'нет активного оффера с весом больше 0'],
] as const

const root = { lang: 'en' }

/** Titles of a timeline as the server makes them, in all their kinds. */
function titles(): string[] {
  const kinds = 'created changed reinstated renamed repriced added rated deleted undone'
  const steps = kinds.split(' ').map((kind) => aStep({ kind }))
  const reasons =
    'test_click provisional_click silent payout_only not_first not_approved percent ' +
    'external_id_empty external_id_unexpanded required_empty bad_url same_url campaign_decides ' +
    'entry_gone conversion_gone'
  const deliveries = [
    aDelivery({ id: 1 }),
    aDelivery({ id: 2, state: 'failed', reason: 'bad_status' }),
    ...reasons
      .split(' ')
      .map((reason) => aDelivery({ id: 3, entry: 'S2', state: 'skipped', reason })),
  ]
  const verdicts =
    'success bad_status says_failure lacks_success timeout outage not_allowed private_address ' +
    'too_many_redirects'
  const tries = verdicts
    .split(' ')
    .flatMap((verdict) => [0, 500].map((status) => aTry({ deliveryId: 1, verdict, status })))
  const calls = CAUSES.map((cause) => aCall({ verdict: 'parked', cause }))
  return timelineItems(aStory({ steps, deliveries, tries, calls })).map(({ title }) => title)
}

function parkedSentences(): string[] {
  const parked = CAUSES.map((cause) => aCall({ verdict: 'parked', cause, detail: '5' }))
  return parked.map((call) => timelineVerdict(aStory({ calls: [call] })).sentence)
}

test('no title of a timeline is left in English, nor why a postback is parked', async () => {
  Object.assign(globalThis, { document: { documentElement: root } })
  try {
    await speak('ru')
    const all = [...titles(), ...parkedSentences()].map((text) => said(text))
    expect(all.length).toBeGreaterThan(60)
    const foreign = all.map((text) => text.replace(/source|`.*?`/g, ''))
    expect(foreign.filter((text) => /[a-z]{4}/.test(text))).toEqual([])
  } finally {
    await speak('en')
    Reflect.deleteProperty(globalThis, 'document')
  }
})

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
