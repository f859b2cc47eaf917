/** Permission records as the dialect shows them: subjects in upper case, ids with names. */
import type { Permission } from '../../../db/people/users.ts'
import type { Kind } from '../../../db/records.ts'
import { readDocumentsOf, type ReadStores } from '../../../db/stores.ts'

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
  const named =
    subject === 'custom_column' ? columnNames(read) : namesOf(read, KINDS.get(subject) ?? null)
  const groups = namesOf(read, 'groups')
  const modify = permission.modifyUuids.map(named)
  return {
    subject: subject.toUpperCase(),
    accessLevel,
    canCreate,
    read: permission.readUuids.map(named),
    write: modify,
    modify,
    readGroups: permission.readGroupUuids.map(groups),
    modifyGroups: permission.modifyGroupUuids.map(groups),
  }
}

function namesOf(read: ReadStores, kind: Kind | null) {
  const names = new Map<string, string>()
  if (kind !== null) {
    for (const [id, name] of readDocumentsOf(read, kind).names()) names.set(String(id), name)
  }
  return (id: string) => ({ id, name: names.get(id) ?? '' })
}

function columnNames({ saved }: ReadStores) {
  const names = new Map(saved.list('custom_columns').map(({ id, name }) => [id, name]))
  return (id: string) => ({ id, name: names.get(id) ?? '' })
}
