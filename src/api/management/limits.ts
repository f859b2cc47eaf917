/**
 * How much a caller may ask for: a bucket of requests, few reports and exports at a time. Kept in
 * memory, in bounds.
 */
import { settingNumber } from '../../core/settings/settings.ts'
import { householdText, type Ip } from '../../lib/ip.ts'
import { type Pace, tokenBuckets } from '../../lib/token-bucket.ts'
import { placesByKey, type Waiter } from '../../lib/turns.ts'

const CALLERS_REMEMBERED = 10_000
/** Of one user: the keeper holds four for everybody. */
const EXPORTS_AT_ONCE = 2
/** Programs ask for many pages at once, and take a refusal for an empty one. */
const REPORT_WAIT_MS = 20_000
const REPORTS_WAITING = 64
/** Longer than the keeper holds an export whose reader has stopped reading. */
const EXPORT_PLACE_MS = 660_000
/** Wrong keys of one address: a guess at 154 random bits needs none, a slip needs few. */
const STRANGER = { perSecond: 10, burst: 200 }

export interface RequestLimits {
  /** Takes a request from the caller's bucket; milliseconds until there is one, if there is none. */
  take(caller: string): number | null
  /** The same for an address that came without a valid key. */
  takeStranger(address: Ip | null): number | null
  /** What gives the place back. Waits while the caller's reports are all at work; null: for too long. */
  takeReport(caller: string, waiter: Waiter): Promise<(() => void) | null>
  /** The same at once, for exports, whose answers are made as they are read; places do not last for ever. */
  takeExport(caller: string): (() => void) | null
}

/** `now` is milliseconds that only ever grow. */
export function requestLimits(
  settings: () => ReadonlyMap<string, string>,
  now: () => number,
): RequestLimits {
  const takeOne = tokenBuckets<string>(CALLERS_REMEMBERED)
  const waitFor = (name: string, pace: Pace) => takeOne(name, pace, now()) || null
  const reports = placesByKey<string>(REPORT_WAIT_MS, REPORTS_WAITING)
  const exporting = new Map<string, number>()
  return {
    take: (caller) => {
      const perSecond = settingNumber(settings(), 'api.requests_per_second')
      const burst = settingNumber(settings(), 'api.burst')
      return perSecond === 0 ? null : waitFor(caller, { perSecond, burst })
    },
    takeStranger: (address) => {
      const isOff = settingNumber(settings(), 'api.requests_per_second') === 0
      return isOff ? null : waitFor(`stranger ${householdText(address)}`, STRANGER)
    },
    takeReport: (caller, waiter) => {
      const most = settingNumber(settings(), 'api.reports_at_once')
      return reports.take(caller, most === 0 ? Infinity : most, waiter)
    },
    takeExport: (caller) => {
      const done = takeExportPlace(exporting, caller)
      return done && once(done, EXPORT_PLACE_MS)
    },
  }
}

function takeExportPlace(exporting: Map<string, number>, caller: string): (() => void) | null {
  const count = exporting.get(caller) ?? 0
  if (count >= EXPORTS_AT_ONCE) return null
  exporting.set(caller, count + 1)
  return () => giveBack(exporting, caller)
}

/** Done when it is told so first, or after so many milliseconds. */
function once(done: () => void, ms: number): () => void {
  let isDone = false
  const end = () => {
    if (!isDone) done()
    isDone = true
    clearTimeout(timer)
  }
  const timer = setTimeout(end, ms)
  timer.unref()
  return end
}

function giveBack(exporting: Map<string, number>, caller: string): void {
  const left = (exporting.get(caller) ?? 1) - 1
  if (left === 0) exporting.delete(caller)
  else exporting.set(caller, left)
}
