/**
 * The order of texts in a language, kept between lists that are much alike: to compare ten thousand
 * names anew for every page would hold the thread up for a thirtieth of a second.
 */
import { inSlices, type Steps } from './steps.ts'

export interface TextOrder {
  /** Numbers to sort the texts by; the same for texts that differ in case alone, NaN for none. */
  ranksOf(texts: readonly (string | null)[]): Promise<Float64Array>
}

type Compare = (a: string, b: string) => number

/** More new texts than this at once are sorted, fewer are put to their places. */
const PUT_MAX = 200
/** So many texts that nobody asks for any more are kept beside as many as were asked for. */
const SPARE = 1000
/** Sorted without a pause. */
const RUN = 500
const SLICE_MS = 4

/** `language` is a tag that `Intl` takes. Numbers in texts count as numbers. */
export function textOrder(language: string): TextOrder {
  const { compare } = new Intl.Collator(language, { numeric: true, sensitivity: 'base' })
  let sorted: readonly string[] = []
  let ranks: ReadonlyMap<string, number> = new Map()

  const takeIn = async (asked: ReadonlySet<string>) => {
    const fresh = [...asked].filter((text) => !ranks.has(text))
    if (fresh.length === 0) return
    const isStale = sorted.length + fresh.length > 2 * asked.size + SPARE
    const all = isStale ? [...asked] : [...sorted, ...fresh]
    const next =
      isStale || fresh.length > PUT_MAX
        ? await inSlices(sortSteps(all, compare), SLICE_MS)
        : fresh.reduce((texts, text) => withText(texts, text, compare), [...sorted])
    sorted = next
    ranks = numbered(next, compare)
  }

  return {
    async ranksOf(texts) {
      const asked = new Set(texts.filter((text) => text !== null))
      await takeIn(asked)
      // Another question may have put others in their place meanwhile.
      const now = [...asked].every((text) => ranks.has(text))
        ? ranks
        : numbered([...asked].sort(compare), compare)
      return Float64Array.from(texts, (text) =>
        text === null ? Number.NaN : (now.get(text) ?? Number.NaN),
      )
    },
  }
}

function numbered(sorted: readonly string[], compare: Compare): ReadonlyMap<string, number> {
  let rank = 0
  return new Map(
    sorted.map((text, at) => {
      if (at > 0 && compare(sorted[at - 1]!, text) !== 0) rank++
      return [text, rank]
    }),
  )
}

function withText(texts: string[], text: string, compare: Compare): string[] {
  let [low, high] = [0, texts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (compare(texts[middle]!, text) < 0) low = middle + 1
    else high = middle
  }
  texts.splice(low, 0, text)
  return texts
}

/** Runs are sorted, then merged two by two. */
function* sortSteps(texts: readonly string[], compare: Compare): Steps<readonly string[]> {
  let runs: (readonly string[])[] = []
  for (let from = 0; from < texts.length; from += RUN) {
    runs.push(texts.slice(from, from + RUN).sort(compare))
    yield
  }
  while (runs.length > 1) {
    const merged: (readonly string[])[] = []
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergeSteps(runs[at]!, runs[at + 1] ?? [], compare))
    runs = merged
  }
  return runs[0] ?? []
}

function* mergeSteps(
  left: readonly string[],
  right: readonly string[],
  compare: Compare,
): Steps<readonly string[]> {
  const merged: string[] = []
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    merged.push(compare(right[r]!, left[l]!) < 0 ? right[r++]! : left[l++]!)
    if (merged.length % RUN === 0) yield
  }
  return [...merged, ...left.slice(l), ...right.slice(r)]
}
