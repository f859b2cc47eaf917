/**
 * A bounded set of 64-bit keys that expire: "seen before, until then".
 *
 * Open addressing in typed arrays, split into shards that grow one by one, so that no single call
 * moves more than a shard. When a full shard may not grow, expired marks go first, then the oldest;
 * the latter are counted, because they are forgotten before their time.
 *
 * Where a key lies depends on seeds that only this table knows: keys are made of what visitors send, and
 * whoever could choose them by their places would have each of his looked for among thousands.
 */

const SHARDS = 64
/** The highest six bits say the shard, the lowest ones the slot. */
const SHARD_SHIFT = 26
const FIRST_SLOTS = 64
const MAX_LOAD = 0.7

/** Four words. */
export type Seeds = readonly number[]

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
  /** A table with the same ones takes in a dump many times as fast: what lay together still does. */
  readonly seeds: Seeds
  /**
   * Everything in it as triples high, low, expires: copies of one shard after the other, each as it
   * is when it is asked for.
   */
  dump(): Iterable<Uint32Array>
  /** Adds a part of what `dump` gave; expired marks are left out. */
  load(triples: Uint32Array, now: number): void
}

/** `capacity`: how many marks are kept at the most, about 17 bytes each. */
export function markTable(capacity: number, seeds: Seeds = newSeeds()): MarkTable {
  const shards = Array.from({ length: SHARDS }, () => emptyShard(FIRST_SLOTS))
  const maxSlots = Math.max(FIRST_SLOTS, 2 ** Math.ceil(Math.log2(capacity / SHARDS / MAX_LOAD)))
  let evicted = 0

  const set = (high: number, low: number, expires: number, now: number) => {
    const place = placeOf(seeds, high, low)
    const shard = shards[place >>> SHARD_SHIFT]!
    if (shard.used >= shard.high.length * MAX_LOAD)
      evicted += makeRoom(shard, seeds, { maxSlots, now })
    insert(shard, place, { high, low, expires })
  }

  return {
    has(high, low, now) {
      const place = placeOf(seeds, high, low)
      const shard = shards[place >>> SHARD_SHIFT]!
      return shard.expires[slotOf(shard, place, high, low)]! > now
    },
    set,
    get evicted() {
      return evicted
    },
    get size() {
      return shards.reduce((sum, shard) => sum + shard.used, 0)
    },
    seeds,
    dump: () => dumpAll(shards),
    load(triples, now) {
      const [high = 0, low = 0] = triples
      const first = shards[placeOf(seeds, high, low) >>> SHARD_SHIFT]!
      if (first.used === 0) Object.assign(first, emptyShard(slotsFor(triples.length / 3, maxSlots)))
      for (let i = 0; i + 2 < triples.length; i += 3) {
        if (triples[i + 2]! > now) set(triples[i]!, triples[i + 1]!, triples[i + 2]!, now)
      }
    },
  }
}

function newSeeds(): Seeds {
  return [...crypto.getRandomValues(new Uint32Array(4))]
}

/** How many slots hold so many marks, so that taking them in moves none twice. */
function slotsFor(marks: number, maxSlots: number): number {
  const wanted = 2 ** Math.ceil(Math.log2((marks + 1) / MAX_LOAD))
  return Math.min(maxSlots, Math.max(FIRST_SLOTS, wanted))
}

function emptyShard(slots: number): Shard {
  return {
    high: new Uint32Array(slots),
    low: new Uint32Array(slots),
    expires: new Uint32Array(slots),
    used: 0,
  }
}

/** Halves of words are added to seeds and multiplied, so that no two keys collide for every seed. */
function placeOf(seeds: Seeds, high: number, low: number): number {
  const first = Math.imul((low & 0xffff) + seeds[0]!, (low >>> 16) + seeds[1]!)
  const second = Math.imul((high & 0xffff) + seeds[2]!, (high >>> 16) + seeds[3]!)
  let place = (first + second) | 0
  place = Math.imul(place ^ (place >>> 16), 0x85ebca6b)
  place = Math.imul(place ^ (place >>> 13), 0xc2b2ae35)
  return (place ^ (place >>> 16)) >>> 0
}

/** The key's slot, or the free one where it would go. A shard is never full, so the walk ends. */
function slotOf(
  { high: highs, low: lows, expires }: Shard,
  place: number,
  high: number,
  low: number,
): number {
  const mask = highs.length - 1
  let at = place & mask
  while (expires[at] !== 0 && (highs[at] !== high || lows[at] !== low)) at = (at + 1) & mask
  return at
}

interface Mark {
  readonly high: number
  readonly low: number
  readonly expires: number
}

function insert(shard: Shard, place: number, { high, low, expires }: Mark): void {
  const at = slotOf(shard, place, high, low)
  if (shard.expires[at] === 0) shard.used++
  shard.high[at] = high
  shard.low[at] = low
  shard.expires[at] = Math.max(1, expires)
}

interface Room {
  readonly maxSlots: number
  readonly now: number
}

/** Drops expired marks, then grows or drops the older half. Returns how many died early. */
function makeRoom(shard: Shard, seeds: Seeds, { maxSlots, now }: Room): number {
  const before = shard.used
  rebuild(shard, seeds, { slots: shard.high.length, from: now })
  if (shard.used < before / 2) return 0
  if (shard.high.length < maxSlots) {
    rebuild(shard, seeds, { slots: shard.high.length * 2, from: now })
    return 0
  }
  const alive = shard.used
  rebuild(shard, seeds, { slots: shard.high.length, from: middleOf(shard.expires, now) })
  return alive - shard.used
}

function middleOf(expires: Uint32Array, now: number): number {
  const sorted = expires.filter((at) => at > now).sort()
  return sorted[sorted.length >> 1] ?? now
}

interface Rebuilding {
  readonly slots: number
  readonly from: number
}

/** Copies the marks that expire after `from` into `slots` new slots. */
function rebuild(shard: Shard, seeds: Seeds, { slots, from }: Rebuilding): void {
  const { high, low, expires } = shard
  Object.assign(shard, emptyShard(slots))
  for (let i = 0; i < high.length; i++) {
    if (expires[i]! <= from) continue
    const mark = { high: high[i]!, low: low[i]!, expires: expires[i]! }
    insert(shard, placeOf(seeds, mark.high, mark.low), mark)
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
