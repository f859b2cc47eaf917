/** Names of hosts as people write them. */
import { domainToASCII, domainToUnicode } from 'node:url'

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

/** Lower case and punycode; null for anything that is not a plain host name. */
export function hostOf(text: string): string | null {
  const host = /[/:@?#\s]/.test(text) ? '' : domainToASCII(text.trim().toLowerCase())
  return HOST.test(host) ? host : null
}

/** With international names as people write them; a name that is none stays as it is. */
export function readableHost(host: string): string {
  return domainToUnicode(host) || host
}
