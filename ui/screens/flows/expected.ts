/** What share of the simulated visitors each place should get by the weights, beside what it got. */
import type { Flow, FlowSet, Path } from '../../../src/core/model.ts'
import { shareOf } from './draft.ts'
import type { SimulationShare } from './simulation.ts'

export type Place = Pick<SimulationShare, 'flowId' | 'pathId' | 'landingId' | 'offerId'>

export interface ComparedShare extends Place {
  /** Both from 0 to 1; null: nothing can be expected of it. */
  readonly expected: number | null
  readonly measured: number
}

/** Measured places in their order, and behind them those that should have got somebody and did not. */
export function comparedShares(
  set: FlowSet,
  shares: readonly SimulationShare[],
): readonly ComparedShare[] {
  const reached = set.flows.filter(({ id }) => shares.some(({ flowId }) => flowId === id))
  const all = reached.flatMap((flow) => {
    const ofFlow = flowShare(set, flow, shares)
    return placesOf(flow).map(({ part, ...place }) => ({ ...place, expected: times(ofFlow, part) }))
  })
  const measured = shares.map(({ count: _count, share, ...place }) => ({
    ...place,
    expected: all.find((one) => isSame(one, place))?.expected ?? null,
    measured: share,
  }))
  const missed = all.filter(
    (one) => (one.expected ?? 0) > 0 && !shares.some((share) => isSame(one, share)),
  )
  return [...measured, ...missed.map((place) => ({ ...place, measured: 0 }))]
}

function isSame(one: Place, other: Place): boolean {
  return (
    one.flowId === other.flowId &&
    one.pathId === other.pathId &&
    one.landingId === other.landingId &&
    one.offerId === other.offerId
  )
}

/**
 * Flows with weights share what comes to them all; those that nobody reached turn this visitor away. Of
 * flows in order the first that takes him gets everybody.
 */
function flowShare(set: FlowSet, flow: Flow, shares: readonly SimulationShare[]): number | null {
  const isDrawn = set.mode === 'weight' && flow.type === 'regular'
  const rivals = isDrawn
    ? set.flows.filter(
        ({ id, type }) => type === 'regular' && shares.some(({ flowId }) => flowId === id),
      )
    : [flow]
  const came = shares
    .filter(({ flowId }) => rivals.some(({ id }) => id === flowId))
    .reduce((sum, { share }) => sum + share, 0)
  return times(came, isDrawn ? shareOf(flow, rivals) : 1)
}

type Part = Place & { readonly part: number | null }

/** Where visitors of a flow come to, with the share of the flow's that each should get. */
function placesOf(flow: Flow): readonly Part[] {
  const nowhere = { flowId: flow.id, pathId: null, landingId: null, offerId: null }
  if (flow.paths.length === 0) return [{ ...nowhere, part: 1 }]
  return flow.paths.flatMap((path) => {
    const ofPath = shareOf(path, flow.paths)
    const at = { ...nowhere, pathId: path.id }
    return entriesOf(path).map(({ part, ...entry }) => ({
      ...at,
      ...entry,
      part: times(ofPath, part),
    }))
  })
}

/** The offer behind a landing is drawn when somebody goes on from it. */
function entriesOf({ landings, offers }: Path) {
  if (landings.length > 0) {
    return landings.map((entry) => ({
      landingId: entry.landingId,
      part: shareOf(entry, landings),
    }))
  }
  const parts = new Map<number | null, number | null>()
  for (const entry of offers) {
    const part = shareOf(entry, offers)
    parts.set(entry.offerId, part === null ? null : (parts.get(entry.offerId) ?? 0) + part)
  }
  return [...parts].map(([offerId, part]) => ({ offerId, part }))
}

function times(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one * other
}
