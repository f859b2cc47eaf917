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

/** Lets whatever waits run, between two parts of a long task. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
