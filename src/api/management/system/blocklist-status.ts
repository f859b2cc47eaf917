/** What the status says of blocklists: how old they are, what their last rounds came to, what is wrong. */
import type { BlocklistFacts } from '../../../manage/blocklist/facts.ts'
import type { Round } from '../../../manage/blocklist/rounds.ts'
import { timestampOrNull } from '../wire.ts'
import type { Found } from './system-facts.ts'

const DAY_MS = 86_400_000

export function blocklistView(
  { files, zone, rounds, allowed, links }: BlocklistFacts,
  now: number,
) {
  return {
    files: files.map(({ changedAt, ...file }) => ({
      ...file,
      changedAt: changedAt === 0 ? null : timestampOrNull(changedAt),
      ageDays: changedAt === 0 ? null : Math.floor((now - changedAt) / DAY_MS),
    })),
    zone,
    rounds: { files: roundView(rounds.files), zone: roundView(rounds.zone) },
    allowed,
    blockedLinks: links.closed,
    openedLinks: links.opened,
    hasMore: links.hasMore,
  }
}

function roundView(round: Round | null) {
  if (round === null) return null
  const { at, looked, closed, problem } = round
  return { at: timestampOrNull(at), links: looked, blocked: closed, problem }
}

export function blocklistWarnings({ files, zone, links }: BlocklistFacts): readonly Found[] {
  const wrong = files.filter(({ problem }) => problem !== null)
  const many = links.hasMore ? 'at least ' : ''
  return [
    [
      links.recent > 0,
      'links_listed',
      `Blocked by lists in the last seven days: ${many}${links.recent} short links`,
    ],
    [
      wrong.length > 0,
      'blocklist_broken',
      `Blocklists: ${wrong.map(({ name, problem }) => `${name} ${problem}`).join('; ')}`,
    ],
    [
      zone !== null && zone.problem !== null,
      'blocklist_silent',
      `The blocklist ${zone?.name} does not say what is on it: ${zone?.problem}`,
    ],
  ]
}
