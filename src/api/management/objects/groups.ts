/** Operations on groups of campaigns, landings, offers and rotations. */
import { Type } from '@sinclair/typebox'

import type { GroupRecord, GroupSubject } from '../../../db/records.ts'
import { readDocumentsOf } from '../../../db/stores.ts'
import { isAdmin, readable } from '../../../manage/access.ts'
import { createGroup, removeGroup, renameGroup } from '../../../manage/groups.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, Uuid } from '../shape.ts'
import { Empty, NameOnly } from '../wire.ts'

const tag = 'Groups'
export const SUBJECTS = ['campaigns', 'landings', 'offers', 'rotations', 'triggers'] as const
const Subject = anyCase(SUBJECTS)
const Address = Type.Object({ subject: Subject, uuid: Uuid })

type AnyCall = Call<unknown, unknown, unknown>

const address = ({ subject, uuid }: { subject: GroupSubject; uuid: string }) => ({
  subject,
  id: uuid,
})

function groupsOf({ read, caller }: AnyCall, subject: GroupSubject): GroupRecord[] {
  const all = read.groups.list('active').filter((group) => group.subject === subject)
  return readable(caller, 'groups', all)
}

/** Of the members that the caller may read. */
function countsOf({ read, caller }: AnyCall, subject: GroupSubject): Map<string, number> {
  const counts = new Map<string, number>()
  if (subject === 'triggers') return counts
  const members = readDocumentsOf(read, subject).list('active')
  for (const { groupId } of readable(caller, subject, members)) {
    if (groupId !== null) counts.set(groupId, (counts.get(groupId) ?? 0) + 1)
  }
  return counts
}

function counted(call: AnyCall, subject: GroupSubject) {
  const counts = countsOf(call, subject)
  const canModify = isAdmin(call.caller)
  return groupsOf(call, subject).map(({ id, name }) => ({
    uuid: id,
    name,
    count: counts.get(id) ?? 0,
    canModify,
  }))
}

export const groupOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/groups',
    id: 'listAllGroups',
    summary: 'Groups of every subject with counters',
    tag,
    run: (call) => Object.fromEntries(SUBJECTS.map((subject) => [subject, counted(call, subject)])),
  }),
  operation({
    method: 'GET',
    path: '/groups/:subject',
    id: 'listGroups',
    summary: 'Groups of one subject',
    tag,
    params: Type.Object({ subject: Subject }),
    run: (call) => groupsOf(call, call.params.subject).map(({ id, name }) => ({ uuid: id, name })),
  }),
  operation({
    method: 'POST',
    path: '/group/:subject/:uuid',
    id: 'createGroup',
    summary: 'Create a group under an id of your choice',
    tag,
    params: Address,
    body: NameOnly,
    answer: Empty,
    status: 201,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(createGroup(desk, caller, address(params), body.name)),
  }),
  operation({
    method: 'PUT',
    path: '/group/:subject/:uuid',
    id: 'renameGroup',
    summary: 'Rename a group',
    tag,
    params: Address,
    body: NameOnly,
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(renameGroup(desk, caller, address(params), body.name)),
  }),
  operation({
    method: 'DELETE',
    path: '/group/:subject/:uuid',
    id: 'deleteGroup',
    summary: 'Remove a group; its members lose it',
    tag,
    params: Address,
    answer: Empty,
    run: ({ desk, caller, params }) => emptyUnless(removeGroup(desk, caller, address(params))),
  }),
]
