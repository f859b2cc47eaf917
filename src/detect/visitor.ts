/** Puts a visitor together from what the parts of `detect` found out. */
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
  const visitor: Visitor = {
    ip: facts.ip,
    ipText: facts.ip === null ? cleanText(facts.invalidIp) : addressText(facts.ip),
    geo: geoOf(detectors.geo, facts),
    userAgent: isSent ? agent.text : null,
    device: isSent ? agent.device : null,
    language: readLanguage(facts.language),
    xRequestedWith: short(headerText(facts.xRequestedWith), MAX_APP_BYTES),
    referrer: short(facts.referrer, MAX_REFERRER_BYTES),
    searchEngine: facts.searchEngine,
    botReasons,
    robot,
  }
  return { visitor, isPreview }
}

const MAX_APP_BYTES = 256

function short(text: string, maxBytes: number): string {
  return text === '' ? '' : cleanText(cutBytes(text, maxBytes))
}

/** A told country is believed without a known address too: the proxy saw one. */
function geoOf(database: GeoDatabase, { ip, country }: VisitorFacts): Geo {
  const geo = ip === null ? UNKNOWN_GEO : database.lookup(ip)
  return country === '' ? geo : withCountry(geo, country)
}
