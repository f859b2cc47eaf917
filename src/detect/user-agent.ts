/**
 * What a user agent tells: the device, and whether it is a robot. Parsing costs microseconds and
 * visitors share agents, so everything is looked up once and kept in one bounded cache.
 */
import { isbot } from 'isbot'

import type { BotReason, Device } from '../core/visit.ts'
import { lately } from '../lib/lru.ts'
import { headerText } from '../lib/text.ts'
import { readDevice } from './device.ts'
import { GENERIC_ROBOT, type NamedRobot, namedRobot } from './robots.ts'
import { cleanText, cutBytes } from './text.ts'

/** Longer ones are cut before anything looks at them. */
export const MAX_USER_AGENT_BYTES = 1024
const SHORTEST_HUMAN = 8
const CACHED_AGENTS = 10_000

export interface UserAgentFacts extends AgentVerdict {
  /** Cut to 1 KB, without control characters. */
  readonly text: string
  readonly device: Device
}

/** Whether a robot says so. */
export interface AgentVerdict {
  readonly botReasons: readonly BotReason[]
  /** `''` for people. */
  readonly robot: string
  /** Fetched to show a preview of the link: the click is provisional. */
  readonly isPreview: boolean
  /** On the owner's exclusion list: no list, of addresses either, makes it a robot. */
  readonly isExcluded: boolean
}

/** Parts of user agents, the owner's own; case does not matter. */
export interface UserAgentLists {
  readonly bots: readonly string[]
  /** Wins over every other list. */
  readonly people: readonly string[]
}

/** The facts are shared and frozen. */
export type UserAgentReader = (userAgent: string) => UserAgentFacts

export function userAgentReader(lists: UserAgentLists): UserAgentReader {
  const verdictOn = agentJudge(lists)
  const factsOf = lately(CACHED_AGENTS, (sent: string): UserAgentFacts => {
    const text = cleanText(cutAgent(sent))
    return Object.freeze({ text, device: readDevice(text), ...verdictOn(text) })
  })
  // What is short is cut when it is first seen: to measure it each time would cost as much as to look it up.
  return (sent) => factsOf(sent.length > MAX_USER_AGENT_BYTES ? cutAgent(sent) : sent)
}

function cutAgent(sent: string): string {
  return cutBytes(headerText(sent), MAX_USER_AGENT_BYTES)
}

/** Judges user agents as they are stored, without the device. */
export function agentJudge(lists: UserAgentLists): (text: string) => AgentVerdict {
  const known: UserAgentLists = { bots: lowered(lists.bots), people: lowered(lists.people) }
  return (text) => verdictBy(known, text)
}

function verdictBy({ bots, people }: UserAgentLists, text: string): AgentVerdict {
  const lower = text.toLowerCase()
  const isExcluded = people.some((part) => lower.includes(part))
  const named = namedRobot(lower)
  const isListed = bots.some((part) => lower.includes(part))
  const botReasons = isExcluded ? [] : reasonsOf(text, named, isListed ? ['user_list'] : [])
  const isRobot = botReasons.length > 0
  return {
    botReasons: Object.freeze(botReasons),
    robot: isRobot ? (named?.name ?? GENERIC_ROBOT) : '',
    isPreview: isRobot && named?.isPreview === true,
    isExcluded,
  }
}

function reasonsOf(text: string, named: NamedRobot | null, listed: BotReason[]): BotReason[] {
  if (text === '') return ['ua_empty', ...listed]
  const short: BotReason[] = text.length < SHORTEST_HUMAN ? ['ua_short'] : []
  const known: BotReason[] = named !== null || isRobot(text) ? ['ua_list'] : []
  const preview: BotReason[] = named?.isPreview ? ['preview'] : []
  return [...short, ...known, ...preview, ...listed]
}

/** Cubot makes phones; its name contains that of robots. */
function isRobot(text: string): boolean {
  return isbot(text.replaceAll(/cubot/gi, ''))
}

/** An empty part would be found in every agent. */
function lowered(parts: readonly string[]): string[] {
  return parts.map((part) => part.trim().toLowerCase()).filter((part) => part !== '')
}
