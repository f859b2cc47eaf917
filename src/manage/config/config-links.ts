/** Short links and pixels of a configuration file. A link is known by its domain and its word. */
import { wordKey } from '../../core/links/words.ts'
import type { LinkDraft, LinkRecord } from '../../db/links/link-rows.ts'
import { listedText, NO_BLOCKLIST } from '../blocklist/blocklist.ts'
import { closedBy, listingsOf, noteSaid, unsaidOf } from '../blocklist/close-listed.ts'
import type { Desk } from '../desk.ts'
import { checkLink, type LinkChange } from '../links/link-checks.ts'
import { type LinkPlace, linkPlace } from '../links/link-domains.ts'
import { noteEveryLink } from '../links/links.ts'
import { isRefusal, wrong } from '../refusal.ts'
import type { FileLink, FilePixel } from './config-file.ts'
import {
  failed,
  type Import,
  type Outcome,
  type PlanRow,
  skipped,
  taken,
  takenOnce,
} from './config-plan.ts'

/** Ids here by ids of the file. */
type PixelPlaces = ReadonlyMap<number, number>

/** A configuration file has all of them. */
export const PIXELS_MAX = 100_000

export function importPixels(
  { desk, caller }: Import,
  pixels: readonly FilePixel[],
): { readonly plan: PlanRow[]; readonly places: PixelPlaces } {
  const ownerId = caller.userId ?? 0
  const takeHere = takenOnce(desk.stores.pixels.list({ ownerId: null }, PIXELS_MAX, 0), wordOf)
  const places = new Map<number, number>()
  const plan = pixels.map(({ id, name, code }, index): PlanRow => {
    const row = { kind: 'pixels', index, name } as const
    const here = takeHere(id, wordOf({ name, code }))
    places.set(id, here?.id ?? desk.stores.pixels.add({ ownerId, name, code }, id))
    if (here !== null) return { ...row, ...skipped('is here already') }
    return { ...row, ...taken('create') }
  })
  return { plan, places }
}

const wordOf = ({ name, code }: Pick<FilePixel, 'name' | 'code'>) => `${name}\n${code}`

export function importLinks(
  work: Import,
  links: readonly FileLink[],
  pixels: PixelPlaces,
): PlanRow[] {
  if (links.length === 0) return []
  const { desk, caller } = work
  const place = linkPlace(desk.stores, caller, caller.userId ?? 0)
  const numbers = desk.stores.domainNumbers.all()
  const plan = links.map((link, index): PlanRow => {
    const row = { kind: 'links', index, name: link.word } as const
    const domainId = work.places.domains.get(link.domainId)
    const domain = domainId === undefined ? undefined : numbers.get(domainId)
    if (domain === undefined) {
      return { ...row, ...missing('domainId', link.domainId) }
    }
    const lost = link.pixelIds.find((id) => !pixels.has(id))
    if (lost !== undefined) {
      return { ...row, ...missing('pixelIds', String(lost)) }
    }
    const pixelIds = link.pixelIds.map((id) => pixels.get(id) ?? 0)
    return { ...row, ...outcome(work, place, link, { ...link.change, domain, pixelIds }) }
  })
  noteEveryLink(desk.stores)
  return plan
}

function missing(field: string, id: string): Outcome {
  return failed(wrong(field, `${id} is not in the file`))
}

function outcome(
  { desk, mode }: Import,
  place: LinkPlace,
  { word, hasPassword, isCounted }: FileLink,
  given: LinkChange & { readonly domain: number },
): Outcome {
  const before = linkAt(desk, place, given.domain, word)
  if (before !== null && mode === 'create') return skipped('is here already')
  const change = before === null ? given : withoutCount(given)
  const isOpened = hasPassword && (before === null || before.passwordHash === null)
  const closed = isOpened ? { blocked: true, blockReason: 'its password is not known here' } : {}
  const checks = { ...desk, blocklist: NO_BLOCKLIST }
  const draft = checkLink(checks, place, { ...change, ...closed, word, wordRule: 'any' }, before)
  if (isRefusal(draft)) return failed(draft)
  const { link, said } = asListsHaveIt(desk, draft, before)
  const after = before === null ? null : { ...before, ...link }
  if (after !== null && Bun.deepEquals(after, before)) return skipped('is the same here')
  const id = after?.id ?? desk.stores.links.add(link)
  if (after !== null) desk.stores.links.put(after)
  noteSaid(desk, id, said)
  const texts = [
    ...(isOpened ? ['is blocked until it has a password: files hold none'] : []),
    ...(before === null && link.clickLimit !== null && !isCounted ? [RESTARTS] : []),
    ...(said.length > 0 ? [`is blocked: ${listedText(said[0]!)}`] : []),
  ]
  return taken(before === null ? 'create' : 'update', texts.length === 0 ? {} : { '': texts })
}

const RESTARTS = 'starts its limit of visits anew: the file does not say how many it had'

/** Its visits here are counted here: what the file says of them may be the same ones. */
function withoutCount<T extends LinkChange>({ clicksBefore: _before, ...change }: T) {
  return change
}

/** One listed link does not keep a whole tracker from moving: it comes in closed, and no file opens it. */
function asListsHaveIt(desk: Desk, draft: LinkDraft, before: LinkRecord | null) {
  const listings = listingsOf(desk, draft)
  if (draft.blocked || listings.length === 0) return { link: draft, said: [] }
  const said = before === null ? listings : unsaidOf(desk, before, listings)
  if (said.length > 0) return { link: closedBy(draft, said), said }
  const stays = before?.blocked === true ? { blocked: true, blockReason: before.blockReason } : {}
  return { link: { ...draft, ...stays }, said }
}

function linkAt(desk: Desk, place: LinkPlace, domain: number, word: string): LinkRecord | null {
  const record = place.domains.find(({ number }) => number === domain)?.record
  return desk.stores.links.byWord(domain, wordKey(word, record?.caseSensitive ?? true))
}
