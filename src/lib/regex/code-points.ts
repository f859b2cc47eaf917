/**
 * Sets of code points, as ranges in ascending order that neither overlap nor touch. What is set
 * together by hand is put into this form by `unionOf`.
 */

/** Both ends count. */
export interface Range {
  readonly from: number
  readonly to: number
}

export type CodePoints = readonly Range[]

const LAST = 0x10ffff
/** No letter beyond it has two cases. */
const LAST_WITH_CASE = 0x1e943

/** Of ranges in any order, that may overlap. */
export function unionOf(ranges: readonly Range[]): CodePoints {
  const merged: { from: number; to: number }[] = []
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to)
    else merged.push({ from, to })
  }
  return merged
}

/** All that are not in the set. */
export function complementOf(set: CodePoints): CodePoints {
  const found: Range[] = []
  let from = 0
  for (const range of set) {
    if (range.from > from) found.push({ from, to: range.from - 1 })
    from = range.to + 1
  }
  if (from <= LAST) found.push({ from, to: LAST })
  return found
}

/** The set with the lower-case forms of all its letters, for subjects in lower case. */
export function withLowerCase(set: CodePoints): CodePoints {
  const lowered: Range[] = []
  for (const [upper, lower] of caseRuns()) {
    for (const { from, to } of set) {
      const first = Math.max(from, upper.from)
      const last = Math.min(to, upper.to)
      const distance = lower - upper.from
      if (first <= last) lowered.push({ from: first + distance, to: last + distance })
    }
  }
  return unionOf([...set, ...lowered])
}

/** Runs of letters whose lower-case forms lie at one distance, and where these begin. */
type CaseRun = readonly [upper: { readonly from: number; to: number }, lower: number]

let runs: readonly CaseRun[] | null = null

/** Asked of the engine when somebody first writes a class; a few milliseconds. */
function caseRuns(): readonly CaseRun[] {
  runs ??= findCaseRuns()
  return runs
}

function findCaseRuns(): CaseRun[] {
  const found: CaseRun[] = []
  for (let upper = 0; upper <= LAST_WITH_CASE; upper++) {
    const lower = loweredPoint(upper)
    if (lower === upper) continue
    const last = found.at(-1)
    const continues = last && last[0].to === upper - 1 && lower - upper === last[1] - last[0].from
    if (continues) last[0].to = upper
    else found.push([{ from: upper, to: upper }, lower])
  }
  return found
}

/** Itself where the lower-case form is several letters. */
function loweredPoint(point: number): number {
  const lower = String.fromCodePoint(point).toLowerCase()
  const first = lower.codePointAt(0) ?? point
  return lower.length === (first > 0xffff ? 2 : 1) ? first : point
}
