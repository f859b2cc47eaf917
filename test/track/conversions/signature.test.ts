/** Signed calls: over the query alone, in the spellings that networks have. */
import { expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'

import { isSigned } from '../../../src/track/conversions/signature.ts'

const KEY = { parameter: 'sig', secret: 'top secret' }
const QUERY = 'subid=00000g00001d900beuv6&payout=1%2C5'
const digest = createHmac('sha256', KEY.secret).update(QUERY).digest()
const HEX = digest.toString('hex')

const CALLS: [rawQuery: string, isSigned: boolean][] = [
  [`${QUERY}&sig=${HEX}`, true],
  [`sig=${HEX.toUpperCase()}&${QUERY}`, true],
  [QUERY.replace('&', `&sig=${encodeURIComponent(digest.toString('base64'))}&`), true],
  [`${QUERY}&sig=${digest.toString('base64url')}`, true],
  [QUERY, false],
  ['', false],
  [`${QUERY}&sig=`, false],
  [`${QUERY}&sig=%`, false],
  [`${QUERY}&sig=${HEX}&sig=${HEX}`, false],
  [`${QUERY}0&sig=${HEX}`, false],
  [`${QUERY}&sig=${HEX.slice(2)}`, false],
]
test.each(CALLS)('%s', (rawQuery, wanted) => {
  expect(isSigned({ rawQuery, hasBody: false }, KEY)).toBe(wanted)
})

test('a call with a body is not signed', () => {
  expect(isSigned({ rawQuery: `${QUERY}&sig=${HEX}`, hasBody: true }, KEY)).toBe(false)
})
