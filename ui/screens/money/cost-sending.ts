/** Sends a file of costs: one request, or one part after the other where it is longer than a request may be. */
import type { CostPart } from '../../../src/core/files/cost-parts.ts'
import { get, post } from '../../api/client.ts'
import { sendPartsOrThrow } from '../../api/parts.ts'
import type { CostLine, Upload } from './cost-upload.tsx'

export interface CostAnswer {
  readonly importId: string
  /** Absent while it is still at work. */
  readonly results?: readonly CostLine[]
}

/** What became of the parts that were sent. */
export interface CostsSent {
  /** Of a file that was one request: by which it is asked about. */
  readonly importId: string | null
  /** Absent while it is still at work. */
  readonly results?: readonly CostLine[]
  /** Why the rest was not taken; `null`: all of it was. */
  readonly problem: unknown
}

const AGAIN_MS = 1000

/** A refusal of the first part is thrown: nothing is booked then. */
export async function sendCosts(
  parts: readonly CostPart[],
  body: object,
  onProgress: (done: number) => void,
): Promise<CostsSent> {
  let file: string | null = null
  const send = async ({ csv }: CostPart) => {
    const answer = await post<CostAnswer>('/costs/file', { ...body, csv, importId: file })
    file ??= answer.importId
    return answer
  }
  const [only, ...more] = parts
  if (only !== undefined && more.length === 0) {
    onProgress(0)
    return { ...(await send(only)), problem: null }
  }
  const { answers, problem } = await sendPartsOrThrow(parts, onProgress, async (part) => {
    const { results, importId } = await send(part)
    const own = results ?? (await finished(importId))
    return own.map((each) => ({ ...each, line: part.lines[each.line] ?? each.line }))
  })
  return { importId: null, results: answers.flat().toSorted((a, b) => a.line - b.line), problem }
}

/** The next part waits for it: of lines for the same clicks the later ones count. */
async function finished(importId: string): Promise<readonly CostLine[]> {
  for (;;) {
    const { state, error, results } = await get<Upload>(`/costs/file/${importId}`)
    if (state === 'done') return results
    if (state === 'failed' || state === 'interrupted') throw new Error(error ?? state)
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}
