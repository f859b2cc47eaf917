/** Tasks that must not run at the same time: each waits for those that came before it. */
export interface Turns {
  /** Resolves or rejects as the task does. */
  take<T>(task: () => Promise<T>): Promise<T>
  /** Whether a task runs or waits. */
  isTaken(): boolean
}

export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  let count = 0
  return {
    take(task) {
      count++
      const turn = last.then(task).finally(() => count--)
      last = turn.catch(() => undefined)
      return turn
    },
    isTaken: () => count > 0,
  }
}

/**
 * Turns of their own for tasks about different things. Rejects what would be the task after `limit`
 * that run or wait.
 */
export function turnsByKey<K>(limit: number): <T>(key: K, task: () => Promise<T>) => Promise<T> {
  const taken = new Map<K, Turns>()
  let count = 0
  return async (key, task) => {
    if (count >= limit) throw Object.assign(new Error('too many wait'), { code: 'UNAVAILABLE' })
    const own = taken.get(key) ?? turns()
    taken.set(key, own)
    count++
    try {
      return await own.take(task)
    } finally {
      count--
      if (!own.isTaken()) taken.delete(key)
    }
  }
}

/**
 * Work that is not begun again while it goes on: whoever asks for it
 * meanwhile waits for the same answer.
 */
export function sharedByKey<K, T>(): (key: K, work: () => Promise<T>) => Promise<T> {
  const underway = new Map<K, Promise<T>>()
  return (key, work) => {
    const running = underway.get(key)
    if (running !== undefined) return running
    const started = work().finally(() => underway.delete(key))
    underway.set(key, started)
    return started
  }
}

/** Places for tasks that may run at the same time. */
export interface Places {
  /** Runs the task when there is a place for it; `null`: too many wait for one. */
  take<T>(task: () => Promise<T>): Promise<T> | null
}

/** So many tasks may wait, in order of arrival. */
export function places(count: number, waitingMax = 0): Places {
  const waiting: (() => void)[] = []
  let free = count

  async function run<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task()
    } finally {
      const next = waiting.shift()
      // It gets the place at once: who comes before it wakes up finds none free.
      if (next === undefined) free++
      else next()
    }
  }

  return {
    take(task) {
      if (free > 0) {
        free--
        return run(task)
      }
      if (waiting.length >= waitingMax) return null
      return new Promise<void>((resolve) => waiting.push(resolve)).then(() => run(task))
    },
  }
}

/** Places of a key's own, of which so many may be taken at the same time. */
export interface PlacesByKey<K> {
  /**
   * What gives the place back. Who finds none free waits, in order of arrival. Null: none became free in
   * time, too many wait for one, or nobody needs it any more.
   */
  take(key: K, most: number, waiter: Waiter): Promise<(() => void) | null>
}

export interface Waiter {
  /** Says that nobody needs the place any more. */
  readonly signal: AbortSignal
  /** Hears that there is none at once. */
  readonly onWait: () => void
}

interface Line {
  taken: number
  /** What calls those up that wait. */
  readonly waiting: Set<() => void>
}

/** For a place one waits so long at most; of each key so many may. */
export function placesByKey<K>(waitMs: number, waitingMax: number): PlacesByKey<K> {
  const lines = new Map<K, Line>()

  function giveBack(key: K, line: Line): void {
    const [next] = line.waiting
    if (next !== undefined) next()
    else if (--line.taken === 0) lines.delete(key)
  }

  return {
    async take(key, most, waiter) {
      const line = lines.get(key) ?? { taken: 0, waiting: new Set() }
      const done = () => giveBack(key, line)
      if (line.taken < most) {
        line.taken++
        lines.set(key, line)
        return done
      }
      if (line.waiting.size >= waitingMax || waiter.signal.aborted) return null
      waiter.onWait()
      return (await isCalled(line.waiting, waitMs, waiter.signal)) ? done : null
    },
  }
}

/** Whether one is called up before the time is over and before the signal. Leaves the line at once. */
function isCalled(waiting: Line['waiting'], waitMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isUp: boolean) => {
      waiting.delete(comesUp)
      clearTimeout(timer)
      signal.removeEventListener('abort', leaves)
      resolve(isUp)
    }
    const comesUp = () => end(true)
    const leaves = () => end(false)
    const timer = setTimeout(leaves, waitMs)
    timer.unref()
    signal.addEventListener('abort', leaves)
    waiting.add(comesUp)
  })
}

/** Lets whatever waits run, between two parts of a long task. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
