/** Macro hygiene: from the clicks of a ledger to what is wrong with a parameter. */
import { expect, test } from 'bun:test'

import { EventKind, Flag } from '../../src/core/event.ts'
import { hygieneOf } from '../../src/core/hygiene.ts'
import type { Parameter } from '../../src/core/model.ts'
import { atOnce } from '../../src/lib/steps.ts'
import { countHygiene } from '../../src/report/hygiene.ts'
import { anEvent, damaged, segmentsOf } from '../support/segments.ts'

type Click = Parameters<typeof anEvent>[0]

const ALL = { period: { from: 0, to: 1e15 }, campaignIds: null }
const ZONE: Parameter = {
  field: 'sub_id_1',
  label: 'Zone',
  alias: 'zone',
  placeholder: '{zoneid}',
}
const EXTERNAL: Parameter = {
  field: 'external_id',
  label: '',
  alias: 'ext',
  placeholder: '{click}',
}

interface Case {
  readonly name: string
  readonly click: (n: number) => Click
  readonly parameters?: readonly Parameter[]
  readonly found: readonly string[]
}

/** Of a hundred clicks each. */
const CASES: readonly Case[] = [
  {
    name: 'all is well',
    click: (n) => ({ subIds: [`zone ${n % 7}`], externalId: `e${n}` }),
    found: [],
  },
  {
    name: 'a third of the clicks bring the macro itself',
    click: (n) => (n % 3 === 0 ? { unexpanded: 'sub_id_1' } : { subIds: [`z${n}`] }),
    parameters: [ZONE],
    found: ['unexpanded zone 34'],
  },
  {
    name: 'a field without a parameter is told too',
    click: () => ({ unexpanded: 'keyword,sub_id_2' }),
    parameters: [],
    found: ['unexpanded keyword 100', 'unexpanded sub_id_2 100'],
  },
  {
    name: 'one in a hundred is worth telling, also of a parameter that no link carries',
    click: (n) => (n === 0 ? { unexpanded: 'sub_id_1' } : { subIds: [`z${n}`] }),
    parameters: [{ ...ZONE, alias: '' }],
    found: ['unexpanded sub_id_1 1'],
  },
  {
    name: 'nothing arrives',
    click: () => ({}),
    parameters: [ZONE],
    found: ['empty zone 100'],
  },
  {
    name: 'nothing is expected of a parameter without a macro',
    click: () => ({}),
    parameters: [{ ...ZONE, placeholder: '' }],
    found: [],
  },
  {
    name: 'the cost is not kept as it came, so nothing can be said of it',
    click: () => ({}),
    parameters: [{ ...ZONE, field: 'cost' }],
    found: [],
  },
  {
    name: 'always the same zone',
    click: () => ({ subIds: ['12'] }),
    parameters: [ZONE],
    found: ['constant zone 100'],
  },
  {
    name: 'the same campaign of the source may be right',
    click: () => ({ adCampaignId: '12' }),
    parameters: [{ ...ZONE, field: 'ad_campaign_id' }],
    found: [],
  },
  {
    name: 'the click id of the source arrives as the zone',
    click: (n) => ({ subIds: [`click ${n}`], externalId: `${n % 5}` }),
    found: ['swapped ext 100'],
  },
  {
    name: 'cut and repaired links',
    click: (n) => ({ flags: (n < 5 ? Flag.truncated : 0) | (n < 9 ? Flag.healed : 0) }),
    parameters: [],
    found: ['truncated 5', 'healed_query 9'],
  },
  {
    name: 'costs in a currency without a rate',
    click: (n) => (n < 7 ? { costOrigin: 'no_rate' } : { costOrigin: 'macro' }),
    parameters: [],
    found: ['no_rate currency 7'],
  },
]
test.each(CASES.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  const events = Array.from({ length: 100 }, (_, n) => aClick(n, one.click(n)))
  expect(findings(events, one.parameters ?? [ZONE, EXTERNAL])).toEqual([...one.found])
})

test('of a macro that was not replaced the sample is what came, not a value of other clicks', () => {
  const events = [
    aClick(1, { subIds: ['z1'], externalId: 'e1', rawQuery: 'zone=z1&ext=e1' }),
    aClick(2, { unexpanded: 'sub_id_1,external_id', rawQuery: 'zone=%7Bzonid%7D&ext={click id}' }),
    aClick(3, { unexpanded: 'sub_id_2,keyword', rawQuery: 't2=%%x%%' }),
  ]
  const [counts] = atOnce(countHygiene(segments(events), ALL))
  const told = hygieneOf(counts!, [ZONE, EXTERNAL]).map(({ sample, likelyCause }) => [
    sample,
    /replace (.*):/.exec(likelyCause)?.[1],
  ])
  expect(told).toEqual([
    ['{click id}', '{click id}'],
    ['{zonid}', '{zonid}'],
    ['%%x%%', '%%x%%'],
    ['', 'its macro'],
  ])
})

test('of a currency without a rate the sample is what came, by its name or that of the campaign', () => {
  const told = (rawQuery: string, parameters: readonly Parameter[]) => {
    const click = aClick(1, { costOrigin: 'no_rate', rawQuery })
    const [counts] = atOnce(countHygiene(segments([click]), ALL))
    return hygieneOf(counts!, parameters).map(({ parameter, sample }) => [parameter, sample])
  }
  const alias = { ...ZONE, field: 'currency', alias: 'cur' }
  expect(told('cost=5&currency=XXQ', [])).toEqual([['currency', 'XXQ']])
  expect(told('cost=5&cur=XXQ', [alias])).toEqual([['cur', 'XXQ']])
  expect(told('cost=5', [alias])).toEqual([['cur', '']])
})

test('counted is what reports count: no tests, no prefetches, only the campaigns asked for', () => {
  const events = [
    aClick(1),
    aClick(2, { flags: Flag.test }),
    aClick(3, { flags: Flag.provisional }),
    aClick(4, { kind: EventKind.confirm }),
    aClick(5, { kind: EventKind.landingClick }),
    aClick(6, { campaignId: 2 }),
    aClick(7, { clickTime: 2000 }),
  ]
  const period = { from: 0, to: 1000 }
  const count = (campaignIds: readonly number[] | null) =>
    atOnce(countHygiene(segments(events), { period, campaignIds })).map((one) => [
      one.campaignId,
      one.clicks,
    ])
  expect(count(null)).toEqual([
    [1, 2],
    [2, 1],
  ])
  expect(count([2])).toEqual([[2, 1]])
  expect(count([])).toEqual([])
})

test('a segment that can not be read is left out', () => {
  const views = segmentsOf([aClick(1), aClick(2)], 1)
  const source = { views: [damaged(views[0]!), views[1]!], checkpoint: () => {} }
  expect(atOnce(countHygiene(source, ALL)).map(({ clicks }) => clicks)).toEqual([1])
})

function aClick(n: number, part: Click = {}) {
  return anEvent({ campaignId: 1, time: 100 + n, clickTime: 100 + n, ...part })
}

function segments(events: ReturnType<typeof anEvent>[]) {
  return { views: segmentsOf(events, 30), checkpoint: () => {} }
}

function findings(events: ReturnType<typeof anEvent>[], parameters: readonly Parameter[]) {
  return atOnce(countHygiene(segments(events), ALL))
    .flatMap((counts) => hygieneOf(counts, parameters))
    .map(({ kind, parameter, field, clicks }) =>
      [kind, parameter || field, clicks].filter((part) => part !== '').join(' '),
    )
}
