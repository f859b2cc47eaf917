import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { decide, decideLandingClick, type LandingClick } from '../../src/core/decide.ts'
import { type Decision, hopRefusal, MAX_HOPS, stopped } from '../../src/core/decision.ts'
import { diceOf } from '../../src/core/dice.ts'
import type {
  Campaign,
  FilterSpec,
  Flow,
  FlowSet,
  Landing,
  LandingEntry,
  Offer,
  OfferCap,
  OfferEntry,
  Path,
} from '../../src/core/model.ts'
import { traceText } from '../../src/core/trace/trace-text.ts'
import { TRACE_LIMIT } from '../../src/core/trace/trace.ts'
import type { Bound, Geo } from '../../src/core/visit.ts'
import { UNKNOWN_GEO } from '../../src/detect/geo.ts'
import caps from '../cases/decide/caps.json'
import flows from '../cases/decide/flows.json'
import paths from '../cases/decide/paths.json'
import {
  aCampaign,
  aCap,
  aFilter,
  aFlow,
  aHistory,
  aLanding,
  aLandingEntry,
  anOffer,
  anOfferEntry,
  aPath,
  aVisit,
  aVisitor,
  NOON,
  tablesOf,
} from '../support/build.ts'

type PathCase = Partial<Omit<Path, 'landings' | 'offers'>> & {
  landings?: Partial<LandingEntry>[]
  offers?: Partial<OfferEntry>[]
}
type FlowCase = Partial<Omit<Flow, 'paths' | 'filters'>> & {
  filters?: [key: string, payload: unknown, differs?: Partial<FilterSpec>][]
  paths?: PathCase[]
  /** Short for an `http` action. */
  to?: string
}

/** A case says only what differs from: one campaign by position, a new visitor, dice 0. */
interface Case {
  campaign?: Partial<Campaign>
  mode?: FlowSet['mode']
  flows: FlowCase[]
  offers?: (Partial<Omit<Offer, 'cap'>> & { cap?: Partial<OfferCap> })[]
  landings?: Partial<Landing>[]
  others?: Partial<Campaign>[]
  visitor?: { geo: Partial<Geo> }
  bound?: Partial<Bound>
  capUsed?: Record<string, number>
  die?: number
  /** Decides a landing click of flow 1 and path 1 instead of a visit. */
  click?: Partial<LandingClick>
  expect: Partial<Expected> & { trace?: string; has?: string[] }
}

interface Expected {
  flow: number | null
  path: number | null
  landing: number | null
  offer: number | null
  step: string | null
  action: string | null
  target: string
  hop: number | null
  reason: string
  bind: Partial<Bound> | null
  markAsBot: boolean
  storeClick: boolean
}

const NO_BOUND: Bound = { flowId: 0, pathId: 0, landingId: 0, offerId: 0 }

function toFlow({ to, filters = [], paths = [], ...differs }: FlowCase, index: number): Flow {
  const action = to === undefined ? (differs.action ?? null) : { key: 'http', payload: to }
  return aFlow({
    id: index + 1,
    ...differs,
    action,
    filters: filters.map(([key, payload, more]) => aFilter(key, payload, more)),
    paths: paths.map(({ landings = [], offers = [], ...path }, place) =>
      aPath({
        id: place + 1,
        ...path,
        landings: landings.map(aLandingEntry),
        offers: offers.map(anOfferEntry),
      }),
    ),
  })
}

function decideCase(given: Case): Decision {
  const spec = aCampaign(given.campaign)
  const set: FlowSet = { mode: given.mode ?? 'position', flows: given.flows.map(toFlow) }
  const offers = (given.offers ?? []).map(({ cap, ...offer }) =>
    anOffer({ ...offer, cap: cap === undefined ? null : aCap(cap) }),
  )
  const landings = (given.landings ?? []).map(aLanding)
  const others = (given.others ?? []).map((other) => ({ spec: aCampaign(other) }))
  const tables = tablesOf({ campaigns: [{ spec, set }, ...others], offers, landings })
  const visit = aVisit({
    campaign: tables.campaign(1) ?? aVisit().campaign,
    visitor: aVisitor(given.visitor && { geo: { ...UNKNOWN_GEO, ...given.visitor.geo } }),
    history: aHistory({
      bound: () => (given.bound ? { ...NO_BOUND, ...given.bound } : null),
      capUsed: (offerId) => given.capUsed?.[offerId] ?? 0,
    }),
  })
  const dice = () => given.die ?? 0
  if (given.click === undefined) return decide(tables, visit, dice, NOON)
  const click = { flowId: 1, pathId: 1, wishes: [], ...given.click }
  return decideLandingClick(tables, visit, click, dice)
}

