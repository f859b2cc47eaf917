/** The trace in the wording that callers of the Click API search for (`click-api.md` 9). */
import type { PageAnswer } from './actions/action.ts'
import type { Trace, TraceEntry } from './trace.ts'
import type { Visit } from './visit.ts'

/** Longer values are cut. */
const LINE_VALUE = 1_000

/** `answer`: what was executed; `null` if the visitor has yet to come for it. */
export function logLines(trace: Trace, visit: Visit, answer: PageAnswer | null): string[] {
  const lines: string[] = []
  let flowId = 0
  for (const entry of trace) {
    if ((entry.at === 'filter' || entry.at === 'flow') && entry.flowId !== flowId) {
      flowId = entry.flowId
      lines.push(`Checking stream #${flowId}`)
    }
    lines.push(...linesOf(entry, visit, answer))
  }
  return lines
}

function linesOf(entry: TraceEntry, visit: Visit, answer: PageAnswer | null): readonly string[] {
  switch (entry.at) {
    case 'campaign':
      return [`Processing campaign ${entry.id}`, ...visitLines(visit)]
    case 'invalid':
      return entry.field === 'cost' ? [`Cost: ignored (${clean(entry.value)})`] : []
    case 'unique':
      return [`Is unique in campaign: ${entry.campaign ? 'yes' : 'no'}`]
    case 'filter':
      return [`Filter "${clean(entry.key)}": ${verdictText(entry)}`]
    case 'flow':
      return FLOW_LINES[entry.verdict]
    case 'chosen':
      return [`Stream #${entry.flowId}`]
    case 'path':
      return [`Path #${entry.id}`]
    case 'landing':
      return [`Landing #${entry.id}`]
    case 'offer':
      return [`Offer #${entry.id}`]
    case 'bound':
      return [`Bound to ${BOUND_WORDS[entry.of]} #${entry.id}`]
    case 'cap':
      return [`Offer #${entry.offerId} is full, taking #${entry.to ?? 'another target'}`]
    case 'cap_ignored':
      return [`Offer #${entry.offerId} is full, its cap is ignored`]
    case 'fallback':
      return fallbackLines(entry.why)
    case 'action':
      return entry.key === 'campaign' || answer === null ? [] : answerLines(entry.key, answer)
    case 'healed':
    case 'unexpanded':
    case 'truncated':
    case 'bot':
    case 'draw':
    case 'passed_over':
    case 'pick_refused':
    case 'deferred_taken':
    case 'hop':
    case 'trace_cut':
      return []
  }
}

const FLOW_LINES = {
  accepted: ['Accepted by filters'],
  deferred: ['Deferred: a filter could not be evaluated'],
  rejected: [],
} as const

const BOUND_WORDS = { flow: 'stream', path: 'path', landing: 'landing', offer: 'offer' } as const

function visitLines({ visitor, parameters }: Visit): string[] {
  const isInvalid = visitor.ip === null && visitor.ipText !== ''
  return [
    `Referrer: ${clean(visitor.referrer)}`,
    `Source: ${clean(parameters.source)}`,
    `Keyword: ${clean(parameters.keyword)}`,
    `IP: ${isInvalid ? '(invalid) ' : ''}${clean(visitor.ipText)}`,
    `UserAgent: ${clean(visitor.userAgent ?? '')}`,
    `Language: ${clean(visitor.language)}`,
  ]
}

function verdictText({ verdict, why }: Extract<TraceEntry, { at: 'filter' }>): string {
  if (verdict === 'reject') return 'rejected'
  return verdict === 'unknown' ? `unknown (${clean(why ?? '')})` : verdict
}

function fallbackLines(why: Extract<TraceEntry, { at: 'fallback' }>['why']): string[] {
  const action = 'Action: do_nothing'
  if (why === 'no_flow_accepted') return ['No stream accepted', action]
  return why === 'campaign_paused' ? ['Campaign is disabled', action] : [action]
}

function answerLines(key: string, { location, headers }: PageAnswer): string[] {
  const sent = location === null ? headers : [['Location', location] as const, ...headers]
  if (sent.length === 0) return [`Action: ${key}`]
  return sent.map(([name, value]) => `Send headers: ${name}: ${value}`)
}

function clean(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value.slice(0, LINE_VALUE).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
}
