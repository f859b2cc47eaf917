/**
 * Gives memory back when work has calmed down: without allocations nothing makes the collector look,
 * so what a busy hour has left would stay for the rest of the night.
 */

/** Less than this in one interval leaves nothing worth a pause. */
const BUSY = 2000
/** Calm is a tenth of the busiest interval since the last time. */
const CALM = 10
export const CALM_MS = 10_000

/** To be told every `CALM_MS` how much was done since the start; collects where it is called. */
export function collectsWhenCalm(collect: () => void = collectAll): (done: number) => void {
  let before = 0
  let busiest = 0
  return (done) => {
    const now = done - before
    before = done
    if (busiest >= BUSY && now * CALM < busiest) {
      busiest = now
      collect()
    } else busiest = Math.max(busiest, now)
  }
}

/** Collects in this thread now, and gives what is free back to the system. */
export function collectAll(): void {
  Bun.gc(true)
  Bun.shrink()
}
