/** What of the server needs a person: made of what it tells of itself, whoever asks. */
import { settingOf } from '../../../core/settings/settings.ts'
import type { Warning } from '../../../core/words/warnings.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { isLate } from '../../../ledger/journal/journal.ts'
import { DAY_MS, HOUR_MS } from '../../../lib/spans.ts'
import { uncountedIn } from '../../../manage/uncounted.ts'
import type { Detour } from '../../../track/noticed.ts'
import { timestampOrNull } from '../wire.ts'
import { blocklistWarnings } from './blocklist-status.ts'
import { certificateWarnings } from './certificate-status.ts'
import type { Found, SystemFacts } from './system-facts.ts'

const GEO_OLD_DAYS = 180
/** Whoever has made one wants them; whoever never did may copy the folder by other means. */
const BACKUP_OLD_DAYS = 7
/** Time enough to get a larger disk. */
const DISK_FULL_SOON_DAYS = 14
export const DISK_LOW_BYTES = 1024 ** 3
const NOTICED_SHOWN_MS = HOUR_MS
/** What one change or one long export makes of it stays below; a log that can't be emptied does not. */
export const WRITE_AHEAD_LARGE_BYTES = 5e8
const NAMED = 5
const NAME_LETTERS = 40

type Read = Pick<ReadStores, 'affiliate_networks' | 'campaigns' | 'incomingCalls' | 'offers'>

export interface ServerState {
  readonly facts: SystemFacts
  readonly read: Read
  readonly settings: ReadonlyMap<string, string>
  /** Epoch milliseconds. */
  readonly now: number
}

/** Those that are so. */
export function toldOf(found: readonly Found[]): Warning[] {
  return found.flatMap(([isSo, code, message]) => (isSo ? [{ code, message }] : []))
}

export function unmatchedIn({ incomingCalls }: Pick<Read, 'incomingCalls'>): number {
  return incomingCalls.parkedGroups({}).reduce((sum, { count }) => sum + count, 0)
}

/** All that are not about how somebody came who asks for them. */
export function standingWarnings(state: ServerState): readonly Found[] {
  const { facts, settings, now } = state
  return [
    ...diskWarnings(facts),
    ...writeAheadWarnings(facts),
    ...blocklistWarnings(facts.blocklists),
    ...certificateWarnings(facts.certificates, now),
    ...trackingWarnings(state),
    ...geoWarnings(state),
    ...backupWarnings(state),
    [
      facts.notifications.failure !== null,
      'notifications_failed',
      `Messages do not arrive: ${facts.notifications.failure}`,
    ],
    [!facts.adminIsApart, 'one_host', 'The admin and the visits share a host: set --admin-host'],
    [
      settingOf(settings, 'abuse_contact') === '',
      'no_abuse_contact',
      'No address for complaints is set',
    ],
  ]
}

function trackingWarnings(state: ServerState): readonly Found[] {
  const unmatched = unmatchedIn(state.read)
  const uncounted = uncountedNow(state)
  const unknown = unknownNow(state)
  const full = detoursNow(state, 'offer')
  const broken = detoursNow(state, 'flow')
  return [
    [
      unmatched > 0,
      'postbacks_unmatched',
      unmatched === 1
        ? '1 postback waits in the inbox'
        : `${unmatched} postbacks wait in the inbox`,
    ],
    [
      uncounted.length > 0,
      'networks_uncounted',
      `Networks with payouts or words that never count: ${listed(uncounted)}`,
    ],
    [
      unknown.length > 0,
      'filters_unknown',
      `Filters that can’t be judged: ${unknown.slice(0, NAMED).join(', ')}`,
    ],
    [
      full.length > 0,
      'caps_passed',
      `Offers that are full, and visited for want of another: ${listed(full)}`,
    ],
    [
      broken.length > 0,
      'targets_broken',
      `Campaigns with flows that are passed over, because their address is none: ${listed(broken)}`,
    ],
  ]
}

function geoWarnings({ facts: { geo }, now }: ServerState): readonly Found[] {
  const wrong = geo.filter(({ problem }) => problem !== null)
  const old = geo.filter(
    ({ problem, builtAt }) => problem === null && now - builtAt > GEO_OLD_DAYS * DAY_MS,
  )
  const names = (files: typeof geo) => files.map(({ name }) => name).join(', ')
  return [
    [wrong.length > 0, 'geo_broken', `Not used: ${names(wrong)}`],
    [old.length > 0, 'geo_old', `Older than half a year: ${names(old)}`],
  ]
}

