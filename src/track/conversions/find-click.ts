/** Finds the click that a call names, as it stands now; or says why there is none. */
import { parseClickId, storedClickId } from '../../core/click-id.ts'
import { postbacksOf } from '../../core/conversions/postbacks.ts'
import { type Event, Flag } from '../../core/event.ts'
import { hasMacroShape } from '../../core/macro-shape.ts'
import { conceal } from '../../core/privacy.ts'
import { DamagedSegment } from '../../ledger/columns/column.ts'
import { parseIp } from '../../lib/ip.ts'
import type { TrackParts } from '../parts.ts'
import { withDetails } from '../visits/sub-ids.ts'
import type { ClickFinding, FoundClick } from './jobs.ts'

/** No tracker's ids are longer, or have other characters. */
const SOME_ID = /^[\w.~:-]{4,128}$/

export type ClickFinderParts = Pick<
  TrackParts,
  'ledger' | 'choices' | 'subIds' | 'tables' | 'detectors'
>

const GONE = { age: 'too_old', campaign: 'deleted_campaign', click: 'deleted_click' } as const

/** Rejects with `DamagedSegment`, or when nobody can say now: the keeper is down, or too busy. */
export async function findClick(parts: ClickFinderParts, text: string): Promise<ClickFinding> {
  if (text === '') return 'missing_click_id'
  if (hasMacroShape(text)) return 'macro_not_replaced'
  const id = storedClickId(text)
  if (parseClickId(id) === null) return SOME_ID.test(text) ? 'unknown_click' : 'malformed'
  const event = await parts.ledger.readClick(id)
  return event === null ? whyGone(parts, id) : upToDate(parts, id, event)
}

/** Of what `findClick` rejects with: damage stays, and who waited for its end would wait for ever. */
export function unlessDamaged(error: unknown): 'unreadable_click' {
  if (error instanceof DamagedSegment) return 'unreadable_click'
  throw error
}

/** What retention has removed was ours all the same. */
async function whyGone({ ledger }: ClickFinderParts, id: string): Promise<ClickFinding> {
  const gone = await ledger.retention.gone(id)
  if (gone === null) return 'unknown_click'
  return GONE[gone.why]
}

/**
 * A landing's visitor may have gone on to another offer, a provisional click may count by now, a
 * landing's link, a page or a postback may have changed sub ids and the external id.
 */
async function upToDate(
  parts: ClickFinderParts,
  clickId: string,
  event: Event,
): Promise<FoundClick> {
  const { ledger, choices, subIds } = parts
  const isProvisional = (event.flags & Flag.provisional) !== 0
  const known = event.landingId === 0 ? null : choices.of(event.clickSeq)
  const isOpen = isProvisional || (event.landingId > 0 && known === null)
  const asked = isOpen ? await ledger.followUps(event) : null
  const newest =
    subIds.of(event.clickSeq) ?? (asked === null ? await subIds.latest(event) : asked.details)
  const click = { ...event, ...(known ?? asked?.offer) }
  const names = cityNamesOf(parts, event)
  // What is told of it, and waits for the ledger, is stored anew.
  const { privacy } = parts.tables()
  if (privacy !== null) conceal(click, privacy)
  return {
    clickId,
    event: withDetails(click, newest),
    isUnconfirmed: isProvisional && asked?.isConfirmed !== true,
    newest,
    ...names,
  }
}

/** For the few campaigns whose postbacks ask for them. */
function cityNamesOf(
  { tables, detectors }: ClickFinderParts,
  { campaignId, sourceId, city, ip }: Event,
): Pick<FoundClick, 'cityNames'> {
  if (city === '') return {}
  const postbacks = postbacksOf(tables(), { campaignId, sourceId })
  const languages = postbacks.flatMap(({ cityLanguages }) => cityLanguages)
  const address = languages.length === 0 ? null : parseIp(ip)
  if (address === null) return {}
  const { geo } = detectors
  return { cityNames: new Map(languages.map((each) => [each, geo.cityName(address, city, each)])) }
}
