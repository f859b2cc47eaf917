/** Permission records as the dialect shows them: subjects in upper case, ids with names. */
import { emptyPermission, type Permission, type User } from '../../../db/people/users.ts'
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

/** What a user may be given rights to. */
export const SUBJECTS = (
  'campaign offer landing rotation affiliate_network traffic_source domain default_column ' +
  'custom_column campaign_group landing_group offer_group rotation_group link pixel postback_log'
).split(' ')

/** A user has a record of every subject: programs add an id to the lists of the one that they look for. */
export function permissionViews(read: ReadStores, { role, permissions }: User) {
  const held = new Set(permissions.map(({ subject }) => subject))
  const others = role === 'user' ? SUBJECTS.filter((subject) => !held.has(subject)) : []
  const records = [...permissions, ...others.map(emptyPermission)]
  return records.map((permission) => permissionView(read, permission))
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
