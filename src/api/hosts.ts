/**
 * Which part of Sluice a host may show. Every request is mapped here first: users paste foreign
 * code into landings and pixels, so the admin never shares a named host with visits.
 */
import type { RoutingTables } from '../core/tables.ts'
import { isBareHost, isLoopbackHost, validHost } from '../detect/host.ts'

/**
 * `both` is a fresh installation reached by its address. `none` is a host we do not know.
 * `malformed` is no host at all.
 */
export type HostRole = 'admin' | 'tracking' | 'both' | 'none' | 'malformed'

export interface HostVerdict {
  readonly role: HostRole
  /** Lower case, without port; `''` when malformed. */
  readonly host: string
}

const MALFORMED: HostVerdict = { role: 'malformed', host: '' }

/** `header` is the `Host` header; two of them arrive joined by a comma and are malformed. */
export function roleOf(
  header: string | null,
  tables: RoutingTables,
  adminHost: string,
): HostVerdict {
  const host = header === null ? null : validHost(header)
  if (host === null) return MALFORMED
  return { role: roleOfValid(host, tables, adminHost), host }
}

function roleOfValid(host: string, tables: RoutingTables, adminHost: string): HostRole {
  if (adminHost !== '' && host === adminHost) return 'admin'
  if (tables.domain(host) !== null) return 'tracking'
  if (adminHost === '') return isBareHost(host) ? 'both' : 'none'
  return isLoopbackHost(host) ? 'admin' : 'none'
}

/** Whether the APIs with keys may answer. */
export function servesApi(role: HostRole, hosts: 'admin' | 'all'): boolean {
  return role === 'admin' || role === 'both' || (role === 'tracking' && hosts === 'all')
}
