/** Filters on what the request says of itself: referrer, address, named fields. */
import { readableAddress } from '../../lib/host-name.ts'
import { indexOrEnd } from '../../lib/text.ts'
import { readTextPatterns, type TextTest } from '../text-pattern.ts'
import type { Visit } from '../visit.ts'
import { type Complain, defineFilter, type FilterType, NoPayload, TextList } from './define.ts'
import { lowerCase, PATTERNS, textFilter } from './lists.ts'

const HOST_PREFIX = 'host:'
const ASCII = /^[ -~]*$/

export const referrer = defineFilter({
  key: 'referrer',
  title: 'Referrer',
  group: 'request',
  payload: TextList(`${PATTERNS}; after "host:" they are compared with the host`),
  read(payload, complain) {
    const [hosts, whole] = partition(payload)
    return { host: readHosts(hosts, complain), whole: readAddressPatterns(whole, complain) }
  },
  test:
    ({ host, whole }, say) =>
    ({ visitor: { referrer: seen } }) =>
      say.is(whole(seen) || host(seen), seen),
})

export const emptyReferrer = defineFilter({
  key: 'empty_referrer',
  title: 'Empty referrer',
  group: 'request',
  payload: NoPayload,
  read: () => null,
  test:
    (_nothing, say) =>
    ({ visitor }) =>
      say.is(visitor.referrer === '', visitor.referrer),
})

export const searchEngine = textFilter({
  key: 'search_engine',
  title: 'Search engine',
  group: 'request',
  see: ({ visitor }) => visitor.searchEngine,
})

export const host = addressFilter('host', 'Tracking host', (visit) => visit.host)
export const url = addressFilter('url', 'Requested URL', (visit) => visit.url)

function addressFilter(key: string, title: string, see: (visit: Visit) => string): FilterType {
  return defineFilter({
    key,
    title,
    group: 'request',
    payload: TextList(PATTERNS),
    read: readAddressPatterns,
    test: (matches, say) => (visit) => {
      const seen = see(visit)
      return say.is(matches(seen), seen)
    },
  })
}

/** Patterns for the host without their prefix, and the others. */
function partition(patterns: readonly string[]): [string[], string[]] {
  const isOfHost = (pattern: string) => lowerCase(pattern).startsWith(HOST_PREFIX)
  const hosts = patterns.filter(isOfHost)
  const whole = patterns.filter((pattern) => !isOfHost(pattern))
  return [hosts.map((pattern) => pattern.slice(HOST_PREFIX.length).trim()), whole]
}

/** A referrer with an empty host is left to the patterns for the whole. */
function readHosts(patterns: readonly string[], complain: Complain): TextTest {
  if (patterns.length === 0) return () => false
  const matches = readAddressPatterns(patterns, complain)
  return (referrer) => matches(hostOf(referrer))
}

/** Addresses come escaped and in punycode: who writes other letters than ASCII means what these stand for. */
function readAddressPatterns(patterns: readonly string[], complain: Complain): TextTest {
  const matches = readTextPatterns(patterns, complain)
  const isPlain = patterns.every((pattern) => ASCII.test(pattern))
  return isPlain ? matches : (seen) => matches(seen) || matches(readableAddress(seen))
}

/** The host of a URL without port and credentials, lower case; `''` if there is none. */
function hostOf(text: string): string {
  const scheme = text.indexOf('://')
  const rest = text.slice(scheme < 0 ? 0 : scheme + 3)
  const end = rest.search(/[/?#]/)
  const authority = end < 0 ? rest : rest.slice(0, end)
  const name = authority.slice(authority.lastIndexOf('@') + 1)
  return name.slice(0, indexOrEnd(name, ':', name.lastIndexOf(']') + 1)).toLowerCase()
}
