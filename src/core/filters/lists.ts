/**
 * Two shapes that most filters have: a text compared with patterns, and a text looked up in a list
 * of allowed words. Each filter of these shapes is one call.
 */
import { lately } from '../../lib/lru.ts'
import type { CompiledTest } from '../tables.ts'
import { quote, readTextPatterns, type TextTest } from '../text-pattern.ts'
import type { Visit } from '../visit.ts'
import {
  type Complain,
  defineFilter,
  type FilterGroup,
  type FilterNeed,
  type FilterType,
  type Say,
  TextList,
} from './define.ts'

/** One text of a visit: `null` is unknown, `''` is empty (`core/visit.ts`). */
export interface Fact {
  readonly key: string
  readonly title: string
  readonly group: FilterGroup
  readonly needs?: FilterNeed
  readonly see: (visit: Visit) => string | null
  /** Says why `see` gave null. Facts that are never unknown leave it out. */
  readonly why?: (visit: Visit) => string
}

export interface WordFact extends Fact {
  /** Completes "expected a list of …". */
  readonly expected: string
  /** The form in which words are compared, `null` for what is no such word. */
  readonly word: (value: string) => string | null
}

/** The values of a list, and whether it also names `@empty` and `@any`. */
export interface ValueList<V> {
  readonly values: readonly V[]
  readonly empty: boolean
  readonly any: boolean
}

const SPECIAL: ReadonlySet<string> = new Set(['@empty', '@any'])

export const PATTERNS =
  'patterns: whole values, * for any run, /re/ for a regular expression, @empty or @any'

/** Matches a text by patterns. */
export function textFilter(fact: Fact): FilterType {
  return defineFilter({
    ...fact,
    payload: TextList(PATTERNS),
    read: readTextPatterns,
    test: (matches, say) => testText(fact, matches, say),
  })
}

/** Matches a text that is, up to spelling, one of the listed words. */
export function wordFilter(fact: WordFact): FilterType {
  return defineFilter({
    ...fact,
    payload: TextList(fact.expected),
    read: (payload, complain) => readList(payload, fact.word, complain),
    test: (list, say) => testText(fact, wordTest(list, fact.word), say),
  })
}

/** Reads each value but the two special words; `null` from `read` is complained about. */
export function readList<V>(
  list: readonly (string | number)[],
  read: (value: string) => V | null,
  complain: Complain,
): ValueList<V> {
  const values: V[] = []
  const special = new Set<string>()
  for (const item of list) {
    const text = String(item).trim()
    if (SPECIAL.has(text.toLowerCase())) special.add(text.toLowerCase())
    else readInto(values, text, read, complain)
  }
  return { values, empty: special.has('@empty'), any: special.has('@any') }
}

/** The usual form of names that are compared without regard to case. Visitors share most of them. */
export const lowerCase = lately(2_000, (value: string) => value.toLowerCase())

function testText({ see, why = notKnown }: Fact, matches: TextTest, say: Say): CompiledTest {
  return (visit) => {
    const seen = see(visit)
    return seen === null ? say.unknown(why(visit)) : say.is(matches(seen), seen)
  }
}

function wordTest(list: ValueList<string>, word: (value: string) => string | null): TextTest {
  const words = new Set(list.values)
  return (subject) => {
    if (subject === '') return list.empty
    return list.any || words.has(word(subject) ?? subject)
  }
}

function readInto<V>(
  values: V[],
  text: string,
  read: (value: string) => V | null,
  complain: Complain,
): void {
  const value = read(text)
  if (value === null) complain(`${quote(text)} is not understood`)
  else values.push(value)
}

function notKnown(): string {
  return 'not known'
}
