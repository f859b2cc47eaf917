/**
 * Filters on a name with its version: `iOS 17.*`, `Android >= 13`, `Windows XP`, or a name alone
 * for any version. Versions are compared number by number; missing numbers are 0.
 */
import type { CompiledTest } from '../tables.ts'
import type { Device } from '../visit.ts'
import { defineFilter, type FilterType, type Say, TextList } from './define.ts'
import { noUserAgent, systemWord } from './device.ts'
import { lowerCase, readList, type ValueList } from './lists.ts'

type Operator = '=' | '>=' | '<=' | '>' | '<'

interface NumberedVersion {
  /** Lower case, as are the words. */
  readonly name: string
  readonly operator: Operator | 'starts'
  readonly numbers: readonly number[]
}

/** A name, or a name and a version that is a word (`windows xp`). */
interface WordVersion {
  readonly words: string
}

/** The two texts of a device that a filter looks at. */
interface VersionFact {
  readonly key: string
  readonly title: string
  readonly name: (device: Device) => string
  readonly version: (device: Device) => string
}

const OPERATORS: readonly Operator[] = ['>=', '<=', '>', '<', '=']
const NUMBERS = /^\d{1,9}(?:\.\d{1,9}){0,5}$/

export const osVersion = versionFilter({
  key: 'os_version',
  title: 'Operating system version',
  name: (device) => device.os,
  version: (device) => device.osVersion,
})

export const browserVersion = versionFilter({
  key: 'browser_version',
  title: 'Browser version',
  name: (device) => device.browser,
  version: (device) => device.browserVersion,
})

function versionFilter(fact: VersionFact): FilterType {
  return defineFilter({
    key: fact.key,
    title: fact.title,
    group: 'device',
    payload: TextList('versions: iOS 17.*, Android >= 13, Windows XP, or a name for any version'),
    read: (payload, complain) => readList(payload, readVersion, complain),
    test: (list, say) => testVersion(fact, list, say),
  })
}

function testVersion(
  fact: VersionFact,
  list: ValueList<NumberedVersion | WordVersion>,
  say: Say,
): CompiledTest {
  const words = new Set(list.values.flatMap((value) => ('words' in value ? [value.words] : [])))
  const numbered = list.values.filter((value) => 'numbers' in value)
  const matches = (name: string, version: string) =>
    words.has(name) ||
    words.has(`${name} ${lowerCase(version)}`) ||
    isInRange(numbered, name, readNumbers(version))
  return ({ visitor: { device } }) => {
    if (device === null) return say.unknown(noUserAgent())
    const name = fact.name(device)
    const version = fact.version(device)
    if (name === '') return say.is(list.empty, '')
    const accepted = version === '' ? list.empty : list.any
    return say.is(accepted || matches(lowerCase(name), version), `${name} ${version}`.trimEnd())
  }
}

/** `null` for a value without a name, or with an operator but no number to compare with. */
function readVersion(value: string): NumberedVersion | WordVersion | null {
  const at = value.search(/[<>=]/)
  const operator = at < 0 ? null : (OPERATORS.find((sign) => value.startsWith(sign, at)) ?? null)
  const split = at < 0 ? value.lastIndexOf(' ') : at
  const name = systemWord(value.slice(0, Math.max(split, 0)).trim())
  const version = value.slice(split + (operator?.length ?? 1)).trim()
  if (operator !== null) return numberedVersion(name, operator, version)
  return numberedVersion(name, '=', version) ?? wordVersion(value)
}

function numberedVersion(name: string, operator: Operator, text: string): NumberedVersion | null {
  const isOpen = text.endsWith('.*') && operator === '='
  const version = isOpen ? text.slice(0, -2) : text
  if (name === '' || !NUMBERS.test(version)) return null
  return { name, operator: isOpen ? 'starts' : operator, numbers: readNumbers(version) }
}

/** A star for the version means any, like none. */
function wordVersion(value: string): WordVersion | null {
  const words = systemWord(value.endsWith(' *') ? value.slice(0, -2).trim() : value)
  return words === '' || words.includes('*') || NUMBERS.test(words) ? null : { words }
}

/** The leading numbers of a version: `10.0.1-beta` gives 10, 0, 1 and `XP` none. */
function readNumbers(version: string): readonly number[] {
  const numbers = version.split('.').map((part) => Number.parseInt(part, 10))
  const end = numbers.findIndex((number) => Number.isNaN(number))
  return end < 0 ? numbers : numbers.slice(0, end)
}

function isInRange(
  ranges: readonly NumberedVersion[],
  name: string,
  version: readonly number[],
): boolean {
  if (version.length === 0) return false
  return ranges.some((range) => range.name === name && holds(range, version))
}

function holds({ operator, numbers }: NumberedVersion, version: readonly number[]): boolean {
  if (operator === 'starts') return numbers.every((number, at) => number === (version[at] ?? 0))
  const order = compareNumbers(version, numbers)
  if (operator === '=') return order === 0
  if (operator === '>=') return order >= 0
  if (operator === '<=') return order <= 0
  return operator === '>' ? order > 0 : order < 0
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
