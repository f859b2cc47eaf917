/** Ledgers whose clicks are of robots and people, and what visits of theirs would be taken for. */
import { type Event, EventKind, Flag } from '../../src/core/event.ts'
import { NO_CHANGES, type RobotLists, type VerdictChanges } from '../../src/core/robot-verdicts.ts'
import { openGeo } from '../../src/detect/geo.ts'
import { userAgentReader } from '../../src/detect/user-agent.ts'
import { type Detectors, detectVisitor } from '../../src/detect/visitor.ts'
import type { VerdictWork } from '../../src/ledger/verdicts/verdict-store.ts'
import { ipRangeSet, parseIp, parseIpRange } from '../../src/lib/ip.ts'
import { randomEvents } from './ledgers.ts'
import type { Random } from './random-ledger.ts'

export const NO_LISTS: RobotLists = {
  userAgents: [],
  addresses: [],
  peopleUserAgents: [],
  peopleAddresses: [],
}

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36'
const AGENTS = [
  CHROME,
  `${CHROME} Вестник/2`,
  'TelegramBot (like TwitterBot)',
  'Googlebot/2.1',
  'curl',
  '',
]

export function randomLists(random: Random): RobotLists {
  const some = (lines: readonly string[]) => lines.filter(() => random.chance(0.4))
  return {
    userAgents: some(['вестник', 'linux X86_64']),
    addresses: some(['203.0.113.0/25', '2001:db8::/32', '198.51.100.1']),
    peopleUserAgents: some(['googlebot', 'Вестник']),
    peopleAddresses: some(['203.0.113.9', '2001:db8:1:2::-2001:db8:1:2::ff']),
  }
}

/** What visits of now are looked at with. */
const detectorsBy = new WeakMap<RobotLists, Detectors>()

function detectorsOf(lists: RobotLists): Detectors {
  const known = detectorsBy.get(lists)
  if (known !== undefined) return known
  const ranges = (lines: readonly string[]) => ipRangeSet(lines.map((line) => parseIpRange(line)!))
  const detectors = {
    geo: openGeo([]),
    userAgent: userAgentReader({ bots: lists.userAgents, people: lists.peopleUserAgents }),
    botAddresses: ranges(lists.addresses),
    peopleAddresses: ranges(lists.peopleAddresses),
  }
  detectorsBy.set(lists, detectors)
  return detectors
}

/** What a visit of now with these facts is taken for. */
function freshVerdict(lists: RobotLists, { ip, userAgent }: Pick<Event, 'ip' | 'userAgent'>) {
  const { visitor } = detectVisitor(detectorsOf(lists), {
    ip: parseIp(ip),
    invalidIp: '',
    userAgent: userAgent === '' ? null : userAgent,
    language: '',
    xRequestedWith: '',
    referrer: '',
    searchEngine: '',
    country: '',
    unusual: [],
  })
  return { botReasons: visitor.botReasons, robot: visitor.robot }
}

function asRobot(event: Event, reasons: readonly string[], robot: string): Event {
  const flags = reasons.length > 0 ? event.flags | Flag.bot : event.flags & ~Flag.bot
  return { ...event, flags, botReasons: reasons.join(','), robot }
}

/** Each click with its followers as these lists told them apart, some marked by their flow. */
export function robotEvents(random: Random, lists: RobotLists): Event[] {
  const events = randomEvents(random)
  const byClick = Map.groupBy(events, ({ clickSeq }) => clickSeq)
  const agents = new Map([...byClick.keys()].map((seq) => [seq, random.of(AGENTS)]))
  const marked = new Set([...byClick.keys()].filter(() => random.chance(0.2)))
  return events.map((event) => {
    const own = { ...event, userAgent: agents.get(event.clickSeq)! }
    const { botReasons, robot } = freshVerdict(lists, own)
    return asRobot(own, [...botReasons, ...(marked.has(event.clickSeq) ? ['flow'] : [])], robot)
  })
}

/** Less of the visitor is stored than the visit knew. */
const CUT = Flag.addressShortened | Flag.addressLeftOut | Flag.agentLeftOut

const isTaken = ({ clicks: { period, campaigns } }: VerdictWork, event: Event) =>
  event.clickTime >= period.from &&
  event.clickTime < period.to &&
  (campaigns === null || campaigns.includes(event.campaignId)) &&
  (event.flags & (Flag.test | CUT)) === 0 &&
  (event.ip !== '' || event.userAgent !== '')

/** The events as they are judged anew, one by one. */
export function naiveVerdicts(events: readonly Event[], work: VerdictWork): Event[] {
  return events.map((event) => {
    if (!isTaken(work, event)) return event
    const { botReasons, robot } = freshVerdict(work.lists, event)
    const stays = event.botReasons.split(',').filter((reason) => reason === 'flow')
    return asRobot(event, [...botReasons, ...stays], robot)
  })
}

/** What became of the clicks, and how many there were. */
export function naiveChanges(before: readonly Event[], after: readonly Event[], work: VerdictWork) {
  const counts = { toRobots: 0, toPeople: 0, otherReasons: 0, uncounted: 0 }
  const reasons: Record<string, { toRobots: number; toPeople: number }> = {}
  let looked = 0
  for (const [at, event] of before.entries()) {
    const isCounted =
      event.kind === EventKind.confirm ||
      (event.kind === EventKind.click && (event.flags & Flag.provisional) === 0)
    if (isCounted && isTaken(work, event)) looked++
    const isSame = JSON.stringify(event) === JSON.stringify(after[at])
    if (isSame || (!isCounted && event.kind !== EventKind.click)) continue
    const [was, is] = [event.botReasons, after[at]!.botReasons]
    if (!isCounted) counts.uncounted++
    else if ((was === '') === (is === '')) counts.otherReasons++
    else {
      const way = is === '' ? 'toPeople' : 'toRobots'
      counts[way]++
      for (const reason of (is || was).split(','))
        (reasons[reason] ??= { toRobots: 0, toPeople: 0 })[way]++
    }
  }
  const changes: VerdictChanges = { ...NO_CHANGES, ...counts, reasons }
  return { looked, changes }
}
