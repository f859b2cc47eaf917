/** Takes the server apart: a step that fails is logged, and those after it still run. */
import type { Log } from '../lib/log.ts'

/** `name`: what it ends or saves, for the log. */
export type Step = readonly [name: string, run: () => unknown]

/** Never rejects. */
export async function inOrder(steps: readonly Step[], log: Log): Promise<void> {
  for (const [name, run] of steps) {
    try {
      await run()
    } catch (error) {
      log(`Stopping: ${name} failed`, String(error))
    }
  }
}
