/** The texts that crawlers and researchers look for on every tracking host. */
import type { Domain } from '../../core/model.ts'
import type { RoutingTables } from '../../core/tables.ts'
import { plain } from './respond.ts'

const CLOSED = 'User-agent: *\nDisallow: /\n'
const OPEN = 'User-agent: *\nAllow: /\n'
/** RFC 9116 wants a date; the text is made anew for each request. */
const VALID_MS = 90 * 86_400_000

/** The domain's own text, else by whether it may be indexed. */
export function robotsTxt(domain: Domain | null): string {
  if (domain === null) return CLOSED
  if (domain.robotsTxt !== '') return domain.robotsTxt
  return domain.noIndex ? CLOSED : OPEN
}

/** `null` while the installation has no abuse contact. */
export function securityTxt({ settings }: RoutingTables, now: number): Response | null {
  const contact = settings.get('abuse_contact') ?? ''
  if (contact === '') return null
  const address = contact.includes('@') && !contact.includes(':') ? `mailto:${contact}` : contact
  const expires = new Date(now + VALID_MS).toISOString()
  return plain(200, `Contact: ${address}\nExpires: ${expires}\n`)
}
