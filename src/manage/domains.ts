/** Changes of domains. Exactly one is the default while there is any. */

import type { Domain } from '../core/model.ts'
import { DEFAULTS, type DomainRecord } from '../db/records.ts'
import { addressIn, isAddress, nameOrAddressOf } from '../lib/host-name.ts'
import { isLoopback } from '../lib/ip.ts'
import { type Caller, inUse, isAdmin, lookUp, mayCreate } from './access.ts'
import { createObject, type Desk, DONE, type Done, earlier, saveChange } from './desk.ts'
import { type LinkSettings, putWithLinks, withLinkSettings } from './links/link-settings.ts'
import { FORBIDDEN, isRefusal, type Named, problems, type Refusal, wrong } from './refusal.ts'

const ROBOTS_MAX = 64 * 1024

export function createDomain(
  desk: Desk,
  caller: Caller,
  id: string,
  hostText: string,
): Done | Refusal {
  if (!mayCreate(caller, 'domains')) return FORBIDDEN
  if (desk.stores.domains.exists(id)) return { refused: 'taken', field: 'id' }
  const host = checkHost(desk, hostText, null)
  if (typeof host !== 'string') return host
  const isDefault = desk.stores.domains.list('all').length === 0
  const isOfLimitedUser = !isAdmin(caller)
  createObject(
    desk,
    caller,
    'domains',
    { ...DEFAULTS.domains, host, isDefault, isOfLimitedUser },
    id,
  )
  return DONE
}

/** Link settings, and what is of a domain alone. Only the host may be changed by non-administrators. */
export interface DomainChange extends LinkSettings {
  readonly host?: string
  readonly indexPage?: Domain['indexPage']
  readonly notFound?: Domain['notFound']
  readonly httpsOnly?: boolean
  readonly noIndex?: boolean
  readonly robotsTxt?: string
}

export function changeDomain(
  desk: Desk,
  caller: Caller,
  id: string,
  change: DomainChange,
): Done | Refusal {
  const domain = lookUp(desk.stores, caller, 'domains', { id, need: 'modify' })
  if (isRefusal(domain)) return domain
  const { host: _host, ...rest } = change
  if (Object.keys(rest).length > 0 && !isAdmin(caller)) return FORBIDDEN
  const changed = domainAfter(desk, domain, change)
  if (isRefusal(changed)) return changed
  const isRenamed = changed.host !== domain.host
  const after = isRenamed ? { ...changed, isOfLimitedUser: !isAdmin(caller) } : changed
  const told = { name: after.host, changes: change, before: earlier(domain, after, change) }
  const deed = { event: 'change', kind: 'domains', id, ...told } as const
  return saveChange(desk, caller, deed, () => putWithLinks(desk, domain, after))
}

/** Checked: the domain as it may be stored. */
export function domainAfter(
  desk: Desk,
  before: DomainRecord,
  change: DomainChange,
): DomainRecord | Refusal {
  const { rootPage: _root, notFoundPage: _missing, host = before.host, ...plain } = change
  const name = host === before.host ? host : checkHost(desk, host, before.id)
  if (typeof name !== 'string') return name
  const found = problems()
  const after = { ...withLinkSettings(desk, before, change, found), ...plain, host: name }
  const { indexPage, robotsTxt, httpsOnly } = after
  if (httpsOnly && isAddress(name)) found.add('httpsOnly', 'an address has no certificate')
  if (typeof indexPage === 'number' && !desk.stores.campaigns.exists(indexPage)) {
    found.add('indexPage', 'no such campaign')
  }
  if (robotsTxt.length > ROBOTS_MAX) found.add('robotsTxt', `at most ${ROBOTS_MAX} characters`)
  return found.refusal() ?? after
}

export function makeDefault(desk: Desk, caller: Caller, id: string): Done | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const domain = lookUp(desk.stores, caller, 'domains', { id, need: 'modify' })
  if (isRefusal(domain)) return domain
  const deed = { event: 'make_default', kind: 'domains', id, name: domain.host } as const
  return saveChange(desk, caller, deed, () => {
    const { domains } = desk.stores
    for (const other of domains.list('all')) {
      if (other.isDefault !== (other.id === id))
        domains.put({ ...other, isDefault: other.id === id })
    }
  })
}

/** Removed for good; not the default one while there are others, nor one that campaigns use. */
export function removeDomain(desk: Desk, caller: Caller, id: string): Done | Refusal {
  const domain = lookUp(desk.stores, caller, 'domains', { id, need: 'modify' })
  if (isRefusal(domain)) return domain
  const refusal = refuseRemoval(desk, caller, domain)
  if (refusal !== null) return refusal
  const deed = { event: 'remove', kind: 'domains', id, name: domain.host } as const
  return saveChange(desk, caller, deed, () => desk.stores.domains.remove(id))
}

function refuseRemoval(
  desk: Desk,
  caller: Caller,
  { id, isDefault }: DomainRecord,
): Refusal | null {
  if (isDefault && desk.stores.domains.list('all').length > 1) return { refused: 'default_domain' }
  const sql = 'SELECT id, name FROM campaigns WHERE domain_id = ?'
  const campaigns = desk.db.query<Named, [string]>(sql).all(id)
  const { domainNumbers, links } = desk.stores
  if (links.anyOn(domainNumbers.all().get(id) ?? 0) !== null) return { refused: 'has_links' }
  return campaigns.length > 0 ? inUse(desk.stores, caller, campaigns) : null
}

function checkHost(desk: Desk, text: string, own: string | null): string | Refusal {
  const host = nameOrAddressOf(text)
  if (host === null) return wrong('host', 'is not a host name')
  if (host === desk.adminHost) {
    return wrong('host', 'is the host of the admin: take another one')
  }
  if (isAddress(host)) {
    const problem = addressProblem(desk, host)
    if (problem !== null) return wrong('host', problem)
  }
  const taken = desk.stores.domains
    .list('all')
    .some((other) => other.host === host && other.id !== own)
  return taken ? { refused: 'taken', field: 'host' } : host
}

const UNSPECIFIED: ReadonlySet<string> = new Set(['0.0.0.0', '[::]'])

/** Pages that call a tracker by its address go on so: why it can't be one of ours, or `null`. */
function addressProblem({ adminHost }: Desk, host: string): string | null {
  if (adminHost === '') {
    return 'addresses lead to campaigns already, until the admin has a host of its own (--admin-host)'
  }
  const ip = addressIn(host)
  const isOurs = UNSPECIFIED.has(host) || (ip !== null && isLoopback(ip))
  return isOurs ? 'only this machine itself calls this address, and finds the admin there' : null
}