function summary({ choice, ...decision }: Decision): Expected {
  return {
    flow: choice?.flow.id ?? null,
    path: choice?.path?.spec.id ?? null,
    landing: choice?.landing?.spec.id ?? null,
    offer: choice?.offer?.spec.id ?? null,
    step: choice?.step ?? null,
    action: choice?.actionKey ?? null,
    target: decision.target,
    hop: decision.hopTo,
    reason: decision.reason,
    bind: decision.bind,
    markAsBot: decision.markAsBot,
    storeClick: decision.storeClick,
  }
}

/** Without the entries that every visit has. */
function ownTrace({ trace }: Decision): string {
  const entries = trace.filter(({ at }) => at !== 'campaign' && at !== 'unique')
  // One by one: together some are written as one.
  return entries.map((entry) => traceText([entry])).join(';')
}

const groups = Object.entries({ flows, paths, caps } as unknown as Record<
  string,
  Record<string, Case>
>)

describe.each(groups)('%s:', (_group, cases) => {
  test.each(Object.entries(cases))('%s', (_name, given) => {
    const decision = decideCase(given)
    const { trace, has = [], bind, ...expected } = given.expect

    expect(summary(decision)).toMatchObject(expected)
    if (bind !== undefined) expect(decision.bind).toEqual(bind && { ...NO_BOUND, ...bind })
    if (trace !== undefined) expect(ownTrace(decision)).toBe(trace)
    for (const entry of has) expect(ownTrace(decision).split(';')).toContain(entry)
  })
})

describe('the beginning of a trace', () => {
  test('says what was done to the input and what the visitor is', () => {
    const base = aVisit()
    const visit = aVisit({
      visitor: aVisitor({ ip: null, ipText: 'not-an-ip', botReasons: ['ua_list', 'preview'] }),
      history: aHistory({ unique: (scope) => scope === 'global', uniquenessKnown: false }),
      parameters: {
        ...base.parameters,
        healed: true,
        unexpanded: ['sub_id_1'],
        truncated: ['keyword'],
        cost: 'free, of course',
      },
    })
    expect(traceText(decide(tablesOf({}), visit, () => 0, NOON).trace)).toBe(
      'c,1;h;x,sub_id_1;t,keyword;i,ip,not-an-ip;i,cost,free%2c%20of%20course;u,0,1,1;b,ua_list preview;-,no_flow_accepted',
    )
  })
})

describe('a target that can not be built', () => {
  test('passes to the next flow', () => {
    const set: FlowSet = {
      mode: 'position',
      flows: [toFlow({ to: 'https://a.example/' }, 0), toFlow({ to: 'https://b.example/' }, 1)],
    }
    const tables = tablesOf({ campaigns: [{ spec: aCampaign(), set }] })
    const visit = aVisit({ campaign: tables.campaign(1)! })
    const aim = ({ flow }: { flow: { id: number } }) =>
      flow.id === 1 ? null : 'https://ok.example/'
    const decision = decide(tables, visit, () => 0, NOON, aim)
    expect(summary(decision)).toMatchObject({ flow: 2, target: 'https://ok.example/' })
    expect(ownTrace(decision)).toContain('p,1,bad_target')
  })
})

