/**
 * A long upload in parts that a request may hold: each with the titles, if the text has some, and
 * with what its line numbers lack to those of the whole.
 */

/** Below what the server takes at once. */
export const PART_LINES_MAX = 10_000
const PART_CHARACTERS_MAX = 1_000_000
const TITLES =
  /^\uFEFF?\s*(?:.*[,;\t])?\s*"?(?:subid|sub_id|clickid|click_id|cnv_id)"?\s*(?:[,;\t]|$)/i

export interface Part {
  readonly payload: string
  /** To be added to the line numbers of its answer. */
  readonly offset: number
}

/** `most`: lines of a part. Comments by themselves are no part. */
export function partsOf(text: string, most: number = PART_LINES_MAX): readonly Part[] {
  const lines = text.replace(/\s+$/, '').split(/\r\n|\r|\n/)
  const first = lines.findIndex(isFilled)
  const titles = first >= 0 && TITLES.test(lines[first]!) ? lines[first]! : null
  const parts: Part[] = []
  let from = 0
  while (from < lines.length) {
    const head = titles === null || from <= first ? [] : [titles]
    const to = endOf(lines, from, most - head.length)
    const own = lines.slice(from, to)
    if (own.some(isFilled))
      parts.push({ payload: [...head, ...own].join('\n'), offset: from - head.length })
    from = to
  }
  return parts
}

function isFilled(line: string): boolean {
  const text = line.replace(/^\uFEFF/, '').trim()
  return text !== '' && !text.startsWith('#') && !/^sep=.?$/i.test(text)
}

/** One line at least, however long it is. */
function endOf(lines: readonly string[], from: number, most: number): number {
  let characters = 0
  let to = from
  while (to < lines.length && to - from < most) {
    characters += lines[to]!.length + 1
    if (to > from && characters > PART_CHARACTERS_MAX) break
    to++
  }
  return to
}
