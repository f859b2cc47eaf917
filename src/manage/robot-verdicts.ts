/** Robots told apart anew in stored clicks, by the lists of now: counted first, then done. */
import { type JudgedClicks, robotLists } from '../core/robot-verdicts.ts'
import type { ReclassificationState } from '../ledger/verdicts/reclassify.ts'
import type { VerdictLedger } from '../ledger/verdicts/verdict-link.ts'
import { type Caller, isAdmin } from './access.ts'
import { type Desk, noteDeed } from './desk.ts'
import { FORBIDDEN, NOT_FOUND, type Refusal, wrong } from './refusal.ts'

export interface VerdictParts {
  readonly desk: Desk
  readonly verdicts: VerdictLedger
}

export interface Reclassifying {
  /** By which it can be asked for. */
  readonly uuid: string
  readonly done: Promise<ReclassificationState | null>
}

/** Only for administrators: everybody's reports tell of robots by it. `isDry`: it only counts. */
export function reclassify(
  { desk, verdicts }: VerdictParts,
  caller: Caller,
  asked: JudgedClicks & { readonly isDry: boolean },
): Reclassifying | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const { isDry, ...rest } = asked
  const { stores } = desk
  const clicks = uptoNow(rest, desk.clock())
  if (clicks.campaigns?.some((id) => stores.campaigns.find(id) === null) === true)
    return wrong('campaigns', 'does not exist')
  if (clicks.period.from >= clicks.period.to) return wrong('dateFrom', 'lies in the future')
  const uuid = crypto.randomUUID()
  const lists = robotLists(stores.settings.all())
  const done = desk.reclassifications.take(() => {
    const deed = { event: 'reclassify', kind: 'clicks', id: uuid, name: '', changes: clicks }
    if (!isDry) noteDeed(desk, caller, deed)
    return verdicts.apply({ uuid, isDry, clicks, lists })
  })
  if (done === null) return { refused: 'busy' }
  return { uuid, done: done.then(() => verdicts.of(uuid)) }
}

/** Clicks of now are told apart by the lists of now already. */
function uptoNow({ period, campaigns }: JudgedClicks, now: number): JudgedClicks {
  return {
    period: { from: period.from, to: Math.min(period.to, now) },
    campaigns: campaigns && [...new Set(campaigns)].toSorted((a, b) => a - b),
  }
}

export async function reclassification(
  { verdicts }: Pick<VerdictParts, 'verdicts'>,
  caller: Caller,
  uuid: string,
): Promise<ReclassificationState | Refusal> {
  if (!isAdmin(caller)) return FORBIDDEN
  return (await verdicts.of(uuid)) ?? NOT_FOUND
}

/** Newest first. */
export async function reclassifications(
  { verdicts }: Pick<VerdictParts, 'verdicts'>,
  caller: Caller,
): Promise<readonly ReclassificationState[] | Refusal> {
  return isAdmin(caller) ? verdicts.list() : FORBIDDEN
}