describe('hops', () => {
  test('end where a campaign comes again, or after ten', () => {
    expect(hopRefusal([1], 2)).toBeNull()
    expect(hopRefusal([1, 2], 1)).toBe('campaign_loop')
    const many = Array.from({ length: MAX_HOPS + 1 }, (_, id) => id + 1)
    expect(hopRefusal(many.slice(1), 99)).toBeNull()
    expect(hopRefusal(many, 99)).toBe('too_many_hops')
  })

  test('that are stopped leave a decision to do nothing', () => {
    const hop = decideCase(paths['an action that is a campaign passes the visit on'] as Case)
    const end = stopped(hop, 'campaign_loop')
    expect(summary(end)).toMatchObject({ flow: null, hop: null, reason: 'campaign_loop' })
    expect(ownTrace(end)).toBe('F,1,accepted;C,1;-,campaign_loop')
  })
})

const weight = fc.integer({ min: 0, max: 3 })
const arbitraryFilter = fc.constantFrom<FilterSpec>(
  aFilter('country', ['DE']),
  aFilter('country', ['US'], { onUnknown: 'allow' }),
  aFilter('city', ['Berlin']),
  aFilter('language', ['en'], { mode: 'reject' }),
  aFilter('nobody knows this', { a: 1 }),
  aFilter('limit', 'nonsense', { onUnknown: 'reject' }),
  aFilter('sub_id_1', ['*']),
)
const arbitraryEntry = fc.record<Partial<OfferEntry>>({
  offerId: fc.option(fc.integer({ min: 0, max: 4 })),
  campaignId: fc.option(fc.integer({ min: 0, max: 3 })),
  directUrl: fc.option(fc.constantFrom('', 'https://u.example/', 'nonsense')),
  enabled: fc.boolean(),
  weight,
})
const arbitraryPath = fc.record<PathCase>({
  enabled: fc.boolean(),
  weight,
  landings: fc.array(
    fc.record({ landingId: fc.integer({ min: 0, max: 3 }), enabled: fc.boolean(), weight }),
    { maxLength: 3 },
  ),
  offers: fc.array(arbitraryEntry, { maxLength: 4 }),
})
const arbitraryFlow = fc.record<FlowCase>({
  type: fc.constantFrom('forced', 'regular', 'default'),
  enabled: fc.boolean(),
  weight,
  combine: fc.constantFrom('and', 'or'),
  filters: fc.array(
    arbitraryFilter.map((f) => [f.key, f.payload, f] as [string, unknown, FilterSpec]),
  ),
  action: fc.option(
    fc.record({
      key: fc.constantFrom('http', 'show_text', 'campaign', 'teleport', 'do_nothing'),
      payload: fc.constantFrom('https://a.example/', '2', '3', '', '{subid}'),
    }),
  ),
  paths: fc.array(arbitraryPath, { maxLength: 3 }),
})
const arbitraryCase: fc.Arbitrary<Case> = fc.record({
  campaign: fc.record({
    binding: fc.constantFrom<Campaign['binding']>('none', 'flow', 'landing', 'offer'),
  }),
  mode: fc.constantFrom<FlowSet['mode']>('position', 'weight'),
  flows: fc.array(arbitraryFlow, { maxLength: 6 }),
  offers: fc.constant<NonNullable<Case['offers']>>([
    { id: 1, cap: { alternativeOfferId: 2 } },
    { id: 2, cap: { whenFull: 'alternative', alternativeOfferId: 1 } },
    { id: 3, state: 'archived' },
    { id: 4, url: 'nonsense' },
  ]),
  landings: fc.constant([{ id: 1 }, { id: 2, state: 'paused' as const }]),
  others: fc.constant([{ id: 2 }, { id: 3, state: 'paused' as const }]),
  bound: fc.record({
    flowId: fc.integer({ min: 0, max: 6 }),
    pathId: fc.integer({ min: 0, max: 3 }),
    landingId: fc.integer({ min: 0, max: 3 }),
    offerId: fc.integer({ min: 0, max: 4 }),
  }),
  capUsed: fc.constantFrom({}, { 1: 1 }, { 1: 1, 2: 1 }),
  die: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  expect: fc.constant({}),
})
const arbitraryClick = fc.record<LandingClick>({
  flowId: fc.integer({ min: 0, max: 6 }),
  pathId: fc.integer({ min: 0, max: 3 }),
  wishes: fc.array(
    fc.oneof(
      fc.record({ position: fc.integer({ min: -1, max: 5 }) }),
      fc.record({ offerId: fc.integer({ min: 0, max: 5 }) }),
    ),
    { maxLength: 2 },
  ),
})

