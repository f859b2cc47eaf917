/** Waiting with a limit. */

/**
 * What the promise gives, or `late` after so many milliseconds. The timer goes with the answer, so
 * it does not keep the process from ending.
 */
export async function within<T, L>(promise: Promise<T>, ms: number, late: L): Promise<T | L> {
  const timeout = Promise.withResolvers<L>()
  const timer = setTimeout(() => timeout.resolve(late), ms)
  try {
    return await Promise.race([promise, timeout.promise])
  } finally {
    clearTimeout(timer)
  }
}
