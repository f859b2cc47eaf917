/** The trace in the wording that callers of the Click API search for (`click-api.md` 9). */
import type { PageAnswer } from '../actions/action.ts'
import type { RoutedVisit } from '../tables.ts'
import { originText } from './origin-text.ts'
import type { Trace, TraceEntry } from './trace.ts'
import type { VisitorFact } from './visitor-facts.ts'

/** Longer values are cut. */
const LINE_VALUE = 1_000

/** What is behind a trace. */
export interface Logged {
  readonly visit: RoutedVisit
  readonly facts: readonly VisitorFact[]
  /** What was executed; `null` if the visitor has yet to come for it. */
  readonly answer: PageAnswer | null
}

export function logLines(trace: Trace, logged: Logged): string[] {
  const lines: string[] = []
  let flowId = 0
  for (const entry of trace) {
    if ((entry.at === 'filter' || entry.at === 'flow') && entry.flowId !== flowId) {
      flowId = entry.flowId
      lines.push(`Checking stream #${flowId}`)
    }
    lines.push(...linesOf(entry, logged))
  }
  return lines
}

/** One line per step; the words in them are a contract with the programs that look for them. */
function linesOf(entry: TraceEntry, { visit, facts, answer }: Logged): readonly string[] {
  switch (entry.at) {
    case 'campaign':
      return [`Processing campaign ${entry.id}`, ...visitLines(visit), ...facts.map(factLine)]
    case 'visitor':
      return []
    case 'unexpanded':
      return entry.field === 'cost' ? [...costLines(visit), detailLine(entry)] : [detailLine(entry)]
    case 'invalid':
      return entry.field === 'cost' ? [`Cost: ignored (${logValue(entry.value)})`] : []
    case 'unique':
      return [`Is unique in campaign: ${entry.campaign ? 'yes' : 'no'}`]
    case 'filter':
      return [`Filter "${logValue(entry.key)}": ${verdictText(entry)}`]
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
      // What is no offer goes by its place in the path.
      return [
        `Bound to ${BOUND_WORDS[entry.of]} ${entry.id < 0 ? `at ${-entry.id}` : `#${entry.id}`}`,
      ]
    case 'cap':
      return [`Offer #${entry.offerId} is full, taking #${entry.to ?? 'another target'}`]
    case 'cap_ignored':
      return [`Offer #${entry.offerId} is full, its cap is ignored`]
    case 'fallback':
      return fallbackLines(entry.why)
    case 'action':
      return entry.key === 'campaign' || answer === null ? [] : answerLines(entry.key, answer)
    case 'healed':
    case 'truncated':
    case 'bot':
    case 'draw':
    case 'passed_over':
    case 'pick_refused':
    case 'deferred_taken':
    case 'hop':
    case 'trace_cut':
      return [detailLine(entry)]
  }
}

type Detail = Extract<
  TraceEntry,
  {
    at:
      | 'healed'
      | 'unexpanded'
      | 'truncated'
      | 'bot'
      | 'draw'
      | 'passed_over'
      | 'pick_refused'
      | 'deferred_taken'
      | 'hop'
      | 'trace_cut'
  }
>

/** What Sluice says beyond the lines that callers know, so that every step has one. */
function detailLine(entry: Detail): string {
  switch (entry.at) {
    case 'healed':
      return 'Query: repaired'
    case 'unexpanded':
      return `Macro not replaced: ${logValue(entry.field)}`
    case 'truncated':
      return `Too long, cut: ${logValue(entry.field)}`
    case 'bot':
      return `Is bot: yes (${logValue(entry.reasons.join(', '))})`
    case 'draw':
      return `Draw of ${BOUND_WORDS[entry.of]}: ${drawText(entry)}`
    case 'passed_over':
      return `Stream #${entry.flowId} is passed over: ${spaced(entry.why)}`
    case 'pick_refused':
      return `The offer asked for is refused: ${spaced(logValue(entry.why))}`
    case 'deferred_taken':
      return `Taking deferred stream #${entry.flowId}`
    case 'hop':
      return `Passed on to campaign ${entry.campaignId}`
    case 'trace_cut':
      return 'Further steps are left out'
  }
}

