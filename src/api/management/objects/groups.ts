/** Operations on groups of campaigns, landings, offers and rotations. */
import { Type } from '@sinclair/typebox'

import type { GroupRecord, GroupSubject } from '../../../db/records.ts'
import { readDocumentsOf } from '../../../db/stores.ts'
import { accessTo, readable } from '../../../manage/access.ts'
import { createGroup, removeGroup, renameGroup } from '../../../manage/groups.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf, SORT, TextFilter } from '../query.ts'
import { anyCase, Uuid } from '../shape.ts'
import { Empty, NameOnly } from '../wire.ts'

const tag = 'Groups'
export const SUBJECTS = ['campaigns', 'landings', 'offers', 'rotations', 'triggers'] as const
const Subject = anyCase(SUBJECTS)
const Address = Type.Object({ subject: Subject, uuid: Uuid })

const address = ({ subject, uuid }: { subject: GroupSubject; uuid: string }) => ({
  subject,
  id: uuid,
})

function groupsOf({ read, caller }: Call, subject: GroupSubject): GroupRecord[] {
  const all = read.groups.list('active').filter((group) => group.subject === subject)
  return readable(caller, 'groups', all)
}

/** Of the members that the caller may read. */
function countsOf({ read, caller }: Call, subject: GroupSubject): Map<string, number> {
  const counts = new Map<string, number>()
  if (subject === 'triggers') return counts
  const members = readDocumentsOf(read, subject).list('active')
  for (const { groupId } of readable(caller, subject, members)) {
    if (groupId !== null) counts.set(groupId, (counts.get(groupId) ?? 0) + 1)
  }
  return counts
}

function counted(call: Call, subject: GroupSubject) {
  const counts = countsOf(call, subject)
  return groupsOf(call, subject).map((group) => ({
    uuid: group.id,
    name: group.name,
    count: counts.get(group.id) ?? 0,
    canModify: accessTo(call.caller, 'groups', group) === 'modify',
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
    run: (call) => counted(call, call.params.subject),
  }),
  operation({
    method: 'GET',
    path: '/groups/:subject/filtered',
    id: 'listGroupsFiltered',
    summary: 'Groups of one subject whose name has a text, page by page',
    tag,
    params: Type.Object({ subject: Subject }),
    query: Type.Object({ name: TextFilter, ...PAGE, ...SORT }),
    run: (call) => {
      const { name, sortType, ...page } = call.query
      const rows = counted(call, call.params.subject).filter((group) => hasText(group.name, name))
      rows.sort((a, b) => a.name.localeCompare(b.name))
      return pageOf(sortType === 'desc' ? rows.toReversed() : rows, page)
    },
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
