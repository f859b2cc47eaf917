/**
 * Visitors whose click was only a look ahead until something showed that they came: from then on they are
 * remembered as any visitor is, but no mark and no binding that they have is moved by it.
 */
import type { Event } from '../../core/event.ts'
import type { Binding, Campaign } from '../../core/model.ts'
import { binds } from '../../core/run.ts'
import type { Bound } from '../../core/visit.ts'
import { isToldApart, keyBy } from '../../core/visitor-key.ts'
import { parseIp } from '../../lib/ip.ts'
import { type Asker, askerOf, type VisitorHistory } from './history.ts'

/** Where a click led. */
export type Place = Pick<Event, 'flowId' | 'pathId' | 'landingId' | 'offerId'>

export function rememberConfirmed(
  history: Pick<VisitorHistory, 'view' | 'remember'>,
  { id, binding }: Pick<Campaign, 'id' | 'binding'>,
  asker: Asker,
  click: Place,
): void {
  const seen = history.view(asker)
  const { flowId } = click
  const unique = {
    campaign: seen.unique('campaign', id),
    flow: seen.unique('flow', flowId),
    global: seen.unique('global', 0),
  }
  const bind = binding === 'none' || seen.bound(id) !== null ? null : boundTo(click, binding)
  history.remember(asker, { flowId, unique, bind })
}

/** What a visitor with this click is bound to; `null` without a flow. */
export function boundTo(click: Place, binding: Binding): Bound | null {
  const { flowId, pathId, landingId, offerId } = click
  if (flowId === 0) return null
  return {
    flowId,
    pathId,
    landingId: binds(binding, 'landing') ? landingId : 0,
    offerId: binds(binding, 'offer') ? offerId : 0,
  }
}

/** By what is stored of a click: who is not told apart by that has no key. */
export function askerOfEvent(
  spec: Campaign,
  { flags, ip, userAgent }: Pick<Event, 'flags' | 'ip' | 'userAgent'>,
  now: number,
): Asker {
  const { method } = spec.uniqueness
  const address = isToldApart({ flags }, method) ? parseIp(ip) : null
  return askerOf(spec, address && keyBy(method, address, userAgent), now, null, null)
}
