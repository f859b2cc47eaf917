/** A landing click whose offer is a campaign: the visitor goes on to it with all he came with. */
import type { Event } from '../../core/event.ts'
import type { CompiledCampaign } from '../../core/tables.ts'
import type { TrackParts } from '../parts.ts'
import { arrive } from '../visits/arrival.ts'
import type { TrafficRequest } from '../visits/request.ts'
import { visitCampaign, type Visited } from '../visits/visit.ts'

/** The click on the landing, and what its link said. */
export interface PassedOn {
  /** `null` when it is gone: then only the link tells where the visitor came from. */
  readonly click: Event | null
  readonly clickId: string
  readonly campaign: CompiledCampaign
  readonly query: ReadonlyMap<string, string>
}

export function passOn(
  parts: TrackParts,
  request: TrafficRequest,
  passed: PassedOn,
  next: CompiledCampaign,
): Visited {
  const { click: at, clickId, campaign } = passed
  const click = at === null ? null : { clickId, seq: at.clickSeq }
  const from = campaign.spec.id
  const entrance = { entry: 'redirect', from, click, passed: at, arrive } as const
  return visitCampaign(parts, asAtFirst(request, passed), next, entrance)
}

/** The request as if the visitor had come straight here, but with what the landing's link adds. */
function asAtFirst(request: TrafficRequest, { click, query }: PassedOn): TrafficRequest {
  const added = [...query].filter(([name]) => !LINK_NAMES.has(name))
  if (click === null) return { ...request, rawQuery: encode(added) }
  const subIds = click.subIds.map((value, at): [string, string] => [`sub_id_${at + 1}`, value])
  const known = [...subIds.filter(([, value]) => value !== ''), ...added]
  const rawQuery = [click.rawQuery, encode(known)].filter((part) => part !== '').join('&')
  const header = (name: string) => (name === 'referer' ? click.referrer : request.header(name))
  return { ...request, rawQuery, header }
}

function encode(pairs: readonly [string, string][]): string {
  return new URLSearchParams(pairs.map((pair) => [...pair])).toString()
}

/** What a landing's link says of itself. */
const LINK_NAMES: ReadonlySet<string> = new Set(
  '_lp lp _token token bcid uclick _subid to_offer offer_id exit'.split(' '),
)