function backupWarnings({ facts: { backup }, now }: ServerState): readonly Found[] {
  return [
    [backup.failed !== null, 'backup_failed', `The last backup was not made: ${backup.failed}`],
    [
      backup.lastAt !== null && now - backup.lastAt > BACKUP_OLD_DAYS * DAY_MS,
      'backup_old',
      `The last backup is older than ${BACKUP_OLD_DAYS} days`,
    ],
  ]
}

function diskWarnings({
  gone,
  lostConfigAt,
  journal,
  conversions,
  disk,
}: SystemFacts): readonly Found[] {
  return [
    [
      gone !== null,
      'files_gone',
      `What comes in is lost when the server ends: put back, and restart it: ${gone}`,
    ],
    [
      lostConfigAt !== null,
      'config_older',
      `config.db is older than the clicks, and what was set and booked since is unknown; there was one of: ${timestampOrNull(lostConfigAt)}`,
    ],
    [journal.failing !== null, 'disk_full', `The disk refuses clicks: ${journal.failing}`],
    [
      conversions.failing !== null,
      'disk_full_conversions',
      'The disk refuses conversions: networks are told to come back',
    ],
    [journal.dropped > 0, 'dropped', `${journal.dropped} clicks could not be stored`],
    [isLate(journal), 'lag', 'Clicks wait for the disk'],
    [
      disk !== null && disk.free < DISK_LOW_BYTES,
      'disk_low',
      `${Math.round((disk?.free ?? 0) / 1024 ** 2)} MB are left on the disk`,
    ],
    [
      (disk?.fullInDays ?? DISK_FULL_SOON_DAYS) < DISK_FULL_SOON_DAYS,
      'disk_filling',
      `At the pace of the last days the disk is full ${inDays(disk?.fullInDays ?? 0)}`,
    ],
  ]
}

/** Nothing is lost: the file grows, and the next start reads all of it. */
function writeAheadWarnings({ writeAhead }: SystemFacts): readonly Found[] {
  const large = Object.entries(writeAhead).filter(([, bytes]) => bytes > WRITE_AHEAD_LARGE_BYTES)
  const named = large.map(([name, bytes]) => `${name}.db-wal, ${Math.round(bytes / 1e6)} MB`)
  return [
    [
      named.length > 0,
      'write_ahead_large',
      `A write-ahead log can’t be emptied, because something reads the database all the time or the disk fails: ${named.join('; ')}`,
    ],
  ]
}

function inDays(days: number): string {
  if (days < 1) return 'within a day'
  return days === 1 ? 'in a day' : `in ${days} days`
}

/** Names of networks that an older Sluice or a file of one has left so. */
function uncountedNow({ read }: ServerState): string[] {
  return read.affiliate_networks
    .list('active')
    .filter(({ statusPayoutsActive, statusPayouts, statusMap }) => {
      const counting = { statusMap, statusPayouts: statusPayoutsActive ? statusPayouts : [] }
      return Object.keys(uncountedIn(counting)).length > 0
    })
    .map(({ name }) => name)
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map((name) => {
    const letters = Array.from(name)
    return letters.length > NAME_LETTERS ? `${letters.slice(0, NAME_LETTERS).join('')}…` : name
  })
  return `${shown.join(', ')}${names.length > NAMED ? ', …' : ''}`
}

/** Of the last hour: `region in Shoes (no region database)`. */
function unknownNow({ facts, read, now }: ServerState): string[] {
  return facts.unknownFilters
    .filter(({ lastAt }) => now - lastAt < NOTICED_SHOWN_MS)
    .map(({ campaignId, key, why }) => {
      const name = read.campaigns.find(campaignId)?.name ?? `campaign ${campaignId}`
      return `${key} in ${name} (${why})`
    })
}

/** Names of offers, or of campaigns whose flows it is, of the last hour. */
function detoursNow({ facts, read, now }: ServerState, of: Detour['of']): string[] {
  const names = facts.detours
    .filter((one) => one.of === of && now - one.lastAt < NOTICED_SHOWN_MS)
    .map(({ id, campaignId }) =>
      of === 'offer'
        ? (read.offers.find(id)?.name ?? `offer ${id}`)
        : (read.campaigns.find(campaignId)?.name ?? `campaign ${campaignId}`),
    )
  return [...new Set(names)]
}
