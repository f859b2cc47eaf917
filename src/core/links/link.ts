/**
 * A short link as routing has it: compiled from its row into a campaign of at most three flows, one
 * per device, so that it is visited like any other campaign.
 */
import type { CompiledCampaign, CompiledFlow } from '../tables.ts'
import type { LinkDevice } from './device.ts'
import { EMPTY_CAMPAIGN, linkFlow } from './flows.ts'

/** Outcomes of visits that led somewhere: those that statistics of links count. */
export const COUNTED_OUTCOMES = ['redirect', 'pixel_page'] as const

export type LinkKind = 'short' | 'target'
export const REDIRECT_STATUSES = [302, 301, 307, 308] as const
export type RedirectStatus = (typeof REDIRECT_STATUSES)[number]

/** What of a link a visit needs. Times are epoch milliseconds. */
export interface LinkSpec {
  readonly id: number
  readonly kind: LinkKind
  /** `null`: nothing for this device. At least one is set. */
  readonly locations: Readonly<Record<LinkDevice, string | null>>
  readonly blocked: boolean
  readonly redirectStatus: RedirectStatus
  /** Seconds that a permanent redirect may be kept. */
  readonly maxAge: number
  readonly startsAt: number | null
  readonly expiresAt: number | null
  /** Where visitors go outside these times; `null`: the domain's not-found page. */
  readonly expiredLocation: string | null
  /** Visits of people that it takes. */
  readonly clickLimit: number | null
  /** How many of them it took before it came here. */
  readonly clicksBefore: number
  readonly passwordHash: string | null
  readonly forwardsQuery: boolean
  /** Codes of its pixels in their order, as HTML. */
  readonly pixels: readonly string[]
}

export interface CompiledLink {
  readonly spec: LinkSpec
  readonly campaign: CompiledCampaign
  /** Whether anything but `blocked` can close it. */
  readonly isLimited: boolean
  /** Of its redirects, while it does not expire. */
  readonly cacheControl: string
}

/** Its campaign has the negative id of the link: no campaign has such a one. */
export function compileLink(spec: LinkSpec): CompiledLink {
  const { locations, startsAt, expiresAt, clickLimit, passwordHash } = spec
  const flow = (device: LinkDevice) => flowFor(device, locations)
  const forced = spec.kind === 'target' ? [flow('ios'), flow('android')] : []
  const campaign: CompiledCampaign = {
    ...EMPTY_CAMPAIGN,
    spec: { ...EMPTY_CAMPAIGN.spec, id: -spec.id, blocked: spec.blocked },
    forced: forced.filter((one) => one !== null),
    fallback: flow('web') ?? flow('ios') ?? flow('android'),
  }
  const limits = [startsAt, expiresAt, clickLimit, passwordHash]
  return {
    spec,
    campaign,
    isLimited: limits.some((limit) => limit !== null),
    cacheControl: cacheControlOf(spec),
  }
}

function flowFor(device: LinkDevice, locations: LinkSpec['locations']): CompiledFlow | null {
  const location = locations[device]
  return location === null ? null : linkFlow(device, location)
}

export const NOT_KEPT = 'private, no-store'
const MS_PER_SECOND = 1000

/** What browsers are told of a redirect that is sent now: none is kept beyond the link's expiry. */
export function cacheControlAt({ spec, cacheControl }: CompiledLink, now: number): string {
  if (spec.expiresAt === null || cacheControl === NOT_KEPT) return cacheControl
  const left = Math.floor((spec.expiresAt - now) / MS_PER_SECOND)
  if (left >= spec.maxAge) return cacheControl
  return left > 0 ? keptFor(left) : NOT_KEPT
}

/** Destinations can be edited, and a kept redirect hides clicks: only permanent ones, for a while. */
function cacheControlOf({ redirectStatus, maxAge }: LinkSpec): string {
  return redirectStatus === 301 || redirectStatus === 308 ? keptFor(maxAge) : NOT_KEPT
}

function keptFor(seconds: number): string {
  return `private, max-age=${seconds}`
}
