/**
 * The body of the keeper's worker: answers requests of the main thread one by one, and in between
 * follows the journal and seals. Its handlers come from outside, so that reports can run here.
 */
import type { MessagePort } from 'node:worker_threads'

import type { Period } from '../../core/reports/period.ts'
import { CALM_MS, collectsWhenCalm } from '../../lib/calm.ts'
import { codeOf, errorFrom, messageOf } from '../../lib/errors.ts'
import type { SegmentSource } from '../columns/column.ts'
import type { WhichCosts } from '../costs/cost-book.ts'
import type { Author, CostQuery } from '../costs/cost-store.ts'
import type { DiskRoom } from '../segments/fill-forecast.ts'
import { type FollowedClick, followUpFinder } from '../segments/follow-ups.ts'
import { recentEvents, type RecentQuery } from '../segments/recent-events.ts'
import type { VerdictWork } from '../verdicts/verdict-store.ts'
import type { GivenNumber } from './given-numbers.ts'
import type { KeeperCommand, KeeperReply } from './keeper-messages.ts'
import { type Keeper, type KeeperOptions, openKeeper } from './keeper.ts'
import type { ClickAddress, ReadClick } from './stored-clicks.ts'

/** How often the journal is looked at when nobody asks. */
const TEND_MS = 500

/**
 * Answers one kind of request with a value that can be copied between threads, or a promise of one.
 * What it throws reaches the asker as text and code only.
 */
export type KeeperHandler = (source: SegmentSource, payload: unknown, keeper: Keeper) => unknown

/** What an entry file adds to the keeper. */
export interface KeeperService extends Pick<KeeperOptions, 'sumUp' | 'judgeBy'> {
  /** By the name of the request. */
  readonly handlers: Readonly<Record<string, KeeperHandler>>
  /** Called when the data is open, before the first request. What it throws is told. */
  readonly opened?: (keeper: Keeper) => Promise<unknown>
  /** Called when the keeper is told to stop. */
  readonly close?: () => void
}

/** Serves until told to stop. */
export function runKeeper(port: MessagePort, serviceFor: (dataDir: string) => KeeperService): void {
  const post = (reply: KeeperReply) => port.postMessage(reply)
  const report = oncePerText((text) => post({ type: 'problem', text }))
  const note = (text: string) => post({ type: 'note', text })
  let service: KeeperService | null = null
  let served: Served | null = null
  let refusal = 'the keeper has not started'

  function start(dataDir: string, liveFrom: number | null): void {
    try {
      service = serviceFor(dataDir)
      const { sumUp, judgeBy } = service
      const told = { report, note }
      const keeper = openKeeper({ dataDir, liveFrom, clock: Date.now, ...told, sumUp, judgeBy })
      served = serve(keeper, { ...service.handlers, ...ownHandlers(keeper) }, report)
      service.opened?.(keeper).catch((error: unknown) => report(messageOf(error)))
      post({ type: 'ready', liveFrom: keeper.liveFrom })
    } catch (error) {
      refusal = messageOf(error)
      post({ type: 'refused', message: refusal })
    }
  }

  async function answer(id: number, name: string, payload: unknown): Promise<void> {
    try {
      if (!served) throw errorFrom(refusal, 'UNAVAILABLE')
      post({ type: 'answer', id, value: await served.answer(name, payload) })
    } catch (error) {
      post({ type: 'failure', id, message: messageOf(error), code: codeOf(error) })
    }
  }

  port.on('message', (command: KeeperCommand) => {
    switch (command.type) {
      case 'start':
        return start(command.dataDir, command.liveFrom)
      case 'request':
        return void answer(command.id, command.name, command.payload)
      case 'stop':
        served?.stop()
        service?.close?.()
        return post({ type: 'stopped' })
    }
  })
}

interface Served {
  answer(name: string, payload: unknown): unknown
  stop(): void
}

function serve(
  keeper: Keeper,
  handlers: Readonly<Record<string, KeeperHandler>>,
  report: (problem: string) => void,
): Served {
  const byName = new Map(Object.entries(handlers))
  const tend = () => {
    try {
      keeper.refresh()
      // All texts of a segment are garbage by now, and waiting would double the heap.
      if (keeper.sealNext()) Bun.gc(true)
    } catch (error) {
      report(`sealing: ${messageOf(error)}`)
    }
    check()
  }
  const check = () => {
    try {
      keeper.checkNext()
    } catch (error) {
      report(`reading: ${messageOf(error)}`)
    }
  }
  // Before anybody can ask: the first report shall know of damage among the newest events.
  check()
  const timer = setInterval(tend, TEND_MS)
  const calm = collectsWhenCalm()
  const tidying = setInterval(() => {
    calm(rowsOf(keeper))
    keeper.retention.tidy()
  }, CALM_MS)
  return {
    answer(name, payload) {
      const direct = DIRECT.get(name)
      if (direct) return direct(keeper, payload)
      const handler = byName.get(name)
      if (!handler) throw new Error(`the keeper knows no request "${name}"`)
      keeper.refresh()
      return handler(keeper.source(), payload, keeper)
    },
    stop() {
      clearInterval(timer)
      clearInterval(tidying)
      keeper.close()
    },
  }
}

