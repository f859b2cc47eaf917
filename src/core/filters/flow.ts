/** Filters on the flow and campaign themselves: clicks taken so far, the traffic source. */
import { Type } from '@sinclair/typebox'

import type { CompiledTest } from '../tables.ts'
import { quote } from '../text-pattern.ts'
import type { ClickWindow, Visit } from '../visit.ts'
import { type Complain, defineFilter, NumberList, type Say, TextList } from './define.ts'
import { readList } from './lists.ts'

interface Bound {
  readonly window: ClickWindow
  readonly clicks: number
}

const WINDOWS = { total: 'total', per_day: 'day', per_hour: 'hour' } as const
type BoundName = keyof typeof WINDOWS

const Clicks = (title: string) => Type.Optional(Type.Integer({ minimum: 1, title }))
const ID = /^[1-9]\d{0,14}$/
const BOUND = /^(total|per_day|per_hour) ?= ?(\d{1,15})$/

/** Matches while the flow has taken fewer clicks than every bound. */
export const limit = defineFilter({
  key: 'limit',
  title: 'Click limit',
  group: 'flow',
  payload: Type.Union(
    [
      Type.Object(
        {
          per_day: Clicks('Clicks a day'),
          per_hour: Clicks('Clicks an hour'),
          total: Clicks('Clicks in all'),
        },
        { additionalProperties: false },
      ),
      TextList('bounds such as per_day=100'),
    ],
    { description: '{total, per_day, per_hour}, each from 1; or a list of bounds: per_day=100' },
  ),
  read(payload, complain) {
    const bounds = Array.isArray(payload) ? readBounds(payload, complain) : boundsOf(payload)
    if (bounds.length === 0) complain('no limit is set')
    return bounds
  },
  test: testLimit,
})

export const trafficSource = defineFilter({
  key: 'traffic_source',
  title: 'Traffic source',
  group: 'flow',
  payload: NumberList('ids of traffic sources'),
  read(payload, complain) {
    const list = readList(payload, (text) => (ID.test(text) ? Number(text) : null), complain)
    return { ids: new Set(list.values), any: list.any, empty: list.empty }
  },
  test:
    ({ ids, any, empty }, say) =>
    ({ campaign: { spec } }) =>
      spec.sourceId === null
        ? say.is(empty, '')
        : say.is(any || ids.has(spec.sourceId), String(spec.sourceId)),
})

/** Shows the first bound that is reached, or else the first one. */
function testLimit(bounds: readonly Bound[], say: Say): CompiledTest {
  return (visit, _now, flowId) => {
    const reached = bounds.find(({ window, clicks }) => clicksOf(visit, flowId, window) >= clicks)
    const shown = reached ?? bounds[0]!
    return say.is(
      reached === undefined,
      `${clicksOf(visit, flowId, shown.window)} of ${shown.clicks}`,
    )
  }
}

function clicksOf(visit: Visit, flowId: number, window: ClickWindow): number {
  return visit.history.flowClicks(flowId, window)
}

function boundsOf(payload: Partial<Record<BoundName, number>>): Bound[] {
  return Object.entries(WINDOWS).flatMap(([name, window]) => {
    const clicks = payload[name as BoundName]
    return clicks === undefined ? [] : [{ window, clicks }]
  })
}

function readBounds(items: readonly string[], complain: Complain): Bound[] {
  return items.flatMap((item) => {
    const [, name, count] = BOUND.exec(item.trim()) ?? []
    const clicks = Number(count)
    if (clicks >= 1) return [{ window: WINDOWS[name as BoundName], clicks }]
    complain(`${quote(item)} is not a bound such as per_day=100`)
    return []
  })
}
