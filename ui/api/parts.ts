/** Files that are longer than a request may be: sent part by part, and what is said of the parts added up. */

/** What was answered until a part was refused. */
export interface PartsSent<A> {
  readonly answers: readonly A[]
  /** Why the rest was not taken; `null`: all of it was. */
  readonly problem: unknown
}

/** One after the other. `onProgress` is told the share that is done, from 0 to below 1. */
export async function sendParts<P, A>(
  parts: readonly P[],
  onProgress: (done: number) => void,
  send: (part: P) => Promise<A>,
): Promise<PartsSent<A>> {
  const answers: A[] = []
  for (const [at, part] of parts.entries()) {
    onProgress(at / parts.length)
    try {
      answers.push(await send(part))
    } catch (problem) {
      return { answers, problem }
    }
  }
  return { answers, problem: null }
}

/** The same; a refusal of the first part is thrown, because nothing came of the file then. */
export async function sendPartsOrThrow<P, A>(
  ...input: Parameters<typeof sendParts<P, A>>
): Promise<PartsSent<A>> {
  const sent = await sendParts(...input)
  if (sent.answers.length === 0 && sent.problem !== null) throw sent.problem
  return sent
}

/** A column that nothing is made of, and how many lines have one. */
export interface IgnoredColumn {
  readonly column: string
  readonly lines: number
}

export function ignoredTogether(columns: readonly IgnoredColumn[]): readonly IgnoredColumn[] {
  const byColumn = Map.groupBy(columns, ({ column }) => column)
  return [...byColumn].map(([column, some]) => ({ column, lines: linesIn(some) }))
}

export function linesIn(some: readonly { readonly lines: number }[]): number {
  return some.reduce((sum, { lines }) => sum + lines, 0)
}
