/** Events of visits that happened elsewhere: a link's, with as much as somebody has written down. */
import { type Event, EventKind, Flag, rowToEvent } from '../core/event.ts'
import type { LinkRecord } from '../db/links/link-rows.ts'
import { countryCode } from '../detect/geo-record.ts'
import { readLanguage } from '../detect/language.ts'
import { MAX_REFERRER_BYTES } from '../detect/referrer.ts'
import { cleanText, cutBytes } from '../detect/text.ts'
import type { UserAgentReader } from '../detect/user-agent.ts'
import { agentColumns } from './agent-columns.ts'

/** As they stand in a file; absent and empty are the same. */
export interface VisitFacts {
  readonly country?: string
  readonly referer?: string
  readonly ua?: string
  readonly language?: string
}

const EMPTY = rowToEvent([])

/** A visit that led to the link's destination. */
export function visitEvent(
  link: LinkRecord,
  time: number,
  agent: UserAgentReader,
  row: VisitFacts,
): Event {
  const facts = agent(row.ua ?? '')
  const referrer = cleanText(cutBytes(row.referer ?? '', MAX_REFERRER_BYTES))
  const isBot = facts.botReasons.length > 0
  return {
    ...plainVisit(link, time),
    flags: (isBot ? Flag.bot : 0) | (referrer === '' ? Flag.emptyReferrer : 0),
    country: countryCode(row.country ?? ''),
    ...agentColumns(facts),
    language: readLanguage(row.language ?? ''),
    referrer,
  }
}

/** Of a person of whom nothing is known, at the time the link was made. */
export function countedVisit(link: LinkRecord, clickSeq: number): Event {
  return { ...plainVisit(link, link.createdAt), clickSeq, flags: Flag.emptyReferrer }
}

function plainVisit(link: LinkRecord, time: number): Event {
  return {
    ...EMPTY,
    kind: EventKind.click,
    time,
    clickTime: time,
    linkId: link.id,
    flowType: 'web',
    entry: 'link',
    action: 'redirect',
    costOrigin: 'none',
    destination: link.web?.location ?? '',
    clicks: 1,
  }
}
