/**
 * Signed calls of networks: HMAC-SHA256 over the query as it came, without the parameter that holds
 * the signature. A body is not signed, so a call with one is refused.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

import type { CallSignature } from '../../core/model.ts'
import { unescaped } from '../../lib/text.ts'

export interface SignedText {
  readonly rawQuery: string
  readonly hasBody: boolean
}

/** Hexadecimal in any case, or base64 of either alphabet. */
export function isSigned({ rawQuery, hasBody }: SignedText, signature: CallSignature): boolean {
  const { parameter, secret } = signature
  const pairs = rawQuery.split('&')
  const own = pairs.filter((pair) => pair.startsWith(`${parameter}=`))
  if (hasBody || own.length !== 1) return false
  const signed = pairs.filter((pair) => !own.includes(pair)).join('&')
  const wanted = digestOf(signed, secret)
  const sent = bytesOf(unescaped(own[0]!.slice(parameter.length + 1)) ?? '')
  return sent.length === wanted.length && timingSafeEqual(sent, wanted)
}

/** What the parameter of a query without it holds, in hexadecimal. */
export function signatureOf(rawQuery: string, { secret }: CallSignature): string {
  return digestOf(rawQuery, secret).toString('hex')
}

function digestOf(text: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(text).digest()
}

function bytesOf(text: string): Buffer {
  return /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
}
