/** Where a click went through its campaign, among the flows and paths that are there now. */
import type { Event } from './event.ts'
import type { CompiledCampaign, CompiledFlow, CompiledPath } from './tables.ts'

export function flowsOf({ forced, regular, fallback }: CompiledCampaign): readonly CompiledFlow[] {
  return fallback === null ? [...forced, ...regular] : [...forced, ...regular, fallback]
}

/** `null`: none was chosen, or it is not there any more. */
export function flowOf(
  { flowId }: Pick<Event, 'flowId'>,
  { forced, regular, fallback }: CompiledCampaign,
): CompiledFlow | null {
  if (flowId === 0) return null
  if (fallback?.id === flowId) return fallback
  const isIt = ({ id }: CompiledFlow) => id === flowId
  return forced.find(isIt) ?? regular.find(isIt) ?? null
}

/** Likewise. */
export function pathOf(
  click: Pick<Event, 'flowId' | 'pathId'>,
  campaign: CompiledCampaign | null,
): CompiledPath | null {
  const flow = campaign === null ? null : flowOf(click, campaign)
  return flow?.paths.find(({ spec }) => spec.id === click.pathId) ?? null
}
