/**
 * A bounded set of 64-bit keys that expire: "seen before, until then".
 *
 * Open addressing in typed arrays, split into shards that grow one by one, so that no single call
 * moves more than a shard. When a full shard may not grow, expired marks go first, then the oldest;
 * the latter are counted, because they are forgotten before their time.
 */

const SHARDS = 64
const FIRST_SLOTS = 64
const MAX_LOAD = 0.7

interface Shard {
  high: Uint32Array
  low: Uint32Array
  /** Seconds since the epoch; 0 is a free slot. */
  expires: Uint32Array
  used: number
}

export interface MarkTable {
  /** Whether the key is marked at `now` (seconds). */
  has(high: number, low: number, now: number): boolean
  /** Marks the key until `expires` (seconds); an existing mark is moved. */
  set(high: number, low: number, expires: number, now: number): void
  /** Marks forgotten before they expired, since the start. */
  readonly evicted: number
  readonly size: number
  /**
   * Everything in it as triples high, low, expires: copies of one shard after the other, each as it
   * is when it is asked for.
   */
  dump(): Iterable<Uint32Array>
  /** Adds a part of what `dump` gave; expired marks are left out. */
  load(triples: Uint32Array, now: number): void
}

/** `capacity`: how many marks are kept at the most, about 17 bytes each. */
export function markTable(capacity: number): MarkTable {
  const shards = Array.from({ length: SHARDS }, () => emptyShard(FIRST_SLOTS))
  const maxSlots = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(capacity / SHARDS / MAX_LOAD)))
  let evicted = 0

  const set = (high: number, low: number, expires: number, now: number) => {
    const shard = shards[high >>> 26]!
    if (shard.used >= shard.high.length * MAX_LOAD) evicted += makeRoom(shard, maxSlots, now)
    insert(shard, high, low, expires)
  }

  return {
    has(high, low, now) {
      const shard = shards[high >>> 26]!
      return shard.expires[slotOf(shard, high, low)]! > now
    },
    set,
    get evicted() {
      return evicted
    },
    get size() {
      return shards.reduce((sum, shard) => sum + shard.used, 0)
    },
    dump: () => dumpAll(shards),
    load(triples, now) {
      for (let i = 0; i + 2 < triples.length; i += 3) {
        if (triples[i + 2]! > now) set(triples[i]!, triples[i + 1]!, triples[i + 2]!, now)
      }
    },
  }
}

function emptyShard(slots: number): Shard {
  return {
    high: new Uint32Array(slots),
    low: new Uint32Array(slots),
    expires: new Uint32Array(slots),
    used: 0,
  }
}

/** The key's slot, or the free one where it would go. A shard is never full, so the walk ends. */
function slotOf({ high: highs, low: lows, expires }: Shard, high: number, low: number): number {
  const mask = highs.length - 1
  let at = low & mask
  while (expires[at] !== 0 && (highs[at] !== high || lows[at] !== low)) at = (at + 1) & mask
  return at
}

function insert(shard: Shard, high: number, low: number, expires: number): void {
  const at = slotOf(shard, high, low)
  if (shard.expires[at] === 0) shard.used++
  shard.high[at] = high
  shard.low[at] = low
  shard.expires[at] = Math.max(1, expires)
}

/** Drops expired marks, then grows or drops the older half. Returns how many died early. */
function makeRoom(shard: Shard, maxSlots: number, now: number): number {
  const before = shard.used
  rebuild(shard, shard.high.length, now)
  if (shard.used < before / 2) return 0
  if (shard.high.length < maxSlots) {
    rebuild(shard, shard.high.length * 2, now)
    return 0
  }
  const alive = shard.used
  rebuild(shard, shard.high.length, middleOf(shard.expires, now))
  return alive - shard.used
}

function middleOf(expires: Uint32Array, now: number): number {
  const sorted = expires.filter((at) => at > now).sort()
  return sorted[sorted.length >> 1] ?? now
}

/** Copies the marks that expire after `from` into `slots` new slots. */
function rebuild(shard: Shard, slots: number, from: number): void {
  const { high, low, expires } = shard
  Object.assign(shard, emptyShard(slots))
  for (let i = 0; i < high.length; i++) {
    if (expires[i]! > from) insert(shard, high[i]!, low[i]!, expires[i]!)
  }
}

function* dumpAll(shards: readonly Shard[]): Generator<Uint32Array> {
  for (const shard of shards) if (shard.used > 0) yield triplesOf(shard)
}

function triplesOf({ high, low, expires, used }: Shard): Uint32Array {
  const triples = new Uint32Array(used * 3)
  let to = 0
  for (let i = 0; i < high.length; i++) {
    if (expires[i] === 0) continue
    triples[to++] = high[i]!
    triples[to++] = low[i]!
    triples[to++] = expires[i]!
  }
  return triples
}
