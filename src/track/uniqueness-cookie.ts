/** The uniqueness cookie: which campaigns and flows a visitor has seen (`click-api.md` 6). */
import { MAX_SKEW_SECONDS, parseObject, readJwt, signJwt } from './signing.ts'

/** Times in Unix seconds by id; `time` is the global scope, 0 for never. */
export interface SeenMarks {
  readonly flows: ReadonlyMap<number, number>
  readonly campaigns: ReadonlyMap<number, number>
  readonly time: number
}

const MAX_ENTRIES = 50

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
  const data = {
    streams: newest(marks.flows),
    campaigns: newest(marks.campaigns),
    time: marks.time,
  }
  return signJwt(key, { data: JSON.stringify(data) })
}

function newest(times: ReadonlyMap<number, number>): Record<string, number> {
  if (times.size <= MAX_ENTRIES) return Object.fromEntries(times)
  const sorted = [...times].sort(([, a], [, b]) => b - a)
  return Object.fromEntries(sorted.slice(0, MAX_ENTRIES))
}

/** The marks that are still alive after `ttlSeconds`, plus what this click adds. */
export function addMarks(
  old: SeenMarks | null,
  click: {
    campaignId: number
    flowId: number
    unique: { campaign: boolean; flow: boolean; global: boolean }
  },
  nowSeconds: number,
  ttlSeconds: number,
): SeenMarks {
  const alive = (times: ReadonlyMap<number, number>) =>
    new Map([...times].filter(([, time]) => time + ttlSeconds > nowSeconds))
  const flows = old ? alive(old.flows) : new Map<number, number>()
  const campaigns = old ? alive(old.campaigns) : new Map<number, number>()
  if (click.unique.campaign || !campaigns.has(click.campaignId))
    campaigns.set(click.campaignId, nowSeconds)
  if (click.flowId > 0 && (click.unique.flow || !flows.has(click.flowId)))
    flows.set(click.flowId, nowSeconds)
  const globalAlive = old !== null && old.time + ttlSeconds > nowSeconds
  return { flows, campaigns, time: globalAlive && !click.unique.global ? old.time : nowSeconds }
}
