/** Values of filters that the server offers: complete lists, and what visits brought lately. */
import { get, search } from '../../api/client.ts'
import { failureFrom, isAborted } from '../../api/failure.ts'
import type { Option } from '../../parts/field.tsx'

interface Answer {
  readonly rows: readonly Option[]
}

const LIMIT = 100
const WAIT_MS = 150

/** Nothing for kinds that have no values to choose from; typing goes on meanwhile. */
export async function seenValues(
  key: string,
  q: string,
  signal: AbortSignal,
): Promise<readonly Option[]> {
  await new Promise((resolve) => setTimeout(resolve, WAIT_MS))
  if (signal.aborted) return []
  try {
    return (await get<Answer>(`/flow/values${search({ key, q, limit: LIMIT })}`, signal)).rows
  } catch (error) {
    const { status } = failureFrom(error)
    if (isAborted(error) || (status !== 400 && status !== 404)) throw error
    return []
  }
}