describe('for every flow set and visit', () => {
  const anyCase = fc.oneof(
    arbitraryCase,
    fc
      .record({ given: arbitraryCase, click: arbitraryClick })
      .map(({ given, click }) => ({ ...given, click })),
  )

  test('decisions come out, are repeatable, and their trace has exactly one end', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const decision = decideCase(given)
        const ends = decision.trace.filter(({ at }) => at === 'action' || at === 'fallback')
        expect(ends).toHaveLength(1)
        expect(decision.trace.at(-1)).toBe(ends[0]!)
        expect(traceText(decideCase(given).trace)).toBe(traceText(decision.trace))
        expect(decision.choice === null).toBe(decision.outcome === 'nothing')
        expect(decision.hopTo !== null).toBe(decision.outcome === 'hop')
        expect(decision.reason !== '').toBe(decision.outcome === 'nothing')
      }),
      { numRuns: 300 },
    )
  })

  test('nothing is served that is switched off', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const { choice } = decideCase(given)
        if (choice === null) return
        const flow = given.flows.map(toFlow).find(({ id }) => id === choice.flow.id)
        expect(flow?.enabled).toBe(true)
        expect(choice.path?.spec.enabled ?? true).toBe(true)
        expect(choice.landing?.spec.state ?? 'active').toBe('active')
        expect(choice.offer?.spec.state ?? 'active').toBe('active')
        expect(choice.entry?.enabled ?? true).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

test('the tenth alternative of a full offer is the last one asked', () => {
  const chain = (length: number) => {
    const ids = Array.from({ length }, (_, index) => index + 1)
    const offers = ids.map((id) => ({ id, cap: { alternativeOfferId: id + 1 } }))
    return decideCase({
      offers: [...offers, { id: length + 1 }],
      capUsed: Object.fromEntries(ids.map((id) => [id, 1])),
      flows: [{ paths: [{ offers: [{ offerId: 1 }] }] }],
      expect: {},
    })
  }
  expect(summary(chain(10)).offer).toBe(11)
  expect(summary(chain(11)).offer).toBe(1)
})

test('a trace is cut, and still tells the end', () => {
  const filters = Array.from({ length: 30 }, () => ['language', ['en']] as [string, unknown])
  const many = Array.from({ length: 12 }, (): FlowCase => {
    return { filters: [...filters, ['country', ['US']]], to: 'https://a.example/' }
  })
  const last: FlowCase = { filters: [['city', ['Berlin']]], to: 'https://b.example/' }
  const decision = decideCase({ flows: [...many, last], expect: {} })
  const kinds = decision.trace.map(({ at }) => at)
  expect(kinds.length).toBeLessThanOrEqual(TRACE_LIMIT)
  expect(kinds.slice(-4)).toEqual(['trace_cut', 'deferred_taken', 'chosen', 'action'])
})

test('shares converge to the weights', () => {
  const shares = [10, 0, 30, 60]
  const set: FlowSet = {
    mode: 'position',
    flows: [
      toFlow({ paths: [{ offers: shares.map((w, i) => ({ offerId: i + 1, weight: w })) }] }, 0),
    ],
  }
  const offers = shares.map((_, index) => anOffer({ id: index + 1 }))
  const tables = tablesOf({ campaigns: [{ spec: aCampaign(), set }], offers })
  const visit = aVisit({ campaign: tables.campaign(1)! })
  const taken = new Map<number, number>()
  const runs = 20_000
  for (let index = 0; index < runs; index++) {
    const decision = decide(tables, visit, diceOf(`click${index}`), NOON)
    const id = decision.choice?.offer?.spec.id ?? 0
    taken.set(id, (taken.get(id) ?? 0) + 1)
  }
  expect(taken.get(2)).toBeUndefined()
  for (const [index, share] of shares.entries()) {
    expect(Math.abs((taken.get(index + 1) ?? 0) / runs - share / 100)).toBeLessThan(0.015)
  }
})