function rowsOf(keeper: Keeper): number {
  const { sealedRows, openRows } = keeper.status()
  return sealedRows + openRows
}

type DirectHandler = (keeper: Keeper, payload: unknown) => unknown

/** The requests that need no view of all segments, two of which come often. */
const DIRECT: ReadonlyMap<string, DirectHandler> = new Map<string, DirectHandler>([
  ['ledger.clicks', (keeper, payload) => clicksAt(keeper, payload as ClickAddress[])],
  ['ledger.ids', (keeper, payload) => idsOf(keeper, payload as number[])],
  ['ledger.configAge', (keeper, payload) => keeper.configAge(payload as GivenNumber[])],
])

/** What is known already does not wait until everything that was written since is taken in. */
function clicksAt(keeper: Keeper, addresses: readonly ClickAddress[]): readonly ReadClick[] {
  const known = keeper.clicks.read(addresses)
  const missing = addresses.filter((_, at) => known[at] === null)
  if (missing.length === 0) return known
  keeper.refresh()
  const late = keeper.clicks.read(missing)
  let next = 0
  return known.map((click) => (click === null ? late[next++]! : click))
}

function idsOf(keeper: Keeper, seqs: readonly number[]): (string | null)[] {
  keeper.refresh()
  return seqs.map((seq) => keeper.clicks.idOf(seq))
}

/** The requests that need more than the segments. */
function ownHandlers(keeper: Keeper): Record<string, KeeperHandler> {
  const followUps = followUpFinder()
  return {
    'ledger.recent': (source, payload) => recentEvents(source, payload as RecentQuery),
    'ledger.follow': (source, payload) => followUps(source, payload as FollowedClick),
    'ledger.status': () => keeper.status(),
    'ledger.fillForecast': (_source, payload) => keeper.fillForecast(payload as DiskRoom),
    'costs.list': (_source, payload) => ({
      ...keeper.costs.list(payload as CostQuery),
      running: keeper.costs.running(),
    }),
    'costs.campaignsOf': (_source, payload) => keeper.costs.campaignsOf(payload as WhichCosts),
    'costs.uploadOf': (_source, payload) => keeper.costs.uploadOf(payload as string),
    'costs.partsOf': (_source, payload) => keeper.costs.partsOf(payload as string),
    'costs.takeResumed': () => keeper.costs.takeResumed(),
    'costs.set': (_source, payload) => {
      const { id, event, by } = payload as { id: number; event: 'undo' | 'redo'; by: Author }
      return keeper.costs.set(id, event, by)
    },
    'costs.setUpload': (_source, payload) => {
      const asked = payload as { upload: string; event: 'undo' | 'redo'; by: Author }
      return keeper.costs.setUpload(asked.upload, asked.event, asked.by)
    },
    'costs.ofClick': (_source, payload) => keeper.costs.ofClick(payload as number),
    'verdicts.apply': (_source, payload) => keeper.verdicts.apply(payload as VerdictWork),
    'verdicts.of': (_source, payload) => keeper.verdicts.of(payload as string),
    'verdicts.list': () => keeper.verdicts.list(),
    'retention.older': (_source, payload) => keeper.retention.removeOlder(payload as number),
    'retention.campaign': (_source, payload) => {
      const { campaignId, period } = payload as { campaignId: number; period: Period }
      return keeper.retention.removeCampaign(campaignId, period)
    },
    'retention.clicks': (_source, payload) => keeper.retention.removeClicks(payload as number[]),
    'retention.resume': () => keeper.retention.resume(),
    'retention.list': () => keeper.retention.list(),
    'retention.gone': (_source, payload) => keeper.clicks.gone(payload as ClickAddress),
  }
}

/** A problem that lasts is told once. */
function oncePerText(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>()
  return (text) => {
    if (told.has(text) || told.size >= 1000) return
    told.add(text)
    tell(text)
  }
}
