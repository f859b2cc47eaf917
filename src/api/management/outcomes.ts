/**
 * What operations give, changes of one object one after the other: between the look at `If-Match` and the
 * write some wait for a password's hash or a blocklist, and another change would be overwritten.
 */
import { turnsByKey } from '../../lib/turns.ts'
import { isRefusal } from '../../manage/refusal.ts'
import { STALE } from './errors.ts'
import type { Call, Failed, Operation } from './operation.ts'
import { shownTo } from './shown.ts'

/** Changes that run or wait. */
const CHANGES_MAX = 10_000

/** What the operation gives, unless the object is another than the client believes. */
export type Outcomes = (operation: Operation, call: Call) => Promise<unknown>

/** Of one server: it remembers what is being changed. */
export function outcomesInTurn(): Outcomes {
  const inTurn = turnsByKey<string>(CHANGES_MAX)
  return async (operation, call) => {
    const { method, path, current } = operation
    if (current === undefined || method === 'GET') return operation.run(call)
    const [, noun = ''] = path.split('/')
    return inTurn(`${noun} ${JSON.stringify(call.params)}`, async () => {
      const refusal = staleness(call, () => current(call))
      return refusal ?? operation.run(call)
    })
  }
}

/** Null: the client has not said which version it means, or means this one. */
function staleness({ request, caller }: Call, read: () => unknown): unknown {
  const wanted = request.headers.get('if-match')
  if (wanted === null) return null
  const current = read()
  if (isRefusal(current)) return current
  const text = JSON.stringify(shownTo(caller, current))
  return matches(wanted, etagOf(text)) ? null : ({ failure: STALE } satisfies Failed)
}

/** What conversions count up by themselves: nobody who saves has overlooked a change of it. */
const COUNTED = /"(?:currentCap|fill|currentConversionCap)":\d+/g

/** Of an object as it is shown. */
export function etagOf(text: string): string {
  const said = text.includes('"currentC') ? text.replace(COUNTED, '') : text
  return `"${Bun.hash(said).toString(36)}"`
}

function matches(wanted: string, etag: string): boolean {
  return wanted.trim() === '*' || wanted.split(',').some((tag) => tag.trim() === etag)
}
