/** From a step of a conversion to rows of the queue, in one transaction with it. */
import { afterEach, beforeEach, expect, test } from 'bun:test'

import type {
  Conversion,
  ConversionStep,
  Trigger,
} from '../../../src/core/conversions/conversion.ts'
import { PLAIN_POSTBACK } from '../../../src/core/conversions/postbacks.ts'
import { rowToEvent } from '../../../src/core/event.ts'
import type { Postback } from '../../../src/core/model.ts'
import { queueOutgoing } from '../../../src/track/deliveries/outgoing.ts'
import type { OutsideParts } from '../../../src/track/outside.ts'
import { aCampaign, CLICK_ID, NOON, tablesOf } from '../../support/build.ts'
import { someConversion } from '../../support/conversions.ts'
import { openQueue } from '../../support/deliveries.ts'

const URL_OF_ALL = 'https://s.test/?p={payout}&s={status}&c={subid}'

let queue: ReturnType<typeof openQueue>
let woken: number
beforeEach(() => {
  queue = openQueue()
  woken = 0
})
afterEach(() => queue.close())

test('a step is told with its words, and the sender is woken', () => {
  tell([to(URL_OF_ALL)], aStep())
  expect(told()).toEqual([`waiting https://s.test/?p=10&s=sale&c=${CLICK_ID}`])
  expect(woken).toBe(1)
})

test('what is skipped wakes nobody', () => {
  tell([to(URL_OF_ALL, { mode: 'approved' })], aStep({}, { class: 'lead', word: 'lead' }))
  expect(told()).toEqual([`skipped https://s.test/?p=10&s=lead&c=${CLICK_ID}`])
  expect(woken).toBe(0)
})

test('a campaign without entries leaves no row', () => {
  tell([], aStep())
  expect(told()).toEqual([])
})

test('what a person takes back is told to nobody', () => {
  tell([to(URL_OF_ALL)], aStep({ kind: 'deleted' }))
  tell([to(URL_OF_ALL)], aStep({ kind: 'undone' }))
  expect(told()).toEqual([])
})

test('of an added payout the difference is told, of a lost one nothing', () => {
  const before = aConversion()
  tell([to(URL_OF_ALL)], aStep({ kind: 'added', before }, { amountMicros: 14_000_000 }))
  tell([to(URL_OF_ALL)], aStep({ id: 2, kind: 'changed', before }, { class: 'rejected' }))
  expect(told().map((row) => /p=([^&]*)/.exec(row)?.[1])).toEqual(['4', '0'])
})

test('without a rate it is held, and told when the rate comes', () => {
  const money = { payoutMicros: 14_000_000, payoutCurrency: 'KGS' }
  const pending = { ...money, rateNanos: null, amountMicros: null }
  store(aConversion(pending))
  tell([to(URL_OF_ALL), to('https://s.test/plain')], aStep({}, pending))
  expect(told()).toEqual([
    `held https://s.test/?p=0&s=sale&c=${CLICK_ID}`,
    'waiting https://s.test/plain',
  ])
  const before = aConversion(pending)
  const known = { ...money, rateNanos: 500_000_000, amountMicros: 7_000_000 }
  woken = 0
  tell([to(URL_OF_ALL), to('https://s.test/plain')], aStep({ id: 2, kind: 'rated', before }, known))
  expect(told()).toEqual([
    `waiting https://s.test/?p=7&s=sale&c=${CLICK_ID}`,
    'waiting https://s.test/plain',
  ])
  expect(woken).toBe(1)
})

test('of what was added while there was no rate each postback tells its part', () => {
  const money = { payoutMicros: 10_000_000, payoutCurrency: 'KGS' }
  const pending = { ...money, rateNanos: null, amountMicros: null }
  store(aConversion(pending))
  tell([to(URL_OF_ALL)], aStep({}, pending))
  const before = aConversion(pending)
  const more = { ...pending, payoutMicros: 15_000_000 }
  tell([to(URL_OF_ALL)], aStep({ id: 2, kind: 'added', before }, more))
  const known = { ...more, rateNanos: 2_000_000_000, amountMicros: 30_000_000 }
  const rated = aStep({ id: 3, kind: 'rated', before: aConversion(more) }, known)
  tell([to(URL_OF_ALL)], rated)
  expect(told().map((line) => /p=\d+/.exec(line)?.[0])).toEqual(['p=20', 'p=10'])
})

