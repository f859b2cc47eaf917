/** Values put into filters of flows: which filter, what is new, and exactly these taken out again. */
import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import type { FilterSpec, Flow, FlowSet } from '../../src/core/model.ts'
import type { FlowCatalog } from '../../ui/api/types.ts'
import { flowSetOf, newFlow } from '../../ui/screens/flows/draft.ts'
import {
  type Placed,
  putValues,
  takeValues,
  type ValueLimits,
  type Wanted,
} from '../../ui/screens/flows/put-values.ts'
import { firstFlow, isWhole, type Put, put, takeBack } from '../../ui/screens/flows/use-place.ts'

const LIMITS: ValueLimits = { values: 10, filters: 3 }
const ID = 7

const filter = (payload: unknown, changes: Partial<FilterSpec> = {}): FilterSpec => ({
  key: 'sub_id_1',
  mode: 'reject',
  payload,
  onUnknown: 'allow',
  enabled: true,
  ...changes,
})
const flowWith = (filters: readonly FilterSpec[], combine: Flow['combine'] = 'and'): Flow => ({
  ...flowSetOf({ mode: 'position', flows: [newFlow('regular')] }).flows[0]!,
  id: ID,
  combine,
  filters,
})
const setWith = (filters: readonly FilterSpec[], combine?: Flow['combine']): FlowSet => ({
  mode: 'position',
  flows: [flowWith(filters, combine)],
})
const leaveOut = (...values: string[]): Wanted => ({ key: 'sub_id_1', mode: 'reject', values })
const letIn = (...values: string[]): Wanted => ({ ...leaveOut(...values), mode: 'accept' })

function placed(set: FlowSet, wanted: Wanted): Placed {
  const found = putValues(set, ID, wanted, LIMITS)
  if (typeof found === 'string') throw new Error(found)
  return found
}
const filtersOf = ({ flows }: FlowSet) =>
  flows[0]!.filters.map(({ mode, payload }) => [mode, payload])

describe('values', () => {
  test('go into the filter there is, those that it has already not again', () => {
    const set = setWith([filter(['a', 'Зона'])])
    const { set: next, added, isNew } = placed(set, leaveOut('ЗОНА', 'b', 'B', 'a', '🔥'))
    expect(filtersOf(next)).toEqual([['reject', ['a', 'Зона', 'b', '🔥']]])
    expect([added, isNew]).toEqual([['b', '🔥'], false])
  })

  test('get a filter of their own where none of this field and mode is on', () => {
    const others = [
      filter(['x'], { mode: 'accept' }),
      filter(['y'], { enabled: false }),
      filter(['z'], { key: 'sub_id_2' }),
    ]
    const { set, isNew } = placed(setWith(others.slice(0, 2)), leaveOut('a'))
    expect(filtersOf(set).at(-1)).toEqual(['reject', ['a']])
    expect([isNew, set.flows[0]?.filters.at(-1)?.onUnknown]).toEqual([true, 'allow'])
    expect(putValues(setWith(others), ID, leaveOut('a'), LIMITS)).toBe('use.manyFilters')
  })

  test('that are let in by a new filter are all that the flow takes', () => {
    const isNarrower = (set: FlowSet) => placed(set, letIn('a')).isNarrower
    expect(isNarrower(setWith([]))).toBe(true)
    expect(isNarrower(setWith([], 'or'))).toBe(true)
    expect(isNarrower(setWith([filter(['z'], { key: 'sub_id_2', mode: 'accept' })], 'or'))).toBe(
      false,
    )
    expect(isNarrower(setWith([filter(['z'], { mode: 'accept' })]))).toBe(false)
  })

  test('have a second filter when the first is full, unless both would have to fit', () => {
    const nine = filter(Array.from('123456789'))
    expect(filtersOf(placed(setWith([nine]), leaveOut('a', 'b')).set)).toEqual([
      ['reject', nine.payload],
      ['reject', ['a', 'b']],
    ])
    const full = setWith([{ ...nine, mode: 'accept' }])
    expect(putValues(full, ID, letIn('a', 'b'), LIMITS)).toBe('use.full')
    const many = Array.from('abcdefghijk')
    expect(putValues(setWith([]), ID, leaveOut(...many), LIMITS)).toBe('use.full')
  })

  test('are refused where the filter would do something else', () => {
    const other = filter(['z'], { key: 'sub_id_2' })
    const refused = (filters: readonly FilterSpec[], wanted: Wanted, combine?: Flow['combine']) =>
      putValues(setWith(filters, combine), ID, wanted, LIMITS)
    expect(refused([other], leaveOut('a'), 'or')).toBe('use.anyFilter')
    expect(refused([filter(['z']), other], leaveOut('a'), 'or')).toBe('use.anyFilter')
    expect(refused([filter(['A'])], letIn('a'))).toBe('use.leftOut')
    expect(refused([filter('a, b', { mode: 'accept' })], letIn('c'))).toBe('use.byHand')
    const two = [filter(['z'], { mode: 'accept' }), filter(['y'], { mode: 'accept' })]
    expect(refused(two, letIn('c'))).toBe('use.byHand')
    expect(putValues(setWith([]), 99, leaveOut('a'), LIMITS)).toBe('use.flowGone')
  })

  test('that are all of those whom the flow takes would leave it without anybody', () => {
    const set = setWith([filter(['A', 'b'], { mode: 'accept' }), filter(['b'])])
    expect(placed(set, leaveOut('a')).isShut).toBe(true)
    expect(placed(set, leaveOut('c')).isShut).toBe(false)
  })

  test('that are taken out again leave what was there before, and what came since', () => {
    const texts = fc.uniqueArray(fc.constantFrom(...Array.from('abcABC🔥Ж')), {
      minLength: 1,
      selector: (text) => text.toLowerCase(),
    })
    fc.assert(
      fc.property(fc.option(texts), texts, texts, (before, values, since) => {
        const set = setWith(before === null ? [] : [filter(before)])
        const { set: next, added, isNew } = placed(set, leaveOut(...values))
        if (added.length === 0) return
        const taken = takeValues(next, ID, leaveOut(...added), isNew)
        expect(taken && filtersOf(taken)).toEqual(filtersOf(set))
        const later = placed(next, leaveOut(...since))
        const left = takeValues(later.set, ID, leaveOut(...added), isNew)
        const kept = [...(before ?? []), ...later.added]
        expect(left && filtersOf(left)).toEqual(kept.length === 0 ? [] : [['reject', kept]])
      }),
    )
  })

  test('are not taken out where that would let everybody in', () => {
    const { set, added } = placed(setWith([filter(['a'], { mode: 'accept' })]), letIn('b'))
    const alone = setWith([filter(['b'], { mode: 'accept' })])
    expect(takeValues(alone, ID, letIn(...added), false)).toBe(null)
    expect(takeValues(setWith([]), ID, letIn(...added), false)).toBe(null)
    expect(takeValues({ ...set, flows: [] }, ID, letIn(...added), false)).toBe(null)
  })

  test('by the thousand take no time to speak of', () => {
    const values = Array.from({ length: 5000 }, (_, n) => `zone-${n}`)
    const limits = { values: 10_000, filters: 100 }
    const first = putValues(setWith([filter(values)]), ID, leaveOut(...values, 'one'), limits)
    expect(typeof first === 'string' ? first : first.added).toEqual(['one'])
  })
})