/** Each candidate with its weight, then the one that was drawn. Direct addresses have no id. */
function drawText({ candidates, pick }: Extract<TraceEntry, { at: 'draw' }>): string {
  const name = (id: number) => (id < 0 ? `entry ${-id}` : `#${id}`)
  const texts = candidates.flatMap((id, at) =>
    at % 2 === 0 ? [`${name(id)} (weight ${candidates[at + 1]})`] : [],
  )
  return `${name(pick)} of ${texts.join(', ')}`
}

function spaced(word: string): string {
  return word.replaceAll('_', ' ')
}

const FLOW_LINES = {
  accepted: ['Accepted by filters'],
  deferred: ['Deferred: a filter could not be evaluated'],
  rejected: [],
} as const

const BOUND_WORDS = { flow: 'stream', path: 'path', landing: 'landing', offer: 'offer' } as const

function visitLines({ visitor, parameters }: RoutedVisit): string[] {
  const isInvalid = visitor.ip === null && visitor.ipText !== ''
  return [
    `Referrer: ${logValue(visitor.referrer)}`,
    `Source: ${logValue(parameters.source)}`,
    `Keyword: ${logValue(parameters.keyword)}`,
    `IP: ${isInvalid ? '(invalid) ' : ''}${logValue(visitor.ipText)}`,
    `UserAgent: ${logValue(visitor.userAgent ?? '')}`,
    `Language: ${logValue(visitor.language)}`,
  ]
}

/** As of any other text that is no cost: by its own name, or by the one that the campaign or its source gives it. */
function costLines({ campaign, parameters: { query } }: RoutedVisit): string[] {
  const alias = campaign.spec.parameters.find(({ field }) => field === 'cost')?.alias
  const inherited = campaign.source?.parameters.find(({ field }) => field === 'cost')?.alias
  const sent = query.get('cost') || query.get(alias ?? inherited ?? '')
  return sent ? [`Cost: ignored (${logValue(sent)})`] : []
}

/** Facts whose value has a line of its own. */
const IN_OWN_LINE: ReadonlySet<string> = new Set([
  'ip',
  'user_agent',
  'language',
  'referrer',
  'keyword',
  'source',
])

function factLine(fact: VisitorFact): string {
  const { fact: name, value } = fact
  const text = originText(fact)
  if (fact.origin === 'none') return `Fact "${name}": ${text}`
  const shown = IN_OWN_LINE.has(name) ? '' : `${logValue(value)} `
  return `Fact "${name}": ${shown}from ${logValue(text)}`
}

function verdictText({ verdict, why }: Extract<TraceEntry, { at: 'filter' }>): string {
  if (verdict === 'reject') return 'rejected'
  return verdict === 'unknown' ? `unknown (${logValue(why ?? '')})` : verdict
}

function fallbackLines(why: Extract<TraceEntry, { at: 'fallback' }>['why']): string[] {
  const action = 'Action: do_nothing'
  if (why === 'no_flow_accepted') return ['No stream accepted', action]
  if (why === 'campaign_paused') return ['Campaign is disabled', action]
  return [`Nothing to show: ${spaced(why)}`, why === 'blocked' ? 'Action: status404' : action]
}

function answerLines(key: string, { location, headers }: PageAnswer): string[] {
  const sent = location === null ? headers : [['Location', location] as const, ...headers]
  if (sent.length === 0) return [`Action: ${key}`]
  return sent.map(([name, value]) => `Send headers: ${name}: ${logValue(value)}`)
}

/** A text as it may stand in a line: no line of its own, and not too long. */
export function logValue(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value.slice(0, LINE_VALUE).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
}
