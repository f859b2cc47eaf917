/** Puts a visitor together from what the parts of `detect` found out. */
import type { Unusual } from '../core/trace/unusual.ts'
import type { Geo, Visitor } from '../core/visit.ts'
import type { Ip } from '../lib/ip.ts'
import { headerText } from '../lib/text.ts'
import { addressText } from './address.ts'
import { type GeoDatabase, UNKNOWN_GEO, withCountry } from './geo.ts'
import { readLanguage } from './language.ts'
import { MAX_REFERRER_BYTES } from './referrer.ts'
import { type RobotDetectors, robotVerdict } from './robot-verdict.ts'
import { cleanText, cutBytes } from './text.ts'
import type { UserAgentReader } from './user-agent.ts'

export interface Detectors extends RobotDetectors {
  readonly geo: GeoDatabase
  readonly userAgent: UserAgentReader
}

/** What the request says about the visitor, before anything was looked up. */
export interface VisitorFacts {
  readonly ip: Ip | null
  /** The text that was no address, `''` otherwise. */
  readonly invalidIp: string
  /** `null` when no user agent was sent. */
  readonly userAgent: string | null
  /** An `Accept-Language` header or a parameter. */
  readonly language: string
  readonly xRequestedWith: string
  readonly referrer: string
  readonly searchEngine: string
  /** A country that a trusted proxy tells, ISO alpha-2; `''` for none. */
  readonly country: string
  /** What is unusual of these. */
  readonly unusual: readonly Unusual[]
}

export interface Detected {
  readonly visitor: Visitor
  /** The user agent fetches previews of links. */
  readonly isPreview: boolean
}

export function detectVisitor(detectors: Detectors, facts: VisitorFacts): Detected {
  const agent = detectors.userAgent(facts.userAgent ?? '')
  const { botReasons, robot, isPreview } = robotVerdict(detectors, facts.ip, agent)
  const isSent = facts.userAgent !== null
  const looked = facts.ip === null ? UNKNOWN_GEO : detectors.geo.lookup(facts.ip)
  const geo = facts.country === '' ? looked : withCountry(looked, facts.country)
  const visitor: Visitor = {
    ip: facts.ip,
    ipText: facts.ip === null ? cleanText(facts.invalidIp) : addressText(facts.ip),
    // A told country is believed without a known address too: the proxy saw one.
    geo,
    userAgent: isSent ? agent.text : null,
    device: isSent ? agent.device : null,
    language: readLanguage(facts.language),
    xRequestedWith: short(headerText(facts.xRequestedWith), MAX_APP_BYTES),
    referrer: short(facts.referrer, MAX_REFERRER_BYTES),
    searchEngine: facts.searchEngine,
    botReasons,
    robot,
    unusual:
      geo === looked && looked.country !== null ? facts.unusual : withPlace(facts, geo, looked),
  }
  return { visitor, isPreview }
}

const MAX_APP_BYTES = 256

function short(text: string, maxBytes: number): string {
  return text === '' ? '' : cleanText(cutBytes(text, maxBytes))
}

/** How the country came about, where it is not what the database says. */
function withPlace({ unusual, ip }: VisitorFacts, geo: Geo, looked: Geo): readonly Unusual[] {
  if (geo !== looked) return [...unusual, 'country:header']
  // Without an address nobody looked.
  return ip === null ? unusual : [...unusual, 'country:no_database']
}
