/** JWTs as somebody makes them who wants to be taken for a visitor that he is not. */
import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const HS256 = '{"typ":"JWT","alg":"HS256"}'
const base64url = (text: string) => Buffer.from(text).toString('base64url')

function hmacJwt(header: string, payload: string, key: string | Uint8Array): string {
  const body = `${base64url(header)}.${base64url(payload)}`
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`
}

/** What a forger knows: the payload he wants to be believed, and secrets people choose. */
export interface Wanted {
  readonly payload: string
  readonly campaignToken: string
}

const WEAK = ['secret', 'changeme', 'jwt', 'sluice', '', 'key', 'password']
const PROTOTYPES = '{"streams":{"__proto__":9e9},"campaigns":{"constructor":9e9},"time":9e9}'

/** By the words of the hostile cases (`jwt_variant`): one or several tokens each. */
export const FORGERIES: Readonly<Record<string, (wanted: Wanted) => readonly string[]>> = {
  'alg none': ({ payload }) =>
    ['none', 'None', 'NONE'].flatMap((alg) => {
      const body = `${base64url(`{"typ":"JWT","alg":"${alg}"}`)}.${base64url(payload)}`
      return [`${body}.`, body, `${body}.e30`]
    }),
  'RS256 with the HMAC secret as key': ({ payload }) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const body = `${base64url('{"typ":"JWT","alg":"RS256"}')}.${base64url(payload)}`
    return [`${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`]
  },
  'empty signature': ({ payload }) => [`${base64url(HS256)}.${base64url(payload)}.`],
  "signature of another campaign's secret": ({ payload, campaignToken }) => [
    hmacJwt(HS256, payload, `other-${campaignToken}`),
    hmacJwt(HS256, payload, randomBytes(32)),
  ],
  'weak secrets: secret, changeme, jwt, sluice, campaign token': ({ payload, campaignToken }) =>
    [...WEAK, campaignToken].map((key) => hmacJwt(HS256, payload, key)),
  'jwk/jku header with own key': ({ payload }) => [
    hmacJwt('{"typ":"JWT","alg":"HS256","jwk":{"kty":"oct","k":"c2VjcmV0"}}', payload, 'secret'),
    hmacJwt('{"typ":"JWT","alg":"HS256","jku":"https://evil.example/k"}', payload, 'secret'),
    hmacJwt('{"typ":"JWT","alg":"HS256","kid":"/dev/null"}', payload, ''),
  ],
  'exp in the past': ({ payload }) => [
    hmacJwt(HS256, payload.replace(/\}$/, ',"exp":1}'), 'secret'),
  ],
  'payload not JSON': () => ['x', '[]', 'null', '{', ''].map((text) => hmacJwt(HS256, text, 'k')),
  '1 MB token': ({ payload }) => [hmacJwt(HS256, payload, 'k') + 'A'.repeat(1_000_000)],
  'campaign ids as prototype names': () => [
    hmacJwt(HS256, JSON.stringify({ data: PROTOTYPES }), 'k'),
  ],
}
