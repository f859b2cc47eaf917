/**
 * Asks the keeper for clicks: those that are asked for while it is busy travel together, so that the
 * columns of a segment are read once for all of them.
 */
import type { Event } from '../../core/event.ts'
import { DamagedSegment } from '../columns/column.ts'
import type { AskKeeper } from './keeper-link.ts'
import type { ClickAddress, ReadClick } from './stored-clicks.ts'

/** In one request; more wait for the next one. */
const AT_ONCE_MAX = 500

interface Asked {
  readonly address: ClickAddress
  readonly resolve: (click: Event | null) => void
  readonly reject: (error: unknown) => void
}

/** Rejects with `DamagedSegment` when the click's segment is damaged; when the keeper can't answer, too. */
export type ReadClickAt = (address: ClickAddress) => Promise<Event | null>

export function clickReader(request: AskKeeper): ReadClickAt {
  let waiting: Asked[] = []
  let isAsking = false

  async function askAll(): Promise<void> {
    isAsking = true
    while (waiting.length > 0) {
      const asked = waiting.slice(0, AT_ONCE_MAX)
      waiting = waiting.slice(AT_ONCE_MAX)
      await ask(asked)
    }
    isAsking = false
  }

  async function ask(asked: readonly Asked[]): Promise<void> {
    try {
      const addresses = asked.map(({ address }) => address)
      const found = (await request('ledger.clicks', addresses)) as readonly ReadClick[]
      asked.forEach(({ resolve, reject }, at) => {
        const click = found[at] ?? null
        if (click !== null && 'damaged' in click) reject(new DamagedSegment(click.damaged))
        else resolve(click)
      })
    } catch (error) {
      for (const { reject } of asked) reject(error)
    }
  }

  return (address) => {
    const { promise, resolve, reject } = Promise.withResolvers<Event | null>()
    waiting.push({ address, resolve, reject })
    // Those of this turn come along.
    if (!isAsking) {
      isAsking = true
      setImmediate(() => void askAll())
    }
    return promise
  }
}
