/** Permission records as the dialect shows them: subjects in upper case, ids with names. */
import type { Permission } from '../../../db/people/users.ts'
import type { Kind } from '../../../db/records.ts'
import { readDocumentsOf, type ReadStores } from '../../../db/stores.ts'
import { linkNames } from '../links/link-names.ts'

const KINDS: ReadonlyMap<string, Kind> = new Map([
  ['campaign', 'campaigns'],
  ['offer', 'offers'],
  ['landing', 'landings'],
  ['rotation', 'rotations'],
  ['affiliate_network', 'affiliate_networks'],
  ['traffic_source', 'traffic_sources'],
  ['domain', 'domains'],
  ['campaign_group', 'groups'],
  ['landing_group', 'groups'],
  ['offer_group', 'groups'],
  ['rotation_group', 'groups'],
])

export function permissionViews(read: ReadStores, permissions: readonly Permission[]) {
  return permissions.map((permission) => permissionView(read, permission))
}

/** `write` and `modify` are the same list: clients read the one or the other. */
function permissionView(read: ReadStores, permission: Permission) {
  const { subject, accessLevel, canCreate } = permission
  const named = namedBy(namesFor(read, permission))
  const group = namedBy(namesOf(read, 'groups'))
  const modify = permission.modifyUuids.map(named)
  return {
    subject: subject.toUpperCase(),
    accessLevel,
    canCreate,
    read: permission.readUuids.map(named),
    write: modify,
    modify,
    readGroups: permission.readGroupUuids.map(group),
    modifyGroups: permission.modifyGroupUuids.map(group),
  }
}

const namedBy = (names: ReadonlyMap<string, string>) => (id: string) => ({
  id,
  name: names.get(id) ?? '',
})

/** By id; links and pixels, of which there may be very many, for the granted ones alone. */
function namesFor(read: ReadStores, permission: Permission): ReadonlyMap<string, string> {
  const { subject, readUuids, modifyUuids } = permission
  const ids = () => [...new Set([...readUuids, ...modifyUuids])].map(Number)
  switch (subject) {
    case 'custom_column':
      return new Map(read.saved.list('custom_columns').map(({ id, name }) => [id, name]))
    case 'link':
      return linkNames(read, ids())
    case 'pixel':
      return new Map(ids().map((id) => [String(id), read.pixels.find(id)?.name ?? '']))
    default:
      return namesOf(read, KINDS.get(subject) ?? null)
  }
}

function namesOf(read: ReadStores, kind: Kind | null): ReadonlyMap<string, string> {
  if (kind === null) return new Map()
  const names = readDocumentsOf(read, kind).names()
  return new Map([...names].map(([id, name]) => [String(id), name]))
}
