/** Random ledgers for properties: clicks on days when clocks change, and all that follows them. */
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import { anEvent, seqAt } from './segments.ts'

export interface Random {
  /** From 0 up to, but not including, `below`. */
  int(below: number): number
  of<T>(values: readonly T[]): T
  chance(part: number): boolean
}

/** mulberry32: repeatable, so that a failing seed can be run again. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (below: number) => Math.floor(next() * below)
  return { int, of: (values) => values[int(values.length)]!, chance: (part) => next() < part }
}

/** Days on which clocks change: Lord Howe, Berlin, New York; and two plain ones. */
const DAYS = [
  '2026-10-03',
  '2026-10-04',
  '2026-10-24',
  '2026-10-25',
  '2026-10-31',
  '2026-11-01',
  '2026-11-04',
  '2026-11-05',
]
const HOUR = 3_600_000
const FLAGS = Object.values(Flag)

/** A ledger of events in the order in which they were stored, in segments of `rows`. */
export function randomLedger(random: Random, clicks: number, rows: number): Event[] {
  const events: Event[] = []
  const stored: Event[] = []
  const add = (event: Event) => {
    const seq = seqAt(events.length, rows)
    events.push({
      ...event,
      row: events.length % rows,
      clickSeq: event.clickSeq < 0 ? seq : event.clickSeq,
    })
    return events.at(-1)!
  }
  for (let count = 0; count < clicks; count++) {
    stored.push(add(aClick(random)))
    while (random.chance(0.5)) for (const event of followers(random, random.of(stored))) add(event)
  }
  if (random.chance(0.3)) add(anEvent({ ...unallocated(random), clickSeq: -1 }))
  return events
}

function aClick(random: Random): Event {
  const time = Date.parse(`${random.of(DAYS)}T00:00:00Z`) + random.int(24 * HOUR)
  const flags = FLAGS.reduce(
    (sum, flag) => (random.chance(flag === Flag.test ? 0.03 : 0.2) ? sum | flag : sum),
    0,
  )
  const isProvisional = (flags & Flag.provisional) !== 0
  return anEvent({
    time,
    clickTime: time,
    clickSeq: -1,
    flags,
    campaignId: 1 + random.int(4),
    flowId: random.int(3),
    flowType: random.of(['forced', 'regular', 'default']),
    offerId: random.int(3),
    linkId: random.int(2),
    asn: random.of([0, 13335, 4_200_000_000]),
    host: random.of(['a.example', 'b.example']),
    ip: random.of(['203.0.113.9', '203.0.113.200', '198.51.100.1', '2001:db8:1:2::3', '']),
    country: random.of(['DE', 'de', 'AT', 'US', '']),
    deviceType: random.of(['mobile', 'desktop', '']),
    deviceBrand: random.of(['', 'Nokia', 'Apple']),
    deviceModel: random.of(['', '3310', 'One Two']),
    osVersion: random.of(['', '17.4.1', '17', '9.0']),
    referrer: random.of(['', 'https://user@News.Example:8080/a?b', 'nonsense', 'http://x.example']),
    keyword: random.of(['', 'shoes', 'Shoes', 'a*b', '=1+1']),
    subIds: random.of([[], ['zone-1'], ['Zone-1'], ['zone-2', 'x'], ['{zone}']]),
    unexpanded: random.of(['', '', '', 'sub_id_1', 'keyword,sub_id_2']),
    clicks: isProvisional ? 0 : 1,
    offerClicks: random.int(2),
    costMicros: isProvisional ? 0 : random.of([0, 10_000, 123_457]),
    costOrigin: random.of(['none', 'macro', 'rule']),
  })
}

/** Everything but the measures, flags included, is the click's. */
function follow(random: Random, click: Event, part: Partial<Event>): Event {
  const still = { clicks: 0, offerClicks: 0, costMicros: 0 }
  return { ...click, ...still, time: click.time + random.int(80 * HOUR), ...part }
}

function followers(random: Random, click: Event): Event[] {
  switch (random.int(6)) {
    case 0:
      return [
        follow(random, click, {
          kind: EventKind.landingClick,
          landingClicks: random.int(2),
          offerClicks: 1,
          offerId: random.int(4),
        }),
      ]
    case 1:
      return conversion(random, click)
    case 2:
      return [
        follow(random, click, {
          kind: EventKind.cost,
          costMicros: random.int(2_000_000) - 1_000_000,
        }),
      ]
    case 3:
      return [
        follow(random, click, {
          kind: EventKind.eventValue,
          eventValues: random.of([['1.5'], ['-0.25', '3'], ['', '7']]),
        }),
      ]
    case 4:
      return [
        follow(random, click, {
          kind: EventKind.update,
          subIds: random.of([[], ['zone-9'], ['zone-1']]),
          unexpanded: '',
        }),
      ]
    default:
      return [
        follow(random, click, {
          kind: EventKind.confirm,
          clicks: random.int(2),
          costMicros: random.int(5_000),
        }),
      ]
  }
}

/** A conversion on hold and, half of the time, what became of it as a difference. */
function conversion(random: Random, click: Event): Event[] {
  const micros = random.int(90_000_000)
  const ms = random.of([0, 60_000, 3_600_123])
  const hold = follow(random, click, {
    kind: EventKind.conversion,
    status: random.of(['lead', 'Pending']),
    conversionClass: 'lead',
    leads: 1,
    conversions: 1,
    convLead: 1,
    revenueHoldMicros: micros,
    timeToConvertMs: ms,
    transactionId: random.of(['', 't1', 't2']),
  })
  if (random.chance(0.5)) return [hold]
  const isSale = random.chance(0.5)
  const change = follow(random, hold, {
    leads: 0,
    conversions: 0,
    timeToConvertMs: 0,
    status: isSale ? 'sale' : 'rejected',
    conversionClass: isSale ? 'sale' : 'rejected',
    convLead: -1,
    convSale: isSale ? 1 : 0,
    convRejected: isSale ? 0 : 1,
    revenueHoldMicros: -micros,
    revenueConfirmedMicros: isSale ? micros : 0,
    revenueRejectedMicros: isSale ? 0 : micros,
  })
  return [hold, change]
}

function unallocated(random: Random): Partial<Event> {
  const time = Date.parse(`${random.of(DAYS)}T12:00:00Z`)
  return {
    kind: EventKind.cost,
    time,
    clickTime: time,
    campaignId: 1 + random.int(4),
    costMicros: random.int(9_000_000),
  }
}
