/** What is known of the blocklists and of what they have done, for those who look after the server. */
import type { ListedCounts } from '../../db/links/link-listings.ts'
import type { ReadStores } from '../../db/stores.ts'
import { DAY_MS } from '../../lib/spans.ts'
import type { BlockFile } from './block-files.ts'
import type { ListedTarget, ListedTargets } from './listed-targets.ts'
import type { LiveBlocklist } from './live-blocklist.ts'
import type { BlocklistRounds, Rounds } from './rounds.ts'

export interface BlocklistFacts {
  readonly files: readonly Pick<
    BlockFile,
    'name' | 'changedAt' | 'entries' | 'exceptions' | 'leftOut' | 'problem'
  >[]
  /** A list that is asked; null: none is. */
  readonly zone: { readonly name: string; readonly problem: string | null } | null
  readonly rounds: Rounds
  /** Hosts and addresses that the operator allows. */
  readonly allowed: number
  /** Recent: of the last seven days. */
  readonly links: ListedCounts
  readonly targets: readonly ListedTarget[]
}

const RECENT_MS = 7 * DAY_MS
/** Entries that have closed a link; what is older is not counted. */
const COUNTED_MAX = 1000

export interface FactParts {
  readonly blocklist: Pick<LiveBlocklist, 'files' | 'zone' | 'zoneProblem'>
  readonly rounds: Pick<BlocklistRounds, 'last'>
  readonly targets: Pick<ListedTargets, 'all'>
  readonly read: Pick<ReadStores, 'linkListings' | 'blocklistExceptions'>
}

export function blocklistFacts(
  { blocklist, rounds, targets, read }: FactParts,
  now: number,
): BlocklistFacts {
  const zone = blocklist.zone()
  const last = rounds.last()
  const { added, removed } = read.blocklistExceptions.counts()
  const ofZone = last.zone?.of === zone?.name ? (last.zone?.problem ?? null) : null
  return {
    files: blocklist.files().map(({ rules: _rules, ...file }) => file),
    zone: zone && { name: zone.name, problem: blocklist.zoneProblem() ?? ofZone },
    rounds: last,
    allowed: added - removed,
    links: read.linkListings.counts(now - RECENT_MS, COUNTED_MAX),
    targets: targets.all(),
  }
}
