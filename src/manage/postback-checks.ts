/** What is refused in outgoing postbacks on saving. */
import { tellsMoney } from '../core/conversions/postbacks.ts'
import { findMacro } from '../core/macros/index.ts'
import type { Postback, Sending } from '../core/model.ts'
import type { Caller } from './access.ts'
import { calledUrlProblems, type Calling } from './called-urls.ts'
import { type Problems, problems, type Refusal } from './refusal.ts'
import { targetProblems } from './targets.ts'

const BODY_MAX = 8192
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/
const HEADER_VALUE = /^[ -~]{0,8192}$/
/** Said by us, or by the connection. */
const KEPT_HEADERS: ReadonlySet<string> = new Set(
  'host user-agent accept-encoding content-length transfer-encoding connection idempotency-key'
    .concat(' content-type expect upgrade te trailer proxy-authorization')
    .split(' '),
)

export function checkPostbacks(
  postbacks: readonly Postback[],
  calling: Calling,
  found: Problems,
): void {
  postbacks.forEach((postback, index) => {
    checkPostbackUrl(postback.url, `postbacks.${index}.url`, calling, found)
    checkSending(postback, `postbacks.${index}`, found)
  })
}

/** What is sent of a conversion, and where; older entries have no body. */
export type Sent = Pick<Postback, 'url'> & Partial<Pick<Postback, 'body' | 'headers'>>

/**
 * Whoever does not see revenue has it sent to no address of his choice; what says it already stays
 * as it is. `fieldOf` names the places of `after`.
 */
export function checkTold(
  { hidesMoney }: Pick<Caller, 'hidesMoney'>,
  { before, after }: { readonly before: readonly Sent[]; readonly after: readonly Sent[] },
  fieldOf: (at: number) => string,
  found: Problems,
): void {
  if (!hidesMoney) return
  const held = new Set(before.map((sent) => JSON.stringify(textsOf(sent))))
  for (const [at, sent] of after.entries()) {
    const texts = textsOf(sent)
    if (sent.url === '' || held.has(JSON.stringify(texts)) || !texts.flat().some(tellsMoney))
      continue
    found.add(fieldOf(at), 'says what conversions are worth, which is kept from you: leave it out')
  }
}

function textsOf({ url, body = '', headers = [] }: Sent): string[][] {
  return [[url, body], ...headers.map(({ name, value }) => [name, value])]
}

/** What is wrong with a single one that is only tried; `null` if nothing is. */
export function postbackProblems(postback: Postback): Refusal | null {
  const found = problems()
  if (postback.url === '') found.add('url', 'is missing')
  else for (const text of targetProblems(postback.url)) found.add('url', text)
  checkSending(postback, 'sending', found)
  return found.refusal()
}

/** Empty: nothing is sent. */
export function checkPostbackUrl(
  url: string,
  field: string,
  calling: Calling,
  found: Problems,
): void {
  if (url === '') return
  for (const text of calledUrlProblems(url, calling)) found.add(field, text)
}

export function checkSending(sending: Partial<Sending>, field: string, found: Problems): void {
  const { headers = [], required = [], body = '' } = sending
  for (const { name, value } of headers) {
    if (!HEADER_VALUE.test(value)) {
      found.add(`${field}.headers`, `"${name}" has a character that a header can't hold`)
    }
    if (!HEADER_NAME.test(name)) found.add(`${field}.headers`, `"${name}" is not a header`)
    if (KEPT_HEADERS.has(name.toLowerCase())) {
      found.add(`${field}.headers`, `"${name}" is set by Sluice itself`)
    }
  }
  for (const name of required) {
    if (findMacro(name) === null) found.add(`${field}.required`, `"${name}" is not a macro`)
  }
  if (body.length > BODY_MAX) found.add(`${field}.body`, `at most ${BODY_MAX} characters`)
}
