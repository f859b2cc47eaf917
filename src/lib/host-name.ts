/** Names of hosts as people write them. */
import { domainToASCII, domainToUnicode } from 'node:url'

import { unescaped } from './text.ts'

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** Lower case and punycode; null for anything that is not a plain host name. */
export function hostOf(text: string): string | null {
  const host = /[/:@?#\s]/.test(text) ? '' : domainToASCII(text.trim().toLowerCase())
  return HOST.test(host) ? host : null
}

const INTERNATIONAL = /xn--[a-z0-9-]+/gi

/** An address as people write it: no escapes, international names in letters of their own. */
export function readableAddress(address: string): string {
  const text = unescaped(address) ?? address
  return text.replace(INTERNATIONAL, (label) => domainToUnicode(label) || label)
}
