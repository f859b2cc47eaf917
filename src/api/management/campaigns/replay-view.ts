/** What a stored click got, beside what it would get now. */
import { storedDestination } from '../../../core/click.ts'
import type { Event } from '../../../core/event.ts'
import type { FlowSet } from '../../../core/model.ts'
import type { RoutingTables } from '../../../core/tables.ts'
import { type Replay, replayOf, type Standing, type Went } from '../../../core/trace/replay.ts'
import { parseTrace } from '../../../core/trace/trace-text.ts'
import type { DrawOf } from '../../../core/trace/trace.ts'
import type { Simulated } from '../../../track/visits/simulate.ts'

export interface Replayed {
  readonly stored: Event
  readonly clickId: string
  readonly result: Simulated
  /** The flows of now, or of the draft. */
  readonly set: FlowSet
  readonly tables: RoutingTables
}

export function replayView({ stored, clickId, result, set, tables }: Replayed): Replay {
  const path = set.flows
    .find(({ id }) => id === stored.flowId)
    ?.paths.find(({ id }) => id === stored.pathId)
  const standingOf = (of: DrawOf, id: number): Standing => {
    switch (of) {
      case 'flow':
        return standing(
          set.flows.find((flow) => flow.id === id),
          set.mode === 'weight',
        )
      case 'path':
        return standing(pathsOf(set, stored.flowId).find((one) => one.id === id))
      case 'landing':
        if (tables.landing(id)?.spec.state !== 'active') return 'off'
        return standing(path?.landings.find(({ landingId }) => landingId === id))
      case 'offer':
        if (tables.offer(id)?.spec.state !== 'active') return 'off'
        return standing(path?.offers.find(({ offerId }) => offerId === id))
    }
  }
  return replayOf(wentThen(stored, clickId), wentNow(result, clickId), standingOf)
}

const pathsOf = (set: FlowSet, flowId: number) =>
  set.flows.find(({ id }) => id === flowId)?.paths ?? []

function standing(
  place: { readonly enabled: boolean; readonly weight: number } | undefined,
  isDrawn: boolean = true,
): Standing {
  if (place === undefined) return 'gone'
  if (!place.enabled) return 'off'
  return isDrawn && place.weight === 0 ? 'weight_0' : 'fine'
}

function wentThen(click: Event, clickId: string): Went {
  const { flowId, pathId, landingId, offerId, destination, reason } = click
  const target = destination === '' ? null : shown(destination, clickId)
  const trace = parseTrace(click.why, destination)
  return { flowId, pathId, landingId, offerId, target, reason, trace }
}

function wentNow({ decision }: Simulated, clickId: string): Went {
  const { choice, target, reason, trace } = decision
  return {
    flowId: choice?.flow.id ?? 0,
    pathId: choice?.path?.spec.id ?? 0,
    landingId: choice?.landing?.spec.id ?? 0,
    offerId: choice?.offer?.spec.id ?? 0,
    target: shown(storedDestination(target, clickId), clickId),
    reason,
    trace,
  }
}

/** Without the token, which nobody is given on paper. */
function shown(destination: string, clickId: string): string {
  return destination.replace(/&_token=[^&#]*/, '').replaceAll('{}', clickId)
}
