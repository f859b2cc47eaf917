/** The file's oracles as expectations. Each says what is wrong, or nothing. */
import { valueAt } from '../support/expectation.ts'
import type { Oracle } from './cases.ts'
import { type Answer, headerIn, type Received } from './exchange.ts'

/** "Not implemented" and "version not supported" are honest answers to nonsense; no other 5xx is. */
const ALLOWED_SERVER_ERRORS = [501, 505]

/** All that is wrong with what came back; empty when the case holds. */
export function complaints(oracle: Oracle, received: Received): string[] {
  const [first] = received.answers
  return [
    ...ofConnection(oracle, received),
    ...received.answers.flatMap(ofServerError),
    ...(first
      ? [...ofStatus(oracle, first), ...ofHeaders(oracle, first), ...ofBody(oracle, first)]
      : []),
    ...(first ? ofLocation(oracle, headerIn(first, 'location')) : []),
  ]
}

function ofConnection(oracle: Oracle, { answers, isClosed, firstByteMs }: Received): string[] {
  const count = answers.length
  const mayBeSilent = !oracle.status_in || oracle.close_ok || oracle.rst_after_send
  return told([
    [count === 0 && !mayBeSilent, 'no answer'],
    [count === 0 && !isClosed && oracle.close_ok, 'neither an answer nor closed'],
    [oracle.closed && !isClosed, 'the connection was left open'],
    [count < (oracle.responses_min ?? 0), `only ${count} answers`],
    [count > (oracle.responses_max ?? Infinity), `${count} answers`],
    [(firstByteMs ?? 0) > (oracle.within_ms ?? Infinity), `first byte after ${firstByteMs} ms`],
  ])
}

function ofServerError({ status }: Answer): string[] {
  const isBad = status >= 500 && !ALLOWED_SERVER_ERRORS.includes(status)
  return told([[isBad, `server error ${status}`]])
}

function ofStatus({ status_in, status_not_in }: Oracle, { status }: Answer): string[] {
  return told([
    [status_in && !status_in.includes(status), `status ${status}, not ${String(status_in)}`],
    [status_not_in?.includes(status), `status ${status}`],
  ])
}

function ofHeaders(oracle: Oracle, answer: Answer): string[] {
  const { headers_absent = [], header_contains = {} } = oracle
  const forbidden = headers_absent.filter((wanted) => isPresent(wanted, answer))
  const lacking = Object.entries(header_contains).filter(
    ([name, part]) => !headerIn(answer, name).includes(part),
  )
  return [
    ...forbidden.map((header) => `has header ${header}`),
    ...lacking.map(([name, part]) => `${name} does not contain ${part}`),
    ...ofHeaderValues(oracle, answer),
  ]
}

function ofHeaderValues(
  { header_equals = {}, header_not_equals = {}, cookie_flags = [] }: Oracle,
  answer: Answer,
): string[] {
  const value = (name: string) => headerIn(answer, name.toLowerCase())
  const cookie = value('set-cookie')
  return told([
    ...Object.entries(header_equals).map(
      ([name, wanted]) => [value(name) !== wanted, `${name} is ${value(name)}`] as const,
    ),
    ...Object.entries(header_not_equals).map(
      ([name, wrong]) => [value(name) === wrong, `${name} is ${wrong}`] as const,
    ),
    ...cookie_flags.map((flag) => [!cookie.includes(flag), `a cookie without ${flag}`] as const),
  ])
}

/** `X-A`, or `Set-Cookie:x` for a value that starts so. */
function isPresent(wanted: string, { headers }: Answer): boolean {
  const [name = '', start = ''] = wanted.toLowerCase().split(':')
  return headers.some(([key, value]) => key === name && value.toLowerCase().startsWith(`${start}`))
}

function ofBody(oracle: Oracle, { body }: Answer): string[] {
  const { body_not_contains = [], json_has = [], json_absent = [] } = oracle
  const json = (path: string) => valueAt(JSON.parse(body), `$.${path}`)
  return told([
    ...body_not_contains.map((part) => [body.includes(part), `body has ${part}`] as const),
    ...json_has.map((path) => [json(path) === undefined, `no ${path} in ${body}`] as const),
    ...json_absent.map((path) => [json(path) !== undefined, `${path} in ${body}`] as const),
  ])
}

function ofLocation(oracle: Oracle, location: string): string[] {
  const scheme = location.split(':')[0] ?? ''
  return told([
    [oracle.location_ascii && !/^[\x21-\x7e]+$/.test(location), `Location is ${location}`],
    [oracle.location_scheme_in && !oracle.location_scheme_in.includes(scheme), `scheme ${scheme}`],
    [
      oracle.location_not_startswith?.some((start) => location.startsWith(start)),
      `Location starts as ${location.slice(0, 5)}`,
    ],
    [
      oracle.location_not_contains?.some((part) => location.includes(part)),
      `Location is ${location}`,
    ],
  ])
}

function told(findings: readonly (readonly [boolean | undefined, string])[]): string[] {
  return findings.filter(([isWrong]) => isWrong).map(([, what]) => what)
}
