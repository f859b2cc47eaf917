/**
 * The filter on the visitor's language. Browsers name a country where people think of a script: `zh-TW` is
 * `zh-Hant`. And there are old codes for what has new ones.
 */
import { plainLanguage, writtenLanguage } from '../../lib/language-tag.ts'
import { lately } from '../../lib/lru.ts'
import type { CompiledTest } from '../tables.ts'
import { defineFilter, type Say, TextList } from './define.ts'
import { lowerCase, readList, type ValueList } from './lists.ts'

const LANGUAGE = /^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,4}$/
/** By what else people call it: Norwegian is Bokmål nearly always, and both are meant by its own code. */
const OTHER_CODES: ReadonlyMap<string, readonly string[]> = new Map([
  ['no', ['nb', 'nn']],
  ['nb', ['no']],
])

/** `de` also matches `de-AT`, and `zh-Hant` also `zh-TW`. */
export const language = defineFilter({
  key: 'language',
  title: 'Language',
  group: 'visitor',
  payload: TextList('languages such as de or de-AT'),
  read: (payload, complain) => readList(payload, readLanguage, complain),
  test: testLanguage,
})

function readLanguage(value: string): string | null {
  const tag = value.toLowerCase().replaceAll('_', '-')
  return LANGUAGE.test(tag) ? tag : null
}

function testLanguage(list: ValueList<string>, say: Say): CompiledTest {
  const tags = list.values.flatMap(withOtherCodes)
  const plain = tags.flatMap((tag) => (isWritten(tag) ? [] : (plainOf(tag) ?? [])))
  const wanted = new Set([...tags, ...plain])
  const scripts = new Set(tags.flatMap((tag) => (isWritten(tag) ? (inWriting(tag) ?? []) : [])))
  return ({ visitor: { language: seen } }) => {
    if (seen === '') return say.is(list.empty, seen)
    const tag = lowerCase(seen)
    const isMeant = list.any || isSpoken(wanted, tag)
    return say.is(isMeant || (scripts.size > 0 && scripts.has(inWriting(tag) ?? '')), seen)
  }
}

function withOtherCodes(tag: string): string[] {
  const [code = '', ...rest] = tag.split('-')
  const others = OTHER_CODES.get(code) ?? []
  return [code, ...others].map((one) => [one, ...rest].join('-'))
}

/** A language in a script, wherever it is spoken: `zh-hant`. */
function isWritten(tag: string): boolean {
  return /^[a-z]+-[a-z]{4}$/.test(tag)
}

const plainOf = unlessNoTag(plainLanguage)
/** Visitors share a few hundred tags. */
const inWriting = lately(1000, unlessNoTag(writtenLanguage))

/** In lower case; `null` for what is no tag. */
function unlessNoTag(read: (tag: string) => string): (tag: string) => string | null {
  return (tag) => {
    try {
      return read(tag).toLowerCase()
    } catch {
      return null
    }
  }
}

/** Looks up `zh-hant-tw`, then `zh-hant`, then `zh`. */
function isSpoken(wanted: ReadonlySet<string>, tag: string): boolean {
  for (let end = tag.length; end > 0; end = tag.lastIndexOf('-', end - 1)) {
    if (wanted.has(tag.slice(0, end))) return true
  }
  return false
}
