/**
 * "Why is this conversion missing?": the first thing that went wrong with a click, as one sentence.
 * What came later clears what is earlier: a click that the network called for did reach it.
 */
import { dateIn, minuteIn } from '../../lib/time-text.ts'
import { type Cause, HINTS } from '../conversions/causes.ts'
import { type Event, Flag } from '../event.ts'
import { stateOf } from './items.ts'
import { offerSent } from './offer-url.ts'
import type { CallRecord, ClickStory, DeliveryRecord, TryRecord } from './records.ts'
import { whySkipped } from './skipped.ts'
import type { TimelineCode, TimelineVerdict } from './told.ts'
import { unknownClick } from './unknown-id.ts'

type Check = (story: ClickStory) => TimelineVerdict | null

export function timelineVerdict(story: ClickStory): TimelineVerdict {
  const checks = story.steps.length > 0 ? CONVERTED : MISSING
  for (const check of checks) {
    const verdict = check(story)
    if (verdict !== null) return verdict
  }
  return says('fine', 'The conversion is stored, and everybody who is to know was told.')
}

function says(code: TimelineCode, sentence: string): TimelineVerdict {
  return { code, sentence }
}

const eventsOf = ({ click, later }: ClickStory) => (click === null ? later : [click, ...later])

/** What is wrong with a click that nobody has called for. */
const clickItself: Check = (story) => {
  const { click, calls } = story
  if (click === null || calls.length > 0) return null
  const isConfirmed = eventsOf(story).some(({ clicks, flags }) => clicks > 0 && isReal(flags))
  if ((click.flags & Flag.test) !== 0) return says('test', 'This is a test click.')
  if (!isConfirmed && (click.flags & Flag.provisional) !== 0) {
    return says('provisional', 'The visit was only a prefetch or preview; no person followed.')
  }
  return clickOutcome(click)
}

const isReal = (flags: number) => (flags & Flag.provisional) === 0

function clickOutcome(click: Event): TimelineVerdict | null {
  if ((click.flags & Flag.blocked) !== 0) {
    return says('blocked', 'The campaign was blocked: the visitor got no offer.')
  }
  if ((click.flags & Flag.paused) !== 0) {
    return says('campaign_paused', 'The campaign was paused when the visitor came.')
  }
  if ((click.flags & Flag.bot) === 0) return null
  return says('bot', `The visit was a robot (${click.botReasons}).`)
}

const offer: Check = (story) => {
  const { click, clickId, calls } = story
  if (click === null || calls.length > 0) return null
  const sent = offerSent(clickId, eventsOf(story))
  if (sent !== null && sent.clickIdIn !== null) return null
  if (sent !== null) {
    const sentence = 'The link sent to the network does not carry our click id.'
    return says('no_click_id_sent', `${sentence} Add a parameter with {subid} to the offer's URL.`)
  }
  return (click.flags & Flag.landingShown) === 0
    ? says('offer_not_reached', `The visitor was sent to no offer${reasonOf(click)}.`)
    : says('offer_not_reached', 'The visitor stayed on the landing.')
}

function reasonOf({ reason }: Event): string {
  return reason === '' ? '' : ` (${reason.replaceAll('_', ' ')})`
}

const noPostback: Check = (story) => {
  if (story.calls.length > 0) return null
  const { network } = story
  const parts = ['The network has not called for this click.']
  if (network !== null) parts.push(habits(story))
  const { clickIdIn } = offerSent(story.clickId, eventsOf(story)) ?? { clickIdIn: null }
  if (clickIdIn !== null && clickIdIn !== 'path') parts.push(howToCall(story, clickIdIn))
  return says('no_postback', parts.join(' '))
}

function habits({ network, zone }: ClickStory): string {
  if (network === null || network.lastAt === null) return 'It has never called at all.'
  const { today, failedToday, lastAt } = network
  const last = `It last called on ${minuteIn(zone, lastAt)}`
  const share = Math.round((failedToday / Math.max(1, today)) * 100)
  return today === 0
    ? `${last}; not today.`
    : `${last}; today ${failedToday} of ${today} calls failed (${share} %).`
}

/** The key stays out of sentences: they are read by people who may not have it. */
function howToCall({ callForm: { template, origin } }: ClickStory, clickIdIn: string): string {
  if (template !== '') return `Its postback should read ${template}`
  const query = `subid={${clickIdIn}}&status={status}&payout={payout}&currency={currency}&tid={id}`
  return `Its postback should read ${origin}/<postback key>/postback?${query}, in its own spelling of these macros.`
}

const parked: Check = ({ calls }) => {
  const call = calls.findLast(({ verdict, resolvedAt, dismissedAt }) => {
    return verdict === 'parked' && resolvedAt === null && dismissedAt === null
  })
  if (call === undefined) return null
  const detail = call.detail === '' ? '' : `: ${call.detail}`
  const sentence = `A postback is parked, because of ${call.cause.replaceAll('_', ' ')}${detail}.`
  const hint = HINTS[call.cause as Cause] ?? ''
  return says('parked', `${sentence} ${hint} Put that right and apply call ${call.id} again.`)
}