describe('a new flow', () => {
  const catalog = {
    filters: [{ key: 'sub_id_1', payloadSchema: { type: 'array', maxItems: 10 } }],
    actions: [
      { key: 'status404', payloadKind: 'none' },
      { key: 'http', payloadKind: 'url' },
    ],
    limits: { flows: 2, filters: 3 },
  } as unknown as FlowCatalog
  const action = { key: 'status404', payload: '' }
  const place = {
    flow: 'new',
    mode: 'reject',
    target: { kind: 'action', action },
    name: 'Elsewhere',
  } as const
  const values = { key: 'sub_id_1', values: ['a', 'b'] }
  const made = (set: FlowSet) => put(set, place, values, catalog) as Put

  test('is the first of the forced ones and takes these visitors alone', () => {
    const { set, flowId } = made(setWith([]))
    expect(flowId).toBe(null)
    expect(set.flows[0]).toMatchObject({ type: 'forced', name: 'Elsewhere', action, paths: [] })
    expect(filtersOf(set)).toEqual([['accept', ['a', 'b']]])
    const offer = { ...place, target: { kind: 'offer', offerId: '4' } } as const
    const led = put(setWith([]), offer, values, catalog) as Put
    expect(led.set.flows[0]?.paths[0]?.offers).toMatchObject([{ offerId: 4, weight: 100 }])
  })

  test('is not made twice, nor beyond what a campaign may have', () => {
    const { set } = made(setWith([]))
    expect(put({ ...set, flows: set.flows.slice(0, 1) }, place, values, catalog)).toBe(
      'use.flowThere',
    )
    expect(put(set, place, { ...values, values: ['c'] }, catalog)).toBe('use.manyFlows')
  })

  test('is taken back as it was stored, wherever it stands by then', () => {
    const stored = { ...made(setWith([])).set.flows[0]!, id: 9, position: 1 }
    const [other] = setWith([]).flows
    const now = { mode: 'position', flows: [other!, { ...stored, position: 2 }] } as const
    expect(takeBack(now, { made: stored })?.flows).toEqual([other!])
    const changed = { ...now, flows: [other!, { ...stored, weight: 5 }] }
    expect(takeBack(changed, { made: stored })).toBe(null)
  })

  test('is chosen at first where there is only the default one', () => {
    const ofType = (...types: Flow['type'][]): FlowSet => ({
      mode: 'position',
      flows: types.map((type, id) => ({ ...flowWith([]), type, id })),
    })
    expect(firstFlow(ofType('default'))).toBe('new')
    expect(firstFlow(ofType('regular', 'default'))).toBe('')
  })

  test('says where its visitors go before it is saved', () => {
    const whole = (key: string, payload: string) =>
      isWhole({ kind: 'action', action: { key, payload } }, catalog)
    expect([whole('status404', ''), whole('http', ' '), whole('http', 'https://x/')]).toEqual([
      true,
      false,
      true,
    ])
    expect(isWhole({ kind: 'offer', offerId: '' }, catalog)).toBe(false)
  })
})
