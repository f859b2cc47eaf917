/** Tags and notes of objects. */
import { Type } from '@sinclair/typebox'

import type { TaggedKind } from '../../../db/tags.ts'
import { changeNote, createNote, noteOf } from '../../../manage/notes.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import {
  changeTags,
  createTag,
  linkTag,
  removeTag,
  renameTag,
  tagsOn,
  type Target,
  targetFor,
  unlinkTag,
  visibleLinks,
  visibleTags,
} from '../../../manage/tags.ts'
import { emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, Uuid } from '../shape.ts'
import { Empty, timestamp } from '../wire.ts'

const tag = 'Tags and notes'
const optional = Type.Optional
const KINDS: { readonly [subject: string]: TaggedKind } = {
  campaign: 'campaigns',
  offer: 'offers',
  landing: 'landings',
  rotation: 'rotations',
  affiliate_network: 'affiliate_networks',
  traffic_source: 'traffic_sources',
  domain: 'domains',
}
const SUBJECTS = Object.keys(KINDS)
const WORDS = new Map(Object.entries(KINDS).map(([subject, kind]) => [kind, subject]))
const Subject = anyCase(SUBJECTS)
const ObjectId = Type.Union([Type.Integer({ minimum: 1 }), Type.String({ maxLength: 40 })])
const Name = Type.String({ minLength: 1, maxLength: 100 })
const NameBody = Type.Object({ name: Name })
const TagParams = Type.Object({ id: Uuid })
const Of = Type.Object({ subject: Subject, id: Type.String({ maxLength: 40 }) })
const Place = Type.Object({ subject: Subject, subjectId: ObjectId })
const TagIds = optional(Type.Array(Uuid, { maxItems: 50 }))
const Text = Type.String({ maxLength: 10_000 })
const Row = Type.Object({
  id: Type.String(),
  name: Type.String(),
  links: Type.Array(Type.Object({ subject: Type.String(), subjectId: Type.String() })),
})

function targetOf({ subject, subjectId }: { subject: string; subjectId: number | string }): Target {
  return { kind: KINDS[subject] ?? 'campaigns', id: String(subjectId) }
}

const tags: Operation[] = [
  operation({
    method: 'GET',
    path: '/tags',
    id: 'listTags',
    summary: 'Tags, and the objects they are on; of one subject if it is named',
    tag,
    query: Type.Object({ subject: optional(Subject) }),
    answer: Type.Array(Row),
    run: ({ read, caller, query: { subject } }) => {
      const links = Map.groupBy(visibleLinks(read, caller), ({ tagId }) => tagId)
      const isWanted = ({ kind }: { kind: TaggedKind }) =>
        subject === undefined || KINDS[subject] === kind
      return visibleTags(read, caller).map(({ id, name }) => ({
        id,
        name,
        links: (links.get(id) ?? [])
          .filter(isWanted)
          .map(({ kind, objectId }) => ({ subject: WORDS.get(kind) ?? '', subjectId: objectId })),
      }))
    },
  }),
  operation({
    method: 'POST',
    path: '/tags',
    id: 'createTag',
    summary: 'Create a tag',
    tag,
    body: NameBody,
    answer: Type.Object({ id: Type.String() }),
    status: 201,
    run: ({ desk, caller, body }) => {
      const id = createTag(desk, caller, body.name)
      return typeof id === 'string' ? { id } : id
    },
  }),
  operation({
    method: 'PUT',
    path: '/tags/:id',
    id: 'renameTag',
    summary: 'Rename a tag',
    tag,
    params: TagParams,
    body: NameBody,
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(renameTag(desk, caller, params.id, body.name)),
  }),
  operation({
    method: 'DELETE',
    path: '/tags/:id',
    id: 'deleteTag',
    summary: 'Remove a tag, also from what it is on',
    tag,
    params: TagParams,
    answer: Empty,
    run: ({ desk, caller, params }) => emptyUnless(removeTag(desk, caller, params.id)),
  }),
  operation({
    method: 'POST',
    path: '/tags/:id/link',
    id: 'linkTag',
    summary: 'Put a tag on an object',
    tag,
    params: TagParams,
    body: Place,
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(linkTag(desk, caller, params.id, targetOf(body))),
  }),
  operation({
    method: 'DELETE',
    path: '/tags/:id/unlink',
    id: 'unlinkTag',
    summary: 'Take a tag from an object',
    tag,
    params: TagParams,
    body: Place,
    answer: Empty,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(unlinkTag(desk, caller, params.id, targetOf(body))),
  }),
]