const REPETITIONS: ReadonlyMap<string, string> = new Map([
  ['duplicate', 'a repetition of an earlier one'],
  ['out_of_order', 'older than what was known already'],
  ['repeat_ignored', 'a further conversion, which the offer does not count'],
  ['ignored', 'of a status that is to be ignored'],
])

const onlyRepetitions: Check = (story) =>
  lateCall(story, REPETITIONS) ??
  says('no_postback', `The network's last call ended as ${story.calls.at(-1)?.verdict}.`)

/** Repetitions are nothing to worry about where a conversion stands; other calls were lost. */
const lostCall: Check = (story) => {
  const { duplicate: _duplicate, ...lost } = Object.fromEntries(REPETITIONS)
  return lateCall(story, new Map(Object.entries(lost)))
}

function lateCall(
  { calls, zone }: ClickStory,
  kinds: ReadonlyMap<string, string>,
): TimelineVerdict | null {
  const last = calls.at(-1)
  const what = last && kinds.get(last.verdict)
  if (last === undefined || what === undefined) return null
  return says('not_first', `The last call was ${what}${firstOf(calls, last, zone)}.`)
}

function firstOf(calls: readonly CallRecord[], last: CallRecord, zone: string): string {
  const isFirst = ({ id, verdict, conversionId }: CallRecord) =>
    id !== last.id && verdict === 'accepted' && conversionId === last.conversionId
  const first = calls.find(isFirst)
  if (first !== undefined) return `; call ${first.id} of ${minuteIn(zone, first.at)} was first`
  return last.conversionId === null ? '' : `; conversion ${last.conversionId} was first`
}

const deleted: Check = ({ steps }) => {
  const last = steps.at(-1)
  if (last === undefined || !stateOf(last.after).isDeleted) return null
  return says('deleted', 'A person has deleted the conversion.')
}

const outgoing: Check = (story) => {
  const { deliveries, tries } = story
  const failed = deliveries.find(({ state }) => state === 'failed')
  if (failed !== undefined) return says('failed', failure(failed, tries))
  const held = deliveries.find(({ state }) => state === 'held')
  if (held !== undefined) {
    return says('held', 'The conversion is stored; the source is told when there is a rate.')
  }
  if (deliveries.length === 0) return noEntry(story)
  if (deliveries.every(({ state }) => state === 'skipped')) {
    return says('not_sent', `The conversion is stored; ${whySkipped(deliveries.at(-1)!)}.`)
  }
  const waiting = deliveries.filter(({ state }) => state === 'waiting')
  return waiting.length === 0 ? null : says('waiting', onTheWay(waiting, tries))
}

function noEntry({ hasPostbacks, steps }: ClickStory): TimelineVerdict | null {
  const last = steps.at(-1)
  if (!hasPostbacks || last === undefined) return null
  const status = stateOf(last.after).class
  return says('no_entry', `The conversion is stored; no outgoing postback is set for ${status}.`)
}

function onTheWay(waiting: readonly DeliveryRecord[], tries: readonly TryRecord[]): string {
  const refused = waiting.find((delivery) => delivery.tries > 0)
  if (refused === undefined) return 'The conversion is stored; the source is being told.'
  const why = tries.findLast(({ deliveryId }) => deliveryId === refused.id)?.verdict ?? 'refused'
  const told = `telling it (${refused.entry}) has not worked so far: ${why.replaceAll('_', ' ')}`
  return `The conversion is stored; ${told}. It is tried again.`
}

const ANSWER_SHOWN = 200

function failure(delivery: DeliveryRecord, tries: readonly TryRecord[]): string {
  const { entry, reason } = delivery
  const last = tries.findLast(({ deliveryId }) => deliveryId === delivery.id)
  const status = last === undefined || last.status === 0 ? '' : ` ${last.status}`
  const answer = last?.answer.trim().slice(0, ANSWER_SHOWN) ?? ''
  const told = answer === '' ? '' : ` The source answered: ${answer}`
  const why = `${reason.replaceAll('_', ' ')}${status}`
  return `The conversion is stored; telling it (${entry}) failed after ${delivery.tries} tries: ${why}.${told}`
}

const otherDay: Check = (story) => {
  const days = daysOf(story)
  if (days === null || days.click === days.conversion) return null
  const { click, conversion } = days
  const sentence = `The click is of ${click}, the conversion of ${conversion}`
  return says(
    'other_day',
    `${sentence}: a report by click date shows it on ${click}, one by event date on ${conversion}.`,
  )
}

/** Where reports show the conversion: by click date, and by event date; `null`: there is none. */
export function daysOf({
  click,
  steps,
  zone,
}: ClickStory): { readonly click: string; readonly conversion: string } | null {
  const first = steps[0]
  if (click === null || first === undefined) return null
  return { click: dateIn(zone, click.clickTime), conversion: dateIn(zone, first.time) }
}

const MISSING: readonly Check[] = [
  unknownClick,
  clickItself,
  offer,
  noPostback,
  parked,
  onlyRepetitions,
]
const CONVERTED: readonly Check[] = [deleted, parked, lostCall, outgoing, otherDay]
