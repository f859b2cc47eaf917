/** Two versions of a flow set: in which flows they differ, and taking one over from the other. */
import { type Draft, type DraftFlow, flowSetOf, withFlow } from './draft.ts'

/** Ids of flows that are not the same in both. New ones have none yet: they are always mine. */
export function differences(mine: Draft, theirs: Draft): readonly number[] {
  const ids = new Set([...mine.flows, ...theirs.flows].map(({ id }) => id))
  ids.delete(NEW)
  return [...ids].filter((id) => textAt(mine, id) !== textAt(theirs, id))
}

const NEW = 0

/** Mine with theirs in place of one flow: at its place, at the end of its lane, or gone like there. */
export function taken(
  mine: readonly DraftFlow[],
  theirs: readonly DraftFlow[],
  id: number,
): readonly DraftFlow[] {
  const flow = theirs.find((one) => one.id === id)
  if (flow === undefined) return mine.filter((one) => one.id !== id)
  const place = mine.findIndex((one) => one.id === id)
  // Of another kind it has its place in another lane.
  if (mine[place]?.type !== flow.type) {
    return withFlow(
      mine.filter((one) => one.id !== id),
      flow,
    )
  }
  return mine.with(place, flow)
}

function textAt(draft: Draft, id: number): string {
  const set = flowSetOf(draft)
  return JSON.stringify(set.flows.find((flow) => flow.id === id) ?? null)
}
