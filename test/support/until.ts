/** Waiting for what another process does: by asking it again, never by a fixed sleep. */

const ASK_AGAIN_MS = 10

/** Resolves as soon as `holds`; throws, naming `what`, when it still does not after `withinMs`. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await Bun.sleep(ASK_AGAIN_MS)
  }
}
