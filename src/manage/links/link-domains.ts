/** Where short links may be, and by which rules: the domains of an account and what they know. */
import type { DestinationRules } from '../../core/links/destination.ts'
import { settingLines } from '../../core/settings/settings.ts'
import type { DomainRecord } from '../../db/records.ts'
import type { ReadStores } from '../../db/stores.ts'
import { nameOrAddressOf } from '../../lib/host-name.ts'
import { remembered } from '../../lib/remembered.ts'
import { type Caller, readable } from '../access.ts'
import { isSecure, type OwnSide } from '../own-side.ts'

export interface LinkDomain {
  /** What links and their API call it by. */
  readonly number: number
  readonly record: DomainRecord
}

/** Who changes links, whose they are, where they may be and where they may lead. */
export interface LinkPlace {
  readonly caller: Caller
  /** Owner of what is made. */
  readonly ownerId: number
  readonly domains: readonly LinkDomain[]
  readonly rules: DestinationRules
}

/** `allowed`: ids of the domains a token is limited to; null: all that the caller may read. */
export function linkPlace(
  stores: ReadStores,
  caller: Caller,
  ownerId: number,
  allowed: readonly string[] | null = null,
): LinkPlace {
  const domains = linkDomains(stores, caller, allowed)
  return { caller, ownerId, domains, rules: destinationRules(stores) }
}

/** Those that the caller may read, of which only `allowed` if that is a list; by number. */
export function linkDomains(
  stores: ReadStores,
  caller: Caller,
  allowed: readonly string[] | null,
): LinkDomain[] {
  const numbers = stores.domainNumbers.all()
  return readable(caller, 'domains', stores.domains.list('active'))
    .filter(({ id }) => allowed === null || allowed.includes(id))
    .map((record) => ({ record, number: numbers.get(record.id) ?? 0 }))
    .toSorted((a, b) => a.number - b.number)
}

/** The one of that name, in any letter case and script. */
export function domainAt({ domains }: LinkPlace, name: string): LinkDomain | undefined {
  const host = name === '' ? null : nameOrAddressOf(name)
  return domains.find(({ record }) => record.host === host)
}

/** Scheme, host and port of short links there: those of the call that asks, unless https is a must. */
export function domainOrigin({ record }: LinkDomain, side: OwnSide): string {
  const { protocol, port } = new URL(side.origin)
  const own = isSecure(record, side) ? 'https:' : 'http:'
  // Of the other scheme the port is not known.
  return `${own}//${record.host}${port === '' || own !== protocol ? '' : `:${port}`}`
}

/** For links that name none; one that is switched off only if all are, `null` if there is none at all. */
export function defaultLinkDomain(domains: readonly LinkDomain[]): LinkDomain | null {
  const live = domains.filter(({ record }) => !record.blocked)
  return (
    live.find(({ record }) => record.isLinkDefault) ??
    live.find(({ record }) => record.isDefault) ??
    live[0] ??
    domains[0] ??
    null
  )
}

/** `null` when the domain of the number is gone. */
export function linkDomainOf(stores: ReadStores, number: number): LinkDomain | null {
  for (const [id, known] of stores.domainNumbers.all()) {
    const record = known === number ? stores.domains.find(id) : null
    if (record !== null) return { record, number }
  }
  return null
}

/** As `linkDomainOf`, for lists: each domain is read once. */
export function linkDomainReader(stores: ReadStores): (number: number) => LinkDomain | null {
  return remembered((number) => linkDomainOf(stores, number))
}

/** No link leads back to us: a circle of redirects would be found by visitors only. */
export function destinationRules(stores: ReadStores): DestinationRules {
  const own = new Set(stores.domains.list('active').map(({ host }) => host))
  const moreSchemes = settingLines(stores.settings.all(), 'links.schemes')
  return {
    isOwnHost: (host) => own.has(host),
    moreSchemes: moreSchemes.map((name) => name.toLowerCase()),
  }
}
