/** What the UI computes without being drawn: tables, flows, reports in the address, foreign text. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import type { Flow } from '../../src/core/model.ts'
import { hostIn, safeUrl, shortened, visible } from '../../ui/format/text.ts'
import { joined } from '../../ui/parts/picker.tsx'
import {
  moved as movedColumn,
  range,
  sorted,
  toggled,
  windowOf,
} from '../../ui/parts/table-model.ts'
import { leftOver, leftOvers } from '../../ui/screens/entities/left-over.ts'
import { differences, taken } from '../../ui/screens/flows/conflicts.ts'
import {
  draftOf,
  duplicated,
  evenly,
  flowSetOf,
  isSame,
  moved,
  newFlow,
  shareOf,
  withFlow,
} from '../../ui/screens/flows/draft.ts'
import { lastDays } from '../../ui/screens/links/sparkline.tsx'
import { titlesOf } from '../../ui/screens/money/list-titles.ts'
import { copied } from '../../ui/screens/report/rows.ts'
import {
  levelsOf,
  permitted,
  queryOf,
  readState,
  savedQuery,
  screenQuery,
  searchOf,
  stepFilter,
  writeState,
} from '../../ui/screens/report/state.ts'

const flow = (id: number, type: Flow['type']): Flow => ({
  id,
  type,
  name: `flow ${id}`,
  weight: 100,
  enabled: true,
  combine: 'and',
  filters: [],
  markAsBot: false,
  storeClicks: true,
  action: null,
  paths: [
    {
      id: id * 10,
      name: '',
      enabled: true,
      weight: 100,
      landings: [],
      offers: [{ offerId: 1, campaignId: null, directUrl: null, enabled: true, weight: 100 }],
    },
  ],
})
const set = {
  mode: 'position' as const,
  flows: [flow(1, 'forced'), flow(2, 'forced'), flow(3, 'regular'), flow(4, 'default')],
}

describe('a draft of flows', () => {
  test('comes back as it was stored', () => {
    expect(flowSetOf(draftOf(set))).toEqual(set)
    expect(isSame(draftOf(set), draftOf(set))).toBe(true)
  })

  test('keeps its keys when it was saved, also of what got a number', () => {
    const typed = { ...draftOf(set), flows: [...draftOf(set).flows, newFlow('regular')] }
    const saved = draftOf(
      { ...set, flows: [...set.flows, { ...flow(9, 'regular'), paths: [] }] },
      typed,
    )
    expect(saved.flows.map(({ key }) => key)).toEqual(typed.flows.map(({ key }) => key))
    expect(saved.flows[0]?.paths[0]?.offers[0]?.key).toBe(
      typed.flows[0]?.paths[0]?.offers[0]?.key ?? '',
    )
    const longer = draftOf({ ...set, flows: [...set.flows, flow(5, 'default')] }, draftOf(set))
    expect(new Set(longer.flows.map(({ key }) => key)).size).toBe(5)
  })

  test('sends no positions and shares', () => {
    const shown = {
      ...set,
      flows: set.flows.map((one, at) => ({ ...one, position: at, share: 1 })),
    }
    expect(flowSetOf(draftOf(shown))).toEqual(set)
  })

  test('moves flows inside their lane only', () => {
    const { flows } = draftOf(set)
    const ids = (key: string, to: number) => moved(flows, key, to).map(({ id }) => id)
    expect(ids(flows[0]!.key, 1)).toEqual([2, 1, 3, 4])
    expect(ids(flows[1]!.key, -5)).toEqual([2, 1, 3, 4])
    expect(ids(flows[0]!.key, 99)).toEqual([2, 1, 3, 4])
    expect(ids(flows[2]!.key, 0)).toEqual([1, 2, 3, 4])
  })

  test('puts new flows at the end of their lane, the default one last', () => {
    const { flows } = draftOf(set)
    expect(withFlow(flows, newFlow('forced')).map(({ id }) => id)).toEqual([1, 2, 0, 3, 4])
    expect(withFlow(flows, newFlow('regular')).map(({ id }) => id)).toEqual([1, 2, 3, 0, 4])
  })

  test('copies a flow without its numbers; of the default one as a regular one', () => {
    const { flows } = draftOf(set)
    const copies = duplicated(flows, flows[3]!.key)
    expect(copies.map(({ id, type }) => [id, type])).toContainEqual([0, 'regular'])
    expect(copies.at(-1)?.paths[0]?.id).toBe(0)
  })
})

describe('two versions of a flow set', () => {
  const mine = draftOf({
    ...set,
    flows: [flow(1, 'forced'), flow(0, 'forced'), flow(0, 'regular')],
  })
  const ids = (flows: readonly Pick<Flow, 'id'>[]) => flows.map(({ id }) => id)

  test('differ in what both or one of them holds, never in flows that are new', () => {
    const theirs = draftOf({
      ...set,
      flows: [{ ...flow(1, 'forced'), weight: 7 }, flow(3, 'regular')],
    })
    expect(differences(mine, theirs)).toEqual([1, 3])
    expect(differences(mine, mine)).toEqual([])
  })

  test('give one flow to the other: at its place, at the end of its lane, or it goes', () => {
    const theirs = draftOf({ ...set, flows: [flow(3, 'regular'), flow(4, 'default')] }).flows
    expect(ids(taken(mine.flows, theirs, 3))).toEqual([1, 0, 0, 3])
    expect(ids(taken(mine.flows, theirs, 1))).toEqual([0, 0])
    const moved = draftOf({ ...set, flows: [flow(1, 'regular')] }).flows
    expect(taken(mine.flows, moved, 1).map(({ type }) => type)).toEqual([
      'forced',
      'regular',
      'regular',
    ])
    const heavy = draftOf({ ...set, flows: [{ ...flow(1, 'forced'), weight: 7 }] }).flows
    expect(taken(mine.flows, heavy, 1).map(({ weight }) => weight)).toEqual([7, 100, 100])
  })
})

describe('shares', () => {
  const entries = fc.array(fc.record({ weight: fc.nat(1000), enabled: fc.boolean() }), {
    minLength: 1,
  })

  test('of the enabled add up to all, or are unknown', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const shares = all.map((entry) => shareOf(entry, all))
        if (shares.includes(null)) return shares.every((share) => share === null)
        return Math.abs(shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) - 1) < 1e-9
      }),
    )
  })

  test('split evenly leave those who pause their weight', () => {
    const split = evenly([
      { weight: 7, enabled: true },
      { weight: 3, enabled: false },
    ])
    expect(split.map(({ weight }) => weight)).toEqual([100, 3])
  })
})

describe('a table', () => {
  test('draws only rows near those in view', () => {
    expect(windowOf(0, 360, 36, 10_000)).toEqual({ first: 0, end: 22 })
    const far = windowOf(36 * 5000, 360, 36, 10_000)
    expect(far.end - far.first).toBeLessThan(40)
    expect(windowOf(36 * 5000, 360, 36, 3)).toEqual({ first: 2, end: 3 })
  })

  test('sorts rows without a value last, whichever way', () => {
    const rows = [3, null, 1]
    expect(sorted(rows, 'asc', (row) => row)).toEqual([1, 3, null])
    expect(sorted(rows, 'desc', (row) => row)).toEqual([3, 1, null])
  })

  test('selects from one row to another, either way round', () => {
    expect(range(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c'])
    expect([...toggled(new Set(['a']), 'a')]).toEqual([])
  })

  test('puts a dragged column in the place of the one it is dropped on', () => {
    const keys = ['a', 'b', 'c', 'd']
    expect(movedColumn(keys, 'a', 'c')).toEqual(['b', 'c', 'a', 'd'])
    expect(movedColumn(keys, 'd', 'b')).toEqual(['a', 'd', 'b', 'c'])
    expect(movedColumn(keys, 'x', 'b')).toEqual(keys)
  })
})

describe('a saved view', () => {
  const address =
    'by=campaign,token_1&cols=clicks,roi&bots=exclude&basis=event&sort=roi.asc&compare=previous_week' +
    `&filters=${encodeURIComponent('[{"field":"geoCountry","op":"in","value":["DE"]}]')}`

  test('opens as the report that was saved', () => {
    const state = readState(new URLSearchParams(address))
    expect(readState(new URLSearchParams(searchOf(savedQuery(state))))).toEqual(state)
  })

  test('knows sub ids by the name that the API has for them', () => {
    const state = readState(new URLSearchParams('by=sub_id_1,geoCountry,sub_id_x'))
    expect(state.groupings).toEqual(['token_1', 'geoCountry', 'sub_id_x'])
  })

  test('keeps the row one is in', () => {
    const steps = [{ dimension: 'campaign', value: '1' }]
    const state = readState(new URLSearchParams(`${address}&in=${JSON.stringify(steps)}`))
    const query = savedQuery(state)
    expect(query).toMatchObject({
      groupings: ['campaign', 'token_1'],
      parent: steps,
      filters: [{ field: 'geoCountry', op: 'in', value: ['DE'] }],
    })
    expect(readState(new URLSearchParams(searchOf(query)))).toEqual(state)
  })

  test.each([
    '[{"dimension":"geoCity","value":"1"}]',
    '[{"dimension":"campaign","value":"1"},{"dimension":"token_1","value":"a"}]',
  ])('keeps steps that are no way into it, as filters: %s', (steps) => {
    const state = readState(new URLSearchParams(`${address}&in=${steps}`))
    const query = savedQuery(state)
    expect(query.parent).toBeUndefined()
    expect(query.filters).toEqual([...state.filters, ...state.inside.map(stepFilter)])
  })

  test('has the period it was saved with in its address', () => {
    const query = savedQuery(readState(new URLSearchParams(address)))
    const opened = (period: object) =>
      Object.fromEntries(new URLSearchParams(searchOf({ ...query, period })))
    expect(opened({ preset: 'last_7_days', from: null, to: null })['period']).toBe('last_7_days')
    const days = { preset: 'custom_time', from: '2026-11-01', to: '2026-11-03' }
    expect(opened(days)).toMatchObject({ period: 'custom_time', from: days.from, to: days.to })
  })

  test('is without what belongs to the moment', () => {
    const now = '&period=today&tz=UTC&page=2'
    const saved = (text: string) => savedQuery(readState(new URLSearchParams(text)))
    expect(saved(address + now)).toEqual(saved(address))
  })
})

describe('a report', () => {
  const catalog = {
    measures: ['clicks', 'leads', 'cost'].map((key) => ({
      key,
      title: key,
      format: 'def' as const,
      decimals: 0,
    })),
  }

  test('asks only for columns that the user may see, and for what it concludes from', () => {
    const state = readState(new URLSearchParams('cols=profit,clicks'))
    expect(screenQuery(state, catalog, {}).measures).toEqual(['clicks', 'leads', 'cost'])
    expect(permitted(state, catalog).columns).toEqual(['clicks'])
  })
})

describe('values of a filter', () => {
  test('have the names the user reads, then what visits brought', () => {
    const known = [{ value: 'DE', label: 'Германия' }]
    const seen = [
      { value: 'DE', label: 'Germany' },
      { value: 'T1', label: 'Tor' },
    ]
    expect(joined(known, seen).map(({ label }) => label)).toEqual(['Германия', 'Tor'])
  })
})

describe('a template that was not finished', () => {
  test('is refused by the field that still says REPLACE', () => {
    const values = { url: 'https://a/?k=REPLACE_KEY', list: [['sale', 'REPLACE_URL']], name: 'x' }
    expect(Object.keys(leftOvers(values, ['url', 'list', 'name']))).toEqual(['url', 'list'])
  })

  test('is told of all that is left at once', () => {
    const url = 'https://a/?k=REPLACE_KEY&g=REPLACE_GOAL&again=REPLACE_KEY'
    expect(leftOver(url)).toBe('REPLACE_KEY, REPLACE_GOAL')
  })
})

describe('visits of a link', () => {
  test('are those of the last days in the zone, today last', () => {
    const days = lastDays('Asia/Tokyo', Date.parse('2026-11-20T16:00:00Z'))
    expect([days.length, days[0], days.at(-1)]).toEqual([14, '2026-11-08', '2026-11-21'])
  })
})

describe('a report in the address', () => {
  test('is read as it was written', () => {
    const state = readState(
      new URLSearchParams(
        'by=campaign,token_1&cols=clicks,roi&sort=roi.asc&bots=only&auto=30&page=2',
      ),
    )
    const written = Object.entries(writeState(state)).filter(([, value]) => value !== null)
    expect(readState(new URLSearchParams(written as [string, string][]))).toEqual(state)
  })

  test('that makes no sense asks the plain question', () => {
    const state = readState(
      new URLSearchParams('by=&filters={bad&in=7&auto=1&page=-3&compare=never'),
    )
    expect(state).toMatchObject({
      groupings: ['campaign'],
      filters: [],
      inside: [],
      auto: 0,
      page: 0,
      compare: null,
    })
  })

  test('is sorted by the values of the level that is asked for', () => {
    const state = readState(new URLSearchParams('by=days,hourOfDay'))
    const sort = (path: readonly { dimension: string; value: string }[]) =>
      queryOf(state, { preset: 'today' }, path).sort
    expect(sort([])).toEqual([{ field: 'days', dir: 'asc' }])
    expect(sort([{ dimension: 'days', value: '2026-11-21' }])).toEqual([
      { field: 'hourOfDay', dir: 'asc' },
    ])
    expect(readState(new URLSearchParams('by=campaign,days')).sort.key).toBe('clicks')
    expect(readState(new URLSearchParams(searchOf(savedQuery(state)))).sort).toEqual(state.sort)
  })

  test('goes one level deeper with each step, and asks for one level at a time', () => {
    const inside = [{ dimension: 'campaign', value: '5' }]
    const state = { ...readState(new URLSearchParams('by=campaign,token_1')), inside }
    expect(levelsOf(state)).toEqual(['token_1'])
    const query = queryOf(state, { preset: 'today' })
    expect(query).toMatchObject({
      groupings: ['token_1'],
      filters: [{ field: 'campaign', op: 'eq', value: '5' }],
    })
  })

  test('finds what is not set and what was not replaced again', () => {
    expect(stepFilter({ dimension: 'token_1', value: null }).op).toBe('not_set')
    expect(stepFilter({ dimension: 'token_1', value: '(macro not replaced)' }).op).toBe('macro')
  })

  test('copies ids in the shape that the panel wants', () => {
    expect(copied(['a', 'b"c'], 'quoted')).toBe('"a","b""c"')
    expect(copied(['a', 'b c'], 'url')).toBe('a,b%20c')
  })
})

describe('foreign text', () => {
  test('shows what is invisible', () => {
    expect(visible('a\u202eb\u0000c\n')).toBe('a⟨U+202E⟩b⟨U+0000⟩c↵')
  })

  test('is shortened in the middle to the length wanted', () => {
    expect(shortened('abcdefghij', 5)).toBe('abc…j')
    fc.assert(fc.property(fc.string(), (text) => Array.from(shortened(text, 10)).length <= 10))
  })

  test('is a link only if it is plain http', () => {
    expect(safeUrl('javascript:alert(1)')).toBeNull()
    expect(safeUrl('https://example.com')).toBe('https://example.com')
  })
})

test.each([
  ['https://Go.example.com/', 'Go.example.com'],
  [' http://go.example.com/promo?a=1#b ', 'go.example.com'],
  ['go.example.com/', 'go.example.com'],
  [' go.example.com ', 'go.example.com'],
  ['go.example.com/promo', 'go.example.com/promo'],
  ['https://go.example.com:8443/', 'go.example.com:8443'],
  ['https://', 'https:/'],
  ['', ''],
])('a domain that is entered as %j is sent as %j', (text, host) => {
  expect(hostIn(text)).toBe(host)
})

describe('titles of a network’s list', () => {
  test.each([
    ['clickid,tid,payout\n1,2,3', ['clickid', 'tid', 'payout']],
    ['\uFEFF"Click ID";"Sum, USD"\r\n1;2', ['Click ID', 'Sum, USD']],
    ['a\tb\t\ta', ['a', 'b']],
    ['sep=|\n\nA|"B|C"\n1|2', ['A', 'B|C']],
    ['', []],
  ])('%j', (payload, titles) => expect(titlesOf(payload)).toEqual(titles))
})
