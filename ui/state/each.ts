/** The same act for many objects, a few at a time. */

const AT_ONCE = 4

export interface EachDone<T> {
  readonly failed: readonly T[]
  /** Why the first of them failed. */
  readonly problem: unknown
}

/** What fails for one is done for the others; `onProgress` hears the share that is behind us. */
export async function forEachOf<T>(
  all: readonly T[],
  act: (one: T) => Promise<unknown>,
  onProgress: (share: number) => void,
): Promise<EachDone<T>> {
  const failures = new Map<T, unknown>()
  const waiting = all.values()
  let done = 0
  const work = async () => {
    for (const one of waiting) {
      await act(one).catch((problem: unknown) => failures.set(one, problem))
      onProgress(++done / all.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const failed = all.filter((one) => failures.has(one))
  return { failed, problem: failed[0] === undefined ? null : failures.get(failed[0]) }
}
