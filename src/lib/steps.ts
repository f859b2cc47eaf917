/** Work cut into steps, so that a thread can do other things in between. */
import { breathe } from './turns.ts'

/** Yields after each step, mostly one segment. */
export type Steps<T> = Generator<undefined, T, undefined>

/** Does all steps without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** As pieces of an export: empty ones, until there is what they are taken for. */
export function* withoutText<T>(steps: Steps<T>): Generator<string, T, undefined> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    yield ''
  }
}

/** How long others may have to wait for the thread. */
const SLICE_MS = 15

/** Does the steps in slices; between them the thread answers whoever else asks. */
export async function inSlices<T>(steps: Steps<T>, sliceMs = SLICE_MS): Promise<T> {
  let started = performance.now()
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    if (performance.now() - started < sliceMs) continue
    await breathe()
    started = performance.now()
  }
}
