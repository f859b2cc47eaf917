/**
 * Filters on a field that the payload names: a parameter of the URL or form, a header. The payload
 * is `{name, values}`, or a list of `name=pattern`, any of which may match.
 */
import { type Static, Type } from '@sinclair/typebox'

import { headerText } from '../../lib/text.ts'
import type { CompiledTest } from '../tables.ts'
import { quote, readTextPatterns, type TextTest } from '../text-pattern.ts'
import type { Visit } from '../visit.ts'
import { type Complain, defineFilter, type FilterType, type Say, TextList } from './define.ts'
import { PATTERNS } from './lists.ts'

interface NamedTest {
  readonly name: string
  readonly matches: TextTest
}

interface NamedFact {
  readonly key: string
  readonly title: string
  /** `null` is unknown, `''` is empty. */
  readonly see: (visit: Visit, name: string) => string | null
  readonly why: string
  /** What can be a name. */
  readonly names: RegExp
}

const Named = Type.Union(
  [
    Type.Object({
      name: Type.String({ minLength: 1, maxLength: 64, title: 'Name' }),
      values: TextList(PATTERNS, 'Values'),
    }),
    TextList('name=pattern'),
  ],
  { description: `{name, values}, values being ${PATTERNS}; or a list of name=pattern` },
)

export const parameter = namedFilter({
  key: 'parameter',
  title: 'URL parameter',
  see: (visit, name) => visit.parameters.query.get(name) ?? '',
  why: 'not known',
  names: /./su,
})

export const header = namedFilter({
  key: 'header',
  title: 'Header',
  see: (visit, name) => {
    const value = visit.header(name.toLowerCase())
    return value === null ? null : headerText(value)
  },
  why: 'header not forwarded',
  names: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
})

function namedFilter(fact: NamedFact): FilterType {
  return defineFilter({
    key: fact.key,
    title: fact.title,
    group: 'request',
    payload: Named,
    read: (payload, complain) => readNamed(fact.names, payload, complain),
    test: (tests, say) => testNamed(fact, tests, say),
  })
}

function readNamed(
  names: RegExp,
  payload: Static<typeof Named>,
  complain: Complain,
): readonly NamedTest[] {
  return [...patternsByName(payload, complain)].map(([name, patterns]) => {
    if (!names.test(name)) complain(`${quote(name)} can't be a name`)
    return { name, matches: readTextPatterns(patterns, complain) }
  })
}

function patternsByName(
  payload: Static<typeof Named>,
  complain: Complain,
): ReadonlyMap<string, readonly string[]> {
  if ('name' in payload) return new Map([[payload.name, payload.values]])
  const found = new Map<string, string[]>()
  for (const item of payload) {
    const at = item.indexOf('=')
    const name = item.slice(0, Math.max(at, 0)).trim()
    const pattern = item.slice(at + 1).trim() || '@empty'
    if (name === '') complain(`${quote(item)} is not name=pattern`)
    else found.set(name, [...(found.get(name) ?? []), pattern])
  }
  return found
}

/** What is known decides if it matches; only without a match does an unknown field count. */
function testNamed({ see, why }: NamedFact, tests: readonly NamedTest[], say: Say): CompiledTest {
  return (visit) => {
    let shown: string | null = null
    let isUnknown = false
    for (const { name, matches } of tests) {
      const seen = see(visit, name)
      if (seen === null) isUnknown = true
      else if (matches(seen)) return say.is(true, seen)
      else shown ??= seen
    }
    return isUnknown || shown === null ? say.unknown(why) : say.is(false, shown)
  }
}
