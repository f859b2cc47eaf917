/**
 * What another tracker has, as a configuration file that the import takes: read through its API, translated,
 * and held against the import until it fits. Nothing is written by it.
 */
import { places } from '../../../lib/turns.ts'
import { isRefusal, type Refusal, wrong } from '../../../manage/refusal.ts'
import type { OutboundClient } from '../../../track/outbound/outbound.ts'
import type { Failed } from '../operation.ts'
import { BINOM, readBinom } from './binom-read.ts'
import { translateBinom } from './binom.ts'
import { KEITARO, readKeitaro } from './keitaro-read.ts'
import { translateKeitaro } from './keitaro.ts'
import type { MoveHere, MoveOrder } from './move-job.ts'
import { type FileJson, fileOf, type Moved } from './moved.ts'
import { type Remark, type Remarks, remarks } from './remarks.ts'
import type { MoveTo } from './rows.ts'
import { type PlanRow, settled } from './settle.ts'
import {
  type TrackerPlace,
  type TrackerReader,
  trackerReader,
  Unreadable,
} from './tracker-reader.ts'

export interface Found {
  readonly file: FileJson
  readonly remarks: readonly Remark[]
  /** Of which the first are shown. */
  readonly remarksTotal: number
  readonly plan: readonly PlanRow[]
  /** Keys in the addresses that networks call there. */
  readonly postbackKeys: readonly string[]
}

export interface MoveParts {
  readonly client: Pick<OutboundClient, 'send'>
  /** Milliseconds. */
  readonly clock: () => number
  /** Milliseconds, until it is asked again. */
  readonly wait: (ms: number) => Promise<void>
  /** For reading the other tracker. */
  readonly withinMs: number
}

/** One at a time: each may hold a hundred megabytes. */
export function trackerMoves(parts: MoveParts) {
  const one = places(1)
  return {
    async find(order: MoveOrder, here: MoveHere): Promise<Found | Refusal | Failed> {
      const finding = one.take(() => found(order, here, parts))
      return finding === null ? { refused: 'busy' } : finding
    },
  }
}

async function found(
  order: MoveOrder,
  here: MoveHere,
  parts: MoveParts,
): Promise<Found | Refusal | Failed> {
  const told = remarks()
  const moved = await movedFrom(order, moveTo(here, told), parts)
  if ('unreadable' in moved) return wrong('address', moved.unreadable)
  const result = await settled(fileOf(moved), here.dryRun, told)
  if (isRefusal(result) || 'failure' in result) return result
  const { remarks: first, total } = told.all()
  return {
    file: result.file,
    remarks: first,
    remarksTotal: total,
    plan: result.plan,
    postbackKeys: keysIn(moved),
  }
}

async function movedFrom(
  { from, address, key }: MoveOrder,
  to: MoveTo,
  parts: MoveParts,
): Promise<Moved | { readonly unreadable: string }> {
  const { place, read } = KINDS[from]
  try {
    return await read(trackerReader({ address, key, ...place }, parts), to)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { unreadable: error.message }
  }
}

interface TrackerKind {
  readonly place: Pick<TrackerPlace, 'api' | 'header'>
  readonly read: (reader: TrackerReader, to: MoveTo) => Promise<Moved>
}

const KINDS: { readonly [F in MoveOrder['from']]: TrackerKind } = {
  keitaro: {
    place: KEITARO,
    read: async (reader, to) => translateKeitaro(await readKeitaro(reader, to.told), to),
  },
  binom: {
    place: BINOM,
    read: async (reader, to) => translateBinom(await readBinom(reader, to.told), to),
  },
}

function moveTo({ read, currency, zone }: MoveHere, told: Remarks): MoveTo {
  const campaigns = read.campaigns.list('all')
  const keys = new Map(campaigns.map(({ alias, key }) => [alias, key]))
  const taken = new Set(campaigns.map(({ key }) => key))
  return {
    told,
    currency,
    zone,
    newId: () => crypto.randomUUID(),
    keyOf: (alias) => keys.get(alias) ?? null,
    isKey: (key) => taken.has(key),
  }
}

const CALLED = /\/([\w~.-]{4,128})\/postback(?:\.\w+)?(?:[?#]|$)/

/** Of the addresses that stand at networks: they go on being called. */
function keysIn({ affiliate_networks: networks }: Moved): string[] {
  const keys = networks.flatMap(({ change }) => CALLED.exec(change.postbackUrl ?? '')?.[1] ?? [])
  return [...new Set(keys)].slice(0, 100)
}
