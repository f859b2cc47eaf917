/** The texts that crawlers and researchers look for on every tracking host. */
import type { Domain } from '../../core/model.ts'
import { settingOf } from '../../core/settings/settings.ts'
import type { RoutingTables } from '../../core/tables.ts'
import { PREVIEW_AGENTS } from '../../detect/robots.ts'
import { DAY_MS } from '../../lib/spans.ts'

const CLOSED = 'User-agent: *\nDisallow: /\n'
/** Who shows a link before it is opened asks here first; a preview is no index, and is counted. */
const CLOSED_BUT_PREVIEWS = `${PREVIEW_AGENTS.map((agent) => `User-agent: ${agent}\n`).join('')}Allow: /\n\n${CLOSED}`
const OPEN = 'User-agent: *\nAllow: /\n'
/** RFC 9116 wants a date; the text is made anew for each request. */
const VALID_MS = 90 * DAY_MS

/** The domain's own text, else by whether it may be indexed. The text that closes all is ours. */
export function robotsTxt(domain: Domain | null): string {
  if (domain === null) return CLOSED
  const own = domain.robotsTxt.trim()
  if (own !== '' && own !== CLOSED.trim()) return domain.robotsTxt
  return own === '' && !domain.noIndex ? OPEN : CLOSED_BUT_PREVIEWS
}

/** `null` while the installation has no abuse contact. */
export function securityTxt({ settings }: RoutingTables, now: number): string | null {
  const contact = settingOf(settings, 'abuse_contact')
  if (contact === '') return null
  const address = contact.includes('@') && !contact.includes(':') ? `mailto:${contact}` : contact
  const expires = new Date(now + VALID_MS).toISOString()
  return `Contact: ${address}\nExpires: ${expires}\n`
}
