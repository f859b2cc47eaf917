/**
 * Tells people who are not looking: of warnings that stay and of their end, and once a day how the
 * day before was. What is told stands in memory, so that a full disk is told as well; it is kept
 * over restarts as far as the disk takes it.
 */
import type { Letter } from '../../core/notifications/outbox.ts'
import {
  type Letterhead,
  type Summary,
  summaryText,
  testText,
  warningsText,
} from '../../core/notifications/texts.ts'
import { look, toldBefore, toldOf } from '../../core/notifications/watch.ts'
import { isSettingOn, settingOf } from '../../core/settings/settings.ts'
import { LANGUAGE_CODES } from '../../core/words/language.ts'
import type { Warning, WarningCode } from '../../core/words/warnings.ts'
import { isYoung } from '../../lib/age.ts'
import { MINUTE_MS } from '../../lib/spans.ts'
import { dateIn, minuteIn } from '../../lib/time-text.ts'
import { addDays } from '../../lib/zoned-time.ts'
import type { OutboundClient } from '../outbound/outbound.ts'
import { type Delivered, type NotificationFacts, openLetterbox } from './letterbox.ts'
import { type Chat, chatsOf, destinations, messengersOf } from './messengers.ts'

const LOOK_EVERY_MS = MINUTE_MS

/** Advice for the set-up, which nobody has to be woken for. */
const ADVICE: ReadonlySet<WarningCode> = new Set(['one_host', 'no_abuse_contact'])

export interface NotifierParts {
  readonly client: Pick<OutboundClient, 'send'>
  readonly settings: () => ReadonlyMap<string, string>
  /** What needs a person now. */
  readonly warnings: () => Promise<readonly Warning[]>
  /** Of a day such as `2026-11-21`; null: nobody has time to count it now. */
  readonly summary: (day: string) => Promise<Summary | null>
  /** The tracker's, to tell it from others. */
  readonly name: () => string
  /** What `store` was given last, in this run or one before. */
  readonly stored: string | null
  readonly store: (text: string) => Promise<void>
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly onProblem: (problem: string) => void
}

export interface Notifier {
  /** To be called every few seconds. */
  tend(): Promise<void>
  /** One message to everybody, now. */
  test(): Promise<readonly Delivered[]>
  /** Who has written to the bot; a text says why that is not known. */
  chats(): Promise<readonly Chat[] | string>
  facts(): NotificationFacts
}

export function openNotifier(parts: NotifierParts): Notifier {
  const { client } = parts
  const kept = keptIn(parts.stored)
  const messengers = () => messengersOf(parts.settings())
  const letterbox = openLetterbox({ ...parts, messengers }, kept.letters)
  const warnings = warningWatch(parts, kept.told)
  const summaries = dailySummary(parts, kept.summaryOn)
  let stored = parts.stored ?? JSON.stringify(NOTHING)
  let refusedAt: number | null = null
  const keep = async () => {
    const now = { told: warnings.told(), summaryOn: summaries.madeOn() }
    const text = JSON.stringify({ ...now, letters: letterbox.letters() } satisfies Kept)
    const isRefused = refusedAt !== null && isYoung(refusedAt, LOOK_EVERY_MS, parts.clock())
    if (text === stored || isRefused) return
    refusedAt = parts.clock()
    await parts.store(text)
    refusedAt = null
    stored = text
  }
  return {
    async tend() {
      if (destinations(messengers()).length > 0) {
        const told = await warnings.news()
        if (told !== null) letterbox.post('warnings', told)
        const summary = await summaries.due()
        if (summary !== null) letterbox.post('summary', summary)
      } else warnings.forget()
      await letterbox.sendDue()
      await keep()
    },
    test: () => letterbox.sendNow(testText(headOf(parts))),
    chats: () => chatsOf(client, messengers()),
    facts: letterbox.facts,
  }
}

/** What is to be told of warnings; `told`: what was told before. */
function warningWatch(parts: NotifierParts, told: readonly Warning[]) {
  let watched = toldBefore(told, parts.clock())
  let lookedAt: number | null = null
  const forget = () => {
    watched = []
  }
  return {
    forget,
    told: () => toldOf(watched),
    /** Null: nothing new. */
    async news(): Promise<string | null> {
      if (!isSettingOn(parts.settings(), 'notifications.warnings')) forget()
      else if (lookedAt === null || !isYoung(lookedAt, LOOK_EVERY_MS, parts.clock())) {
        lookedAt = parts.clock()
        const seen = look(watched, await pressing(parts), lookedAt)
        watched = seen.watched
        if (seen.fresh.length + seen.over.length > 0) return warningsText(headOf(parts), seen)
      }
      return null
    },
  }
}

/** `madeOn`: the day on which one was made last. */
function dailySummary(parts: NotifierParts, madeOn: string | null) {
  let triedAt: number | null = null
  const { clock, settings } = parts
  return {
    madeOn: () => madeOn,
    /** Of yesterday, when it is time; null: it is not, or nobody has time to count. */
    async due(): Promise<string | null> {
      const now = clock()
      const isTried = triedAt !== null && isYoung(triedAt, LOOK_EVERY_MS, now)
      const today = isTried ? null : summaryDay(settings(), now)
      if (today === null || today === madeOn) return null
      triedAt = now
      const zone = settingOf(settings(), 'timezone')
      const summary = await parts.summary(dateIn(zone, addDays(zone, now, -1)))
      if (summary === null) return null
      madeOn = today
      return summaryText(headOf(parts), summary, await pressing(parts))
    },
  }
}

/** The day that it is, when the hour of its summary has come; null: it has not, or there is none. */
function summaryDay(settings: ReadonlyMap<string, string>, now: number): string | null {
  const at = settingOf(settings, 'notifications.summary_at')
  const [today = '', time = ''] = minuteIn(settingOf(settings, 'timezone'), now).split(' ')
  return at !== '' && time >= at ? today : null
}

async function pressing({ warnings }: NotifierParts): Promise<readonly Warning[]> {
  return (await warnings()).filter(({ code }) => !ADVICE.has(code))
}

function headOf({ name, settings }: NotifierParts): Letterhead {
  const chosen = settingOf(settings(), 'notifications.language')
  return { name: name(), language: LANGUAGE_CODES.find((code) => code === chosen) ?? 'en' }
}

/** What outlasts a restart. */
interface Kept {
  readonly told: readonly Warning[]
  readonly summaryOn: string | null
  readonly letters: readonly Letter[]
}

const NOTHING: Kept = { told: [], summaryOn: null, letters: [] }

/** What was kept in another form, or somebody has changed, is as if there were none. */
function keptIn(stored: string | null): Kept {
  try {
    return { ...NOTHING, ...(JSON.parse(stored ?? '{}') as Partial<Kept>) }
  } catch {
    return NOTHING
  }
}