const ofObjects: Operation[] = [
  operation({
    method: 'GET',
    path: '/tags/:subject/:id',
    id: 'listTagsOfObject',
    summary: 'Tags of an object',
    tag,
    params: Of,
    run: ({ read, caller, params }) => {
      const at = targetOf({ subject: params.subject, subjectId: params.id })
      const target = targetFor(read, caller, at, 'read')
      if (isRefusal(target)) return target
      return tagsOn(read, target).map(({ id, name }) => ({ id, name }))
    },
  }),
  operation({
    method: 'POST',
    path: '/tags/:subject/change_tags',
    id: 'changeTags',
    summary: 'Tags of several objects: all (`tagIds`), or some added and removed',
    tag,
    params: Type.Object({ subject: Subject }),
    body: Type.Object({
      ids: Type.Array(ObjectId, { minItems: 1, maxItems: 10_000 }),
      tagIds: TagIds,
      addTagIds: TagIds,
      removeTagIds: TagIds,
    }),
    answer: Type.Object({ failedIds: Type.Array(ObjectId) }),
    run: async ({ desk, caller, params, body }) => {
      const kind = KINDS[params.subject] ?? 'campaigns'
      const { ids, tagIds = null, addTagIds = [], removeTagIds = [] } = body
      const change = { only: tagIds, add: addTagIds, remove: removeTagIds }
      const failed = await changeTags(desk, caller, { kind, ids: ids.map(String) }, change)
      if (isRefusal(failed)) return failed
      return { failedIds: ids.filter((id) => failed.includes(String(id))) }
    },
  }),
]

const NoteParams = Type.Object({ uuid: Uuid })

const notes: Operation[] = [
  operation({
    method: 'POST',
    path: '/note/:uuid',
    id: 'createNote',
    summary: 'Write the note of an object that has none',
    tag,
    params: NoteParams,
    body: Type.Object({ ...Place.properties, text: Text }),
    answer: Empty,
    status: 201,
    run: ({ desk, caller, params: { uuid }, body }) =>
      emptyUnless(createNote(desk, caller, targetOf(body), { id: uuid, text: body.text })),
  }),
  operation({
    method: 'PUT',
    path: '/note/:uuid',
    id: 'changeNote',
    summary: 'Change a note; an empty text is none',
    tag,
    params: NoteParams,
    body: Type.Object({ text: Text }),
    answer: Empty,
    run: ({ desk, caller, params: { uuid }, body }) =>
      emptyUnless(changeNote(desk, caller, { id: uuid, text: body.text })),
  }),
  operation({
    method: 'GET',
    path: '/note/:subject/:id',
    id: 'getNote',
    summary: 'The note of an object; `{}` for one without',
    tag,
    params: Of,
    run: ({ desk, caller, params }) => {
      const at = targetOf({ subject: params.subject, subjectId: params.id })
      const note = noteOf(desk, caller, at)
      if (isRefusal(note)) return note
      if (note === null) return {}
      const { id, text, createdAt, changedAt } = note
      return { id, text, createdAt: timestamp(createdAt), updatedAt: timestamp(changedAt) }
    },
  }),
]

export const tagOperations: readonly Operation[] = [...tags, ...ofObjects, ...notes]
