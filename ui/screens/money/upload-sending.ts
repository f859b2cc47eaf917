/** Sends an upload of conversions, part by part as one import, and adds up what is said of them. */
import type { Part } from '../../../src/core/files/parts.ts'
import { post } from '../../api/client.ts'
import { type IgnoredColumn, ignoredTogether, linesIn, sendParts } from '../../api/parts.ts'
import type { UploadWord } from './upload-words.tsx'

export interface LineResult {
  readonly line?: number
  readonly clickId?: string
  readonly result: string
  readonly cause?: string | null
  readonly notes?: readonly string[]
}

export interface Answer {
  readonly importId: number | null
  readonly results: readonly LineResult[]
  /** Statuses that nobody has mapped. */
  readonly unmapped: readonly UploadWord[]
  readonly ignored: readonly IgnoredColumn[]
}

export interface Uploaded extends Answer {
  /** Why the rest was not taken; `null`: all of it was. */
  readonly problem: unknown
}

/** One import, so that it is taken back at once; the first part that is refused ends it. */
export async function uploadParts(
  parts: readonly Part[],
  options: object,
  onProgress: (done: number) => void,
): Promise<Uploaded> {
  let importId: number | null = null
  const { answers, problem } = await sendParts(parts, onProgress, async ({ payload, offset }) => {
    const body = { ...options, payload, importId }
    const part: Answer = await post<Answer>('/conversions/import', body)
    importId = part.importId
    const results = part.results.map((each) => ({ ...each, line: (each.line ?? 0) + offset }))
    return { ...part, results }
  })
  return { importId, ...together(answers), problem }
}

function together(answers: readonly Answer[]): Omit<Answer, 'importId'> {
  const nameOf = ({ networkId, status }: UploadWord) => `${networkId} ${status}`
  const words = Map.groupBy(
    answers.flatMap(({ unmapped }) => unmapped),
    nameOf,
  )
  return {
    results: answers.flatMap(({ results }) => results),
    unmapped: [...words.values()].map((some) => ({ ...some[0]!, lines: linesIn(some) })),
    ignored: ignoredTogether(answers.flatMap(({ ignored }) => ignored)),
  }
}
