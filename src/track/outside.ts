/** What macros and actions ask of the world around core: signatures, names, pages. */
import { pathOf } from '../core/click-place.ts'
import { macroDice } from '../core/dice.ts'
import type { Event } from '../core/event.ts'
import type { MacroContext, Outside } from '../core/macros/context.ts'
import type { Template } from '../core/macros/template.ts'
import { PATHS } from '../core/paths.ts'
import type { RoutingTables } from '../core/tables.ts'
import { filledOffer } from '../core/targets.ts'
import type { Visit } from '../core/visit.ts'
import type { GeoDatabase } from '../detect/geo.ts'
import { parseIp } from '../lib/ip.ts'
import { HOUR_MS } from '../lib/spans.ts'
import { signOfferToken } from './cookies/offer-token.ts'
import { LONGEST_SIGNED, seal, unseal } from './cookies/signing.ts'
import type { TrackParts } from './parts.ts'
import type { Now } from './visits/arrival.ts'

const RELAY_VERSION = 'r1'
const RELAY_LIFE_MS = HOUR_MS

/** What is signed and shown with. */
export interface OutsideParts extends Pick<TrackParts, 'keys' | 'landings' | 'lineFiles'> {
  readonly detectors: { readonly geo: Pick<GeoDatabase, 'cityName'> }
}

/** What the macros of a click read. */
export function macrosOf(
  parts: OutsideParts,
  click: Event,
  { clickId, origin }: Pick<Visit, 'clickId' | 'origin'>,
  { tables, time }: Now,
): MacroContext {
  return {
    click,
    clickId,
    origin,
    tables,
    now: click.clickTime,
    dice: macroDice(clickId, click.campaignId),
    outside: new VisitOutside(parts, tables, origin, time),
    conversion: null,
    offerPosition: 0,
    offerUrl: filledOffer,
  }
}

/**
 * A token is signed once, however often it is asked for. A class, because it is made for every click
 * and hardly ever asked.
 */
class VisitOutside implements Outside {
  readonly #parts: OutsideParts
  readonly #tables: RoutingTables
  readonly #origin: string
  readonly #time: number
  #token: string | null = null

  constructor(parts: OutsideParts, tables: RoutingTables, origin: string, time: number) {
    this.#parts = parts
    this.#tables = tables
    this.#origin = origin
    this.#time = time
  }

  token(click: Event, clickId: string): string {
    this.#token ??= hasOffers(this.#tables, click) ? this.#signed(click, clickId) : ''
    return this.#token
  }

  relayUrl(target: string): string | null {
    const sealed = sealTarget(this.#parts.keys.relay[0], target, this.#time)
    return sealed.length > LONGEST_SIGNED ? null : `${this.#origin}${PATHS.relay}?to=${sealed}`
  }

  fileLine(name: string, die: number): string | null {
    return this.#parts.lineFiles.line(name, die)
  }

  cityIn({ ip, city }: Event, language: string): string {
    const address = city === '' ? null : parseIp(ip)
    if (address === null) return city
    return this.#parts.detectors.geo.cityName(address, city, language) || city
  }

  page(landingId: number): Template | null {
    const landing = this.#tables.landing(landingId)
    return landing && this.#parts.landings.page(landing.spec)
  }

  #signed(click: Event, clickId: string): string {
    const { campaignId, flowId, pathId, landingId, offerId } = click
    const ids = { campaignId, flowId, pathId, landingId, offerId }
    return signOfferToken(this.#parts.keys.offerToken[0], { ...ids, clickId, issuedAt: this.#time })
  }
}

/** Whether the path that was chosen for the click leads on to an offer. */
function hasOffers(tables: RoutingTables, click: Event): boolean {
  if (click.pathId === 0) return false
  const path = pathOf(click, tables.campaign(click.campaignId))
  return path !== null && path.offers.length > 0
}

function sealTarget(key: Uint8Array, target: string, time: number): string {
  const data = Buffer.alloc(6)
  data.writeUIntLE(Math.floor(time / 1000), 0, 6)
  return seal(key, RELAY_VERSION, Buffer.concat([data, Buffer.from(target)]))
}

/** The target of a relay page that is at most an hour old, or `null`. */
export function readRelayTarget(
  keys: readonly Uint8Array[],
  text: string,
  time: number,
): string | null {
  const data = unseal(keys, RELAY_VERSION, text)
  if (data === null || data.length < 7) return null
  const age = time - data.readUIntLE(0, 6) * 1000
  return age >= -60_000 && age <= RELAY_LIFE_MS ? data.subarray(6).toString() : null
}
