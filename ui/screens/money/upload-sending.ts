/** Sends an upload of conversions, part by part as one import, and adds up what is said of them. */
import type { Part } from '../../../src/core/file-parts.ts'
import { post } from '../../api/client.ts'
import type { UploadWord } from './upload-words.tsx'

export interface LineResult {
  readonly line?: number
  readonly clickId?: string
  readonly result: string
  readonly cause?: string | null
  readonly notes?: readonly string[]
}

interface IgnoredColumn {
  readonly column: string
  readonly lines: number
}

export interface Answer {
  readonly importId: number | null
  readonly results: readonly LineResult[]
  /** Statuses that nobody has mapped. */
  readonly unmapped: readonly UploadWord[]
  /** Columns that nothing is made of. */
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
  const answers: Answer[] = []
  let importId: number | null = null
  let problem: unknown = null
  for (const [at, { payload, offset }] of parts.entries()) {
    onProgress(at / parts.length)
    try {
      const part: Answer = await post<Answer>('/conversions/import', {
        ...options,
        payload,
        importId,
      })
      importId = part.importId
      const results = part.results.map((each) => ({ ...each, line: (each.line ?? 0) + offset }))
      answers.push({ ...part, results })
    } catch (error) {
      problem = error
      break
    }
  }
  return { importId, ...together(answers), problem }
}

function together(answers: readonly Answer[]): Omit<Answer, 'importId'> {
  const nameOf = ({ networkId, status }: UploadWord) => `${networkId} ${status}`
  const words = Map.groupBy(
    answers.flatMap(({ unmapped }) => unmapped),
    nameOf,
  )
  const columns = Map.groupBy(
    answers.flatMap(({ ignored }) => ignored),
    ({ column }) => column,
  )
  return {
    results: answers.flatMap(({ results }) => results),
    unmapped: [...words.values()].map((some) => ({ ...some[0]!, lines: linesIn(some) })),
    ignored: [...columns].map(([column, some]) => ({ column, lines: linesIn(some) })),
  }
}

function linesIn(some: readonly { readonly lines: number }[]): number {
  return some.reduce((sum, { lines }) => sum + lines, 0)
}
