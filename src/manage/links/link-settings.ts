/** What a domain does for short links: its pages, letter case, and being the one that is taken. */
import { type Destination, readDestination } from '../../core/links/destination.ts'
import type { DomainRecord } from '../../db/records.ts'
import { type Caller, isAdmin, lookUp } from '../access.ts'
import { type Desk, type Done, saveChange } from '../desk.ts'
import { FORBIDDEN, isRefusal, type Problems, problems, type Refusal } from '../refusal.ts'
import { destinationRules } from './link-domains.ts'

export interface LinkSettings {
  /** `null` and `''`: none. */
  readonly rootPage?: string | null
  readonly notFoundPage?: string | null
  readonly caseSensitive?: boolean
  readonly isLinkDefault?: boolean
}

export function changeLinkSettings(
  desk: Desk,
  caller: Caller,
  id: string,
  change: LinkSettings,
): Done | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const domain = lookUp(desk.stores, caller, 'domains', { id, need: 'modify' })
  if (isRefusal(domain)) return domain
  const found = problems()
  const after = withLinkSettings(desk, domain, change, found)
  const refusal = found.refusal()
  if (refusal !== null) return refusal
  const deed = {
    event: 'link_settings',
    kind: 'domains',
    id,
    name: domain.host,
    changes: change,
  } as const
  return saveChange(desk, caller, deed, () => putWithLinks(desk, domain, after))
}

/** The domain after the change; what is wrong with it goes to `found`. */
export function withLinkSettings(
  desk: Desk,
  domain: DomainRecord,
  change: LinkSettings,
  found: Problems,
): DomainRecord {
  const after = {
    ...domain,
    rootPage: pageAfter(desk, domain.rootPage, change.rootPage, (text) =>
      found.add('rootPage', text),
    ),
    notFoundPage: pageAfter(desk, domain.notFoundPage, change.notFoundPage, (text) =>
      found.add('notFoundPage', text),
    ),
    caseSensitive: change.caseSensitive ?? domain.caseSensitive,
    isLinkDefault: change.isLinkDefault ?? domain.isLinkDefault,
  }
  checkCase(desk, domain, after, found)
  return after
}

function pageAfter(
  { stores }: Desk,
  before: Destination | null,
  text: string | null | undefined,
  refuse: (text: string) => void,
): Destination | null {
  if (text === undefined) return before
  if (text === null || text === '') return null
  const page = readDestination(text, destinationRules(stores))
  if (typeof page !== 'string' && /^https?:/.test(page.location)) return page
  refuse(page === 'own_service' ? 'points to this service' : 'must be an http or https address')
  return null
}

/** Words that differ in nothing else would hide each other. */
function checkCase(desk: Desk, before: DomainRecord, after: DomainRecord, found: Problems): void {
  if (after.caseSensitive || !before.caseSensitive) return
  const alike = desk.stores.links.wordsAlikeOn(numberOf(desk, before))
  if (alike.length > 0) {
    found.add('caseSensitive', `links differ in letter case only: ${alike.join(', ')}`)
  }
}

/** In the transaction of the change: what follows from it for links and other domains, too. */
export function putWithLinks(desk: Desk, before: DomainRecord, after: DomainRecord): void {
  const { domains, links } = desk.stores
  domains.put(after)
  if (before.caseSensitive !== after.caseSensitive) {
    links.foldWords(numberOf(desk, before), after.caseSensitive ? 'exact' : 'lower')
  }
  if (!after.isLinkDefault) return
  for (const other of domains.list('all')) {
    if (other.isLinkDefault && other.id !== after.id) {
      domains.put({ ...other, isLinkDefault: false })
    }
  }
}

function numberOf({ stores }: Desk, { id }: DomainRecord): number {
  return stores.domainNumbers.all().get(id) ?? 0
}
