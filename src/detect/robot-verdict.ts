/** Whether a visitor is a robot, by what his user agent says and by the owner's lists of addresses. */
import type { Judge, RobotLists } from '../core/robot-verdicts.ts'
import type { BotReason } from '../core/visit.ts'
import { type Ip, ipRangeSet, type IpSet, parseIp, parseIpRange } from '../lib/ip.ts'
import { lately } from '../lib/lru.ts'
import { GENERIC_ROBOT } from './robots.ts'
import { agentJudge, type AgentVerdict } from './user-agent.ts'

export interface RobotDetectors {
  /** Addresses that the owner lists as robots; `null` for none. */
  readonly botAddresses: IpSet | null
  /** Addresses on the exclusion list: no list makes them robots. */
  readonly peopleAddresses?: IpSet | null
}

type Verdict = Pick<AgentVerdict, 'botReasons' | 'robot' | 'isPreview'>

const PERSON: Verdict = Object.freeze({
  botReasons: Object.freeze([]),
  robot: '',
  isPreview: false,
})

export function robotVerdict(
  { botAddresses, peopleAddresses = null }: RobotDetectors,
  ip: Ip | null,
  agent: AgentVerdict,
): Verdict {
  if (ip === null || agent.isExcluded) return agent
  if (peopleAddresses?.contains(ip)) return PERSON
  if (!botAddresses?.contains(ip)) return agent
  return {
    botReasons: [...agent.botReasons, 'ip_list'],
    robot: agent.robot || GENERIC_ROBOT,
    isPreview: agent.isPreview,
  }
}

/** The owner's lists of addresses, ready to be asked. */
export function addressLists({ addresses, peopleAddresses }: RobotLists): Required<RobotDetectors> {
  return { botAddresses: setOf(addresses), peopleAddresses: setOf(peopleAddresses) }
}

/** Null for an empty list, which costs a visit nothing. */
function setOf(lines: readonly string[]): IpSet | null {
  const ranges = lines.flatMap((line) => parseIpRange(line) ?? [])
  return ranges.length === 0 ? null : ipRangeSet(ranges)
}

/** Reasons that follow from what is stored; any other is known from the visit alone. */
const SEEN_IN_FACTS: ReadonlySet<string> = new Set<BotReason>([
  'ua_empty',
  'ua_short',
  'ua_list',
  'preview',
  'user_list',
  'ip_list',
])
const KNOWN_AGENTS = 20_000

/** Judges stored clicks as visits of now are judged. */
export function judgeBy(lists: RobotLists): Judge {
  const addresses = addressLists(lists)
  const hasAddresses = addresses.botAddresses !== null || addresses.peopleAddresses !== null
  const judgeAgent = agentJudge({ bots: lists.userAgents, people: lists.peopleUserAgents })
  const verdictOn = lately(KNOWN_AGENTS, judgeAgent)
  return (facts) => {
    const agent = verdictOn(facts.userAgent)
    const verdict = robotVerdict(addresses, hasAddresses ? parseIp(facts.ip) : null, agent)
    const { botReasons, robot } = verdict
    if (facts.botReasons === '' && botReasons.length === 0) return NOBODY
    const stays = facts.botReasons.split(',').filter((one) => one !== '' && !SEEN_IN_FACTS.has(one))
    return { botReasons: [...botReasons, ...stays].join(','), robot }
  }
}

const NOBODY = Object.freeze({ botReasons: '', robot: '' })