test('what was held is dropped with its conversion, and keeps nothing else waiting', () => {
  const pending = { amountMicros: null }
  store(aConversion(pending))
  tell([to(URL_OF_ALL)], aStep({}, pending))
  tell([to('https://s.test/next')], aStep({ id: 2 }, { id: 2 }))
  const before = aConversion(pending)
  const deleted = { ...pending, isDeleted: true }
  tell([], aStep({ id: 3, kind: 'deleted', before }, deleted))
  expect(queue.stored()).toMatchObject([
    { state: 'skipped', reason: 'conversion_gone' },
    { state: 'waiting', next_at: NOON },
  ])
})

test('what was held for an entry that is gone is told to nobody', () => {
  const pending = { amountMicros: null }
  store(aConversion(pending))
  tell([to(URL_OF_ALL)], aStep({}, pending))
  const before = aConversion(pending)
  tell([], aStep({ id: 2, kind: 'repriced', before }))
  expect(queue.stored()[0]).toMatchObject({ state: 'skipped', reason: 'entry_gone' })
})

function tell(postbacks: readonly Postback[], step: ConversionStep): void {
  const outgoing = queueOutgoing({
    ...NO_OUTSIDE,
    queue: queue.queue,
    queued: () => void woken++,
    clock: () => NOON,
  })
  const tables = tablesOf({ campaigns: [{ spec: aCampaign({ postbacks }) }] })
  const click = { ...rowToEvent([]), campaignId: 1, clickSeq: 1, host: 'trk.example' }
  const trigger: Trigger = { step, click, tables, origin: '' }
  queue.db.transaction(() => outgoing(trigger)).immediate()
}

const NO_OUTSIDE = {
  keys: {},
  landings: {},
  lineFiles: {},
  detectors: {},
} as unknown as OutsideParts

function told(): string[] {
  return queue.db
    .query<{ state: string; url: string }, []>('SELECT state, url FROM deliveries ORDER BY id')
    .all()
    .map(({ state, url }) => `${state} ${url}`)
}

function to(url: string, differs: Partial<Postback> = {}): Postback {
  return { ...PLAIN_POSTBACK, url, ...differs }
}

function aConversion(differs: Partial<Conversion> = {}): Conversion {
  return someConversion({
    clickId: CLICK_ID,
    clickTime: NOON,
    sourceId: 0,
    time: NOON,
    arrivedAt: NOON,
    changedAt: NOON,
    word: 'sale',
    class: 'sale',
    payoutMicros: 10_000_000,
    amountMicros: 10_000_000,
    sentMicros: 10_000_000,
    ...differs,
  })
}

function aStep(
  differs: Partial<ConversionStep> = {},
  conversion: Partial<Conversion> = {},
): ConversionStep {
  return {
    id: 1,
    kind: 'created',
    before: null,
    conversion: aConversion(conversion),
    time: NOON,
    arrivedAt: NOON,
    origin: 'postback',
    isSilent: false,
    ...differs,
  }
}

/** The row that a held delivery finds its click by. */
function store({ id, clickSeq }: Conversion): void {
  const columns = queue.db
    .query<{ name: string; type: string; notnull: number }, []>('PRAGMA table_info(conversions)')
    .all()
    .filter(({ notnull, name }) => notnull === 1 && name !== 'id' && name !== 'click_seq')
  const names = columns.map(({ name }) => name).join()
  const values = columns.map(({ type }) => (type === 'TEXT' ? "''" : '0')).join()
  queue.db.run(
    `INSERT INTO conversions (id, click_seq, ${names}) VALUES (${id}, ${clickSeq}, ${values})`,
  )
}
