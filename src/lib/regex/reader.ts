/** A place in a text that is being read, character by character, and what was wrong with it. */
export interface Reader {
  readonly text: string
  at: number
  /** `.` also stands for line ends. */
  readonly dotAll: boolean
  /** The first problem; nothing behind it is read. */
  problem: string | null
}

/** The next character, a whole one also beyond 16 bits; `''` at the end. */
export function peek({ text, at }: Reader): string {
  const point = text.codePointAt(at)
  return point === undefined ? '' : String.fromCodePoint(point)
}

export function take(reader: Reader): string {
  const char = peek(reader)
  reader.at += char.length
  return char
}

export function startsWith({ text, at }: Reader, word: string): boolean {
  return text.startsWith(word, at)
}

/** Notes the problem and ends the reading; `null`, so that callers can go on with nothing. */
export function fail(reader: Reader, problem: string): null {
  reader.problem ??= problem
  reader.at = reader.text.length
  return null
}
