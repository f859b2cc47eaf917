/** The uniqueness cookie: which campaigns and flows a visitor has seen (`click-api.md` 6). */
import type { UniqueIn } from '../../core/visit.ts'
import { boundedCache, whileAlive } from '../../lib/lru.ts'
import { MAX_SKEW_SECONDS, parseObject, readJwt, signJwtText } from './signing.ts'

/** Times in Unix seconds by id; `time` is the global scope, 0 for never. */
export interface SeenMarks {
  readonly flows: ReadonlyMap<number, number>
  readonly campaigns: ReadonlyMap<number, number>
  readonly time: number
}

const MAX_ENTRIES = 50

export const NEVER_SEEN: SeenMarks = { flows: new Map(), campaigns: new Map(), time: 0 }

/** `null` when it is absent, forged or not of our shape. */
export function readSeenMarks(
  keys: readonly Uint8Array[],
  cookie: string,
  nowSeconds: number,
): SeenMarks | null {
  const data = readJwt(keys, cookie)?.['data']
  const json = typeof data === 'string' ? parseObject(data) : null
  if (json === null) return null
  const flows = timesOf(json['streams'], nowSeconds)
  const campaigns = timesOf(json['campaigns'], nowSeconds)
  const time = typeof json['time'] === 'number' ? json['time'] : 0
  if (flows === null || campaigns === null || time > nowSeconds + MAX_SKEW_SECONDS) return null
  return { flows, campaigns, time }
}

/** PHP writes an empty map as `[]`. A time in the future makes the whole cookie invalid. */
function timesOf(value: unknown, nowSeconds: number): Map<number, number> | null {
  if (value === null || typeof value !== 'object') return null
  const times = new Map<number, number>()
  for (const [id, time] of Object.entries(value)) {
    if (typeof time !== 'number' || time > nowSeconds + MAX_SKEW_SECONDS) return null
    times.set(Number(id), time)
  }
  return times
}

export function signSeenMarks(key: Uint8Array, marks: SeenMarks): string {
  const { flows, campaigns, time } = marks
  return signTimes(key, timesText(flows), timesText(campaigns), time)
}

/**
 * A JSON text within another one. Written by hand: of numbers it is what `JSON.stringify` gives twice,
 * at a fifth of the cost.
 */
function signTimes(key: Uint8Array, flows: string, campaigns: string, time: number): string {
  const data = `{\\"streams\\":{${flows}},\\"campaigns\\":{${campaigns}},\\"time\\":${time}}`
  return signJwtText(key, `{"data":"${data}"}`)
}

const timeText = (id: number, time: number) => `\\"${id}\\":${time}`

/**
 * The marks after a visitor's first click, flow 0 for none. They say nothing of the visitor, so all
 * new visitors of one flow and second share them, and their signature is made once.
 */
export function signFirstMarks(
  key: Uint8Array,
  campaignId: number,
  flowId: number,
  seconds: number,
): string {
  const cache = firstMarksOf(key)
  // A flow of a rotation is one of many campaigns'.
  const place = flowId > 0 ? flowId : -campaignId
  const known = cache.get(place)
  if (known?.seconds === seconds && known.campaignId === campaignId) return known.signed
  const flow = flowId > 0 ? timeText(flowId, seconds) : ''
  const signed = signTimes(key, flow, timeText(campaignId, seconds), seconds)
  cache.set(place, { campaignId, seconds, signed })
  return signed
}

/** The last that were made of a flow, or of a campaign without one. */
interface FirstMarks {
  readonly campaignId: number
  readonly seconds: number
  readonly signed: string
}

/** More flows than are visited in one second. */
const FIRST_MARKS_KEPT = 2000
const firstMarksOf = whileAlive((_key: Uint8Array) =>
  boundedCache<number, FirstMarks>(FIRST_MARKS_KEPT),
)

function timesText(times: ReadonlyMap<number, number>): string {
  let text = ''
  for (const [id, time] of times.size > MAX_ENTRIES ? newest(times) : times) {
    text += `${text === '' ? '' : ','}${timeText(id, time)}`
  }
  return text
}

function newest(times: ReadonlyMap<number, number>): [number, number][] {
  return [...times].sort(([, a], [, b]) => b - a).slice(0, MAX_ENTRIES)
}

/** The longest that a campaign may remember visitors. */
const LONGEST_SECONDS = 8760 * 3600

/**
 * The marks that may be alive, plus what this click adds. `ttlSeconds` is its campaign's: those of
 * other campaigns live longer or shorter, which is looked at when they are read.
 */
export function addMarks(
  old: SeenMarks | null,
  click: {
    campaignId: number
    flowId: number
    unique: UniqueIn
  },
  nowSeconds: number,
  ttlSeconds: number,
): SeenMarks {
  const flows = alive(old?.flows, nowSeconds - LONGEST_SECONDS)
  const campaigns = alive(old?.campaigns, nowSeconds - LONGEST_SECONDS)
  const isOver = (time: number | undefined) => (time ?? 0) + ttlSeconds <= nowSeconds
  if (click.unique.campaign || isOver(campaigns.get(click.campaignId)))
    campaigns.set(click.campaignId, nowSeconds)
  if (click.flowId > 0 && (click.unique.flow || isOver(flows.get(click.flowId))))
    flows.set(click.flowId, nowSeconds)
  const globalAlive = old !== null && old.time + ttlSeconds > nowSeconds
  return { flows, campaigns, time: globalAlive && !click.unique.global ? old.time : nowSeconds }
}

/** Those after `from`, in a map of their own. */
function alive(times: ReadonlyMap<number, number> | undefined, from: number): Map<number, number> {
  const kept = new Map<number, number>()
  for (const [id, time] of times ?? NONE) if (time > from) kept.set(id, time)
  return kept
}

const NONE: ReadonlyMap<number, number> = new Map()
