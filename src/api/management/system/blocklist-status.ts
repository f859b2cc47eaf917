/** What the status says of blocklists: how old they are, what their last rounds came to, what is wrong. */
import { DAY_MS } from '../../../lib/spans.ts'
import type { BlocklistFacts } from '../../../manage/blocklist/facts.ts'
import type { ListedTarget } from '../../../manage/blocklist/listed-targets.ts'
import type { Round } from '../../../manage/blocklist/rounds.ts'
import { timestampOrNull } from '../wire.ts'
import type { Found } from './system-facts.ts'

const TARGETS_SHOWN = 20
const TARGETS_NAMED = 5

export function blocklistView(
  { files, zone, rounds, allowed, links, targets }: BlocklistFacts,
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
    listedTargets: targets.length,
    targets: targets.slice(0, TARGETS_SHOWN).map(targetView),
  }
}

/** The entry that is named first stands for all. */
function targetView({ kind, id, name, listings }: ListedTarget) {
  const { list = '', entry = '' } = listings[0] ?? {}
  return { kind: kind === 'offers' ? 'offer' : 'landing', id, name, list, entry }
}

function roundView(round: Round | null) {
  if (round === null) return null
  const { at, looked, closed, problem } = round
  return { at: timestampOrNull(at), links: looked, blocked: closed, problem }
}

export function blocklistWarnings({
  files,
  zone,
  links,
  targets,
}: BlocklistFacts): readonly Found[] {
  const wrong = files.filter(({ problem }) => problem !== null)
  const many = links.hasMore ? 'at least ' : ''
  return [
    [
      links.recent > 0,
      'links_listed',
      `Blocked by lists in the last seven days: ${many}${links.recent} short links`,
    ],
    [
      targets.length > 0,
      'targets_listed',
      `Offers and landings that blocklists name: ${namesOf(targets)}`,
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

/** `Shoes (spam.txt: shop.example), …` */
function namesOf(targets: readonly ListedTarget[]): string {
  const named = targets.slice(0, TARGETS_NAMED).map((target) => {
    const { name, list, entry } = targetView(target)
    return `${name} (${list}: ${entry})`
  })
  const others = targets.length - named.length
  return [...named, ...(others > 0 ? [`+${others}`] : [])].join(', ')
}
