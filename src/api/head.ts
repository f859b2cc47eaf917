/** The head of a visitor's request, read in one go: asking for each header costs more than all. */

/** Headers by lower-case name, each as it came; `''` for what was not sent. */
export type HeaderReader = (name: string) => string

export interface Head {
  /** Of request line and headers together, about. */
  readonly bytes: number
  readonly header: HeaderReader
}

export function readHead({ url, headers }: Request): Head {
  const sent: Readonly<Record<string, unknown>> = headers.toJSON()
  let bytes = url.length
  for (const name in sent) bytes += name.length + lengthOf(sent[name]) + 4
  // What is no text is inherited, or a header that no visitor has any use for.
  const header = (name: string) => {
    const value = sent[name]
    return typeof value === 'string' ? value : ''
  }
  return { bytes, header }
}

/** `Set-Cookie` comes as a list. */
function lengthOf(value: unknown): number {
  return typeof value === 'string' ? value.length : String(value).length
}
