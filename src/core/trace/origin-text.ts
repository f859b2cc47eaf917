/** Where a fact came from, in the words of the Click API's log. */
import type { FactOrigin, VisitorFact } from './visitor-facts.ts'

/** Follows "from"; of a fact that has no value, why not. */
export function originText({ origin, name, why }: VisitorFact): string {
  if (origin === 'none') return MISSING[why] ?? why
  const words = name === '' || origin === 'socket' ? ORIGINS[origin] : `${ORIGINS[origin]} ${name}`
  const more = REMARKS[why]?.(name) ?? ''
  return more === '' ? words : `${words}: ${more}`
}

const ORIGINS: Readonly<Record<FactOrigin, string>> = {
  socket: 'the connection',
  header: 'header',
  parameter: 'parameter',
  database: 'the geo database',
  user_agent: 'the user agent',
  referrer: 'the referrer',
  site: 'the site that called',
  call: 'the connection of the call',
  form: 'a form',
  earlier_campaign: 'the campaign before',
  other_name: 'a name that the campaign does not have now',
  said: 'what was said',
  click: 'the stored click',
  none: '',
}

const MISSING: Readonly<Record<string, string>> = {
  not_sent: 'not sent',
  no_address: 'unknown (no valid address)',
  no_database: 'unknown (no geo database for it)',
  not_listed: 'not in the geo database',
  library: 'none: the call came from a library',
}

const REMARKS: Readonly<Record<string, (name: string) => string>> = {
  past_proxy: () => 'the visitor came past the proxies',
  header_missing: (name) => `the proxy sent no ${name}`,
  header_unreadable: (name) => `${name} held no address`,
  shortened: () => 'shortened, as the settings say',
  left_out: () => 'not stored, as the settings say',
}
