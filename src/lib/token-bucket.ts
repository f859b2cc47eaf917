/** How often somebody may do something: a bucket for each, that fills up again as time passes. */
import { boundedCache, type Cache } from './lru.ts'

export interface Pace {
  readonly perSecond: number
  /** As many at once. */
  readonly burst: number
}

interface Bucket {
  left: number
  filledAt: number
}

/**
 * Takes one for `key` at `now` milliseconds, or `count` as far as there are as many: 0, or milliseconds until
 * there is one. Of more than `most` those that came least recently are forgotten, and so have full buckets.
 */
export function tokenBuckets<K>(most: number) {
  const buckets: Cache<K, Bucket> = boundedCache(most)
  return (key: K, { perSecond, burst }: Pace, now: number, count = 1): number => {
    const bucket = buckets.get(key) ?? { left: burst, filledAt: now }
    const passed = Math.max(0, now - bucket.filledAt)
    bucket.left = Math.min(burst, bucket.left + (passed / 1000) * perSecond)
    bucket.filledAt = now
    buckets.set(key, bucket)
    if (bucket.left < 1) return ((1 - bucket.left) / perSecond) * 1000
    bucket.left = Math.max(0, bucket.left - count)
    return 0
  }
}
