/**
 * The symbols of a program: characters that all its sets treat alike are one symbol, so that a table
 * of a few columns serves all of Unicode.
 */
import { WORD } from './class.ts'
import type { CodePoints } from './code-points.ts'
import type { Program } from './program.ts'

export interface Alphabet {
  /** The end of a text, numbered behind the others. */
  readonly end: number
  symbolOf(point: number): number
  /** Of a set of the program, by symbol: 1 where it holds the symbol. None holds the end. */
  holds(set: CodePoints): Uint8Array
  /** 1 where the symbol is one of letters, digits and `_`. */
  readonly isWord: Uint8Array
}

const ASCII = 128

export function alphabetOf(program: Program): Alphabet {
  const read = program.flatMap((step) => (step.do === 'read' ? [step.set] : []))
  const sets = [...new Set([WORD, ...read])]
  const starts = startsOf(sets)
  const columns = columnsOf(sets, starts)
  const distinct = [...new Set(columns)]
  const numbers = new Map(distinct.map((column, symbol) => [column, symbol]))
  const symbols = Uint16Array.from(columns, (column) => numbers.get(column)!)
  const find = (point: number) => symbols[lastNotAbove(starts, point)]!
  const ascii = Uint16Array.from({ length: ASCII }, (_, point) => find(point))
  const row = (index: number) =>
    Uint8Array.from([...distinct, ''], (column) => (column[index] === IN ? 1 : 0))
  const holds = new Map(sets.map((set, index) => [set, row(index)]))
  return {
    end: distinct.length,
    symbolOf: (point) => (point < ASCII ? ascii[point]! : find(point)),
    holds: (set) => holds.get(set)!,
    isWord: holds.get(WORD)!,
  }
}

const IN = '1'
const OUT = '0'

/** Where one set or another begins or has just ended, ascending from 0. */
function startsOf(sets: readonly CodePoints[]): Uint32Array {
  const edges = sets.flatMap((set) => set.flatMap(({ from, to }) => [from, to + 1]))
  return Uint32Array.from(new Set([0, ...edges])).sort()
}

/** For each part that begins at a start which of the sets hold it, as a text of `IN` and `OUT`. */
function columnsOf(sets: readonly CodePoints[], starts: Uint32Array): string[] {
  const columns = Array.from(starts, () => '')
  for (const set of sets) {
    let next = 0
    starts.forEach((start, index) => {
      while (next < set.length && set[next]!.to < start) next++
      columns[index] += next < set.length && set[next]!.from <= start ? IN : OUT
    })
  }
  return columns
}

/** Index of the last of the ascending numbers that is not above `value`; the first one is 0. */
function lastNotAbove(ascending: Uint32Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (ascending[middle]! <= value) low = middle
    else high = middle
  }
  return low
}
