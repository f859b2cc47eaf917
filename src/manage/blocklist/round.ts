/**
 * A walk over all links that are open, which compares where they lead with the lists: with the files in
 * one go, with a list that is asked by DNS at its pace. The body of a worker; it writes nothing.
 */
import { type BlockTarget, blockTarget } from '../../core/links/block-rules.ts'
import type { LinkTargets, ReadLinkListings } from '../../db/links/link-listings.ts'
import { markTable } from '../../lib/mark-table.ts'
import { DAY_MS, HOUR_MS } from '../../lib/spans.ts'
import { hashOfText } from '../../lib/text-hash.ts'
import { giveWay } from '../../lib/thread-priority.ts'
import type { Allows } from './allowed.ts'
import { type BlockFile, type Listing, openBlockFiles } from './block-files.ts'
import { found, unlessAllowed } from './blocklist.ts'
import type { Hit } from './close-listed.ts'
import { askZone, type Lookup, zoneNames } from './zone.ts'

export interface Walk {
  /** Links that were looked at. */
  readonly looked: number
  /** Why it ended early; null if it did not. */
  readonly problem: string | null
}

/** How far a walk has come. */
export interface Reached {
  /** All links up to this id were looked at. */
  readonly after: number
  readonly looked: number
}

/** What was found on a page of links. */
export interface WalkedPage extends Reached {
  readonly hits: readonly Hit[]
}

export interface WalkParts {
  readonly links: Pick<ReadLinkListings, 'openAfter'>
  readonly allows: Allows
  /** Where it begins. */
  readonly from: Reached
  /** The next page waits for it. */
  readonly take: (page: WalkedPage) => Promise<void>
}

const PAGE = 1000
const HOSTS_REMEMBERED = 4_000_000
const HOSTS_AT_ONCE = 10
/** How long what a list that is asked has said holds, and how long its silence. */
export const WORD_HOLDS_MS = DAY_MS
export const SILENCE_HOLDS_MS = HOUR_MS
/** Lists of others are asked no faster than by a busy mail server. */
export const HOSTS_PER_SECOND = 50
const FAILURES_MAX = 10

export async function walkByFiles(parts: WalkParts, files: readonly BlockFile[]): Promise<Walk> {
  const find = openBlockFiles(files)
  return walk(
    parts,
    () => Promise.resolve(null),
    (address) => {
      giveWay()
      return found(find, address)
    },
  )
}

export async function walkByZone(
  parts: WalkParts,
  { zone, lookup }: { readonly zone: string; readonly lookup: Lookup },
): Promise<Walk> {
  const { ask, known } = zoneAsker(zone, lookup)
  return walk(
    parts,
    (page) => {
      const targets = page.flatMap((link) => link.targets.map(blockTarget))
      return ask(targets.filter((target) => target !== null))
    },
    known,
  )
}

/** `ask` comes before a page is looked at, and says why the walk has to end; null if it need not. */
async function walk(
  { links, allows, from, take }: WalkParts,
  ask: (page: readonly LinkTargets[]) => Promise<string | null>,
  find: (address: string) => readonly Listing[],
): Promise<Walk> {
  const hitOf = ({ id, targets }: LinkTargets): Hit => {
    const listings = targets.flatMap((target) =>
      unlessAllowed(allows, target, find(target)).map((listing) => ({ ...listing, target })),
    )
    return { id, listings }
  }
  let { after, looked } = from
  for (;;) {
    const page = links.openAfter(after, PAGE)
    const problem = await ask(page)
    const hits = page.map(hitOf).filter(({ listings }) => listings.length > 0)
    const isLast = page.length < PAGE
    // What was asked in part is asked again by whoever goes on.
    const reached =
      problem === null && !isLast ? { after: page.at(-1)!.id, looked: looked + page.length } : null
    if (hits.length > 0 || reached !== null) await take({ hits, ...(reached ?? { after, looked }) })
    if (reached === null) return { looked: looked + page.length, problem }
    ;({ after, looked } = reached)
  }
}

/** Asks about each host once. Only those that are listed are kept whole. */
function zoneAsker(zone: string, lookup: Lookup) {
  const seen = markTable(HOSTS_REMEMBERED)
  const listed = new Map<string, string>()
  let answered = 0
  /** In a row. */
  let failures = 0
  let problem: string | null = null

  const isNew = ({ host }: BlockTarget) => {
    const [high, low] = [hashOfText(host, 1), hashOfText(host, 2)]
    if (seen.has(high, low, 0)) return false
    seen.set(high, low, 1, 0)
    return zoneNames(host).length > 0
  }
  const askOne = async (host: string) => {
    const verdict = await askZone(lookup, zone, zoneNames(host))
    if (verdict.entry !== null) listed.set(host, verdict.entry)
    if (verdict.problem === null) {
      answered++
      failures = 0
    } else {
      failures++
      problem = verdict.problem
    }
  }
  const isGivenUp = () => failures >= FAILURES_MAX
  return {
    /** Why it is given up, as when it has said nothing of anything; null if it is not. */
    async ask(targets: readonly BlockTarget[]): Promise<string | null> {
      const hosts = targets.filter(isNew).map(({ host }) => host)
      for (let from = 0; from < hosts.length && !isGivenUp(); from += HOSTS_AT_ONCE) {
        const some = hosts.slice(from, from + HOSTS_AT_ONCE)
        const began = performance.now()
        await Promise.all(some.map(askOne))
        if (from + HOSTS_AT_ONCE >= hosts.length) break
        const due = (some.length / HOSTS_PER_SECOND) * 1000
        await Bun.sleep(Math.max(0, due - (performance.now() - began)))
      }
      return isGivenUp() || answered === 0 ? problem : null
    },
    known(address: string): readonly Listing[] {
      const entry = listed.get(blockTarget(address)?.host ?? '')
      return entry === undefined ? [] : [{ list: zone, entry }]
    },
  }
}
