/** The operations that objects of the dialect share: read, replace, restore, delete, rename. */
import type { Static, TObject, TUnion } from '@sinclair/typebox'

import type { Kind, Records } from '../../db/records.ts'
import { lookUp } from '../../manage/access.ts'
import { archiveObject, type Done, restoreObject } from '../../manage/desk.ts'
import { isRefusal, type Refusal } from '../../manage/refusal.ts'
import { type Call, emptyUnless, type Operation, operation } from './operation.ts'
import { Empty, IdParams, NameOnly } from './wire.ts'

export type NumberedKind = Exclude<Kind, 'domains' | 'groups'>

type ById = Call<{ id: number }>

export interface Resource<K extends NumberedKind, B extends TObject | TUnion> {
  readonly kind: K
  /** `/offer` */
  readonly base: string
  /** `Offer`: ends the operation ids. */
  readonly noun: string
  /** `an offer`: stands in the summaries. */
  readonly article: string
  readonly tag: string
  readonly body: B
  readonly view: (call: ById, record: Records[K]) => object
  readonly replace: (call: ById, body: Static<B>, before: Records[K]) => Done | Refusal
  /** What the answer to a replacement has; left out: nothing. */
  readonly told?: Told
  /** Left out where the dialect has no such operation. */
  readonly rename?: (call: ById, name: string) => Done | Refusal
  /** Soft delete, unless the kind has rules of its own. */
  readonly archive?: (call: ById) => Done | Refusal
}

export interface Told {
  readonly answer: TObject
  /** Asked after the change. */
  readonly of: (call: ById) => Promise<object>
}

/** The object of a call if the caller may read it. */
export function found<K extends NumberedKind>(kind: K, { read, caller, params }: ById) {
  return lookUp(read, caller, kind, { id: params.id, need: 'read' })
}

export function resourceOperations<K extends NumberedKind, B extends TObject | TUnion>(
  resource: Resource<K, B>,
): Operation[] {
  return [
    ...contentOperations(resource),
    ...lifeOperations(resource),
    ...renameOperations(resource),
  ]
}

function shownBy<K extends NumberedKind, B extends TObject | TUnion>({
  kind,
  view,
}: Resource<K, B>) {
  return (call: ById) => {
    const record = found(kind, call)
    return isRefusal(record) ? record : view(call, record)
  }
}

function contentOperations<K extends NumberedKind, B extends TObject | TUnion>(
  resource: Resource<K, B>,
): Operation[] {
  const { kind, base, noun, article, tag, body, told } = resource
  const current = shownBy(resource)
  const common = { path: `${base}/:id`, tag, params: IdParams, current }
  return [
    operation({
      ...common,
      method: 'GET',
      id: `get${noun}`,
      summary: `Read ${article}`,
      run: current,
    }),
    operation({
      ...common,
      method: 'PUT',
      id: `replace${noun}`,
      summary: `Replace ${article}`,
      body,
      answer: told?.answer ?? Empty,
      run: (call) => {
        const before = found(kind, call)
        if (isRefusal(before)) return before
        const done = resource.replace(call, call.body, before)
        return isRefusal(done) ? done : (told?.of(call) ?? {})
      },
    }),
  ]
}

function lifeOperations<K extends NumberedKind, B extends TObject | TUnion>({
  kind,
  base,
  noun,
  article,
  tag,
  archive = ({ desk, caller, params }) => archiveObject(desk, caller, kind, params.id),
}: Resource<K, B>): Operation[] {
  const common = { path: `${base}/:id`, tag, params: IdParams, answer: Empty }
  return [
    operation({
      ...common,
      method: 'PATCH',
      id: `restore${noun}`,
      summary: `Restore ${article} that was deleted`,
      run: ({ desk, caller, params }) => emptyUnless(restoreObject(desk, caller, kind, params.id)),
    }),
    operation({
      ...common,
      method: 'DELETE',
      id: `delete${noun}`,
      summary: `Delete ${article} (soft)`,
      run: (call) => emptyUnless(archive(call)),
    }),
  ]
}

function renameOperations<K extends NumberedKind, B extends TObject | TUnion>(
  resource: Resource<K, B>,
): Operation[] {
  const { base, noun, article, tag, rename } = resource
  if (rename === undefined) return []
  const renaming = operation({
    method: 'PUT',
    path: `${base}/:id/rename`,
    id: `rename${noun}`,
    summary: `Rename ${article}`,
    tag,
    params: IdParams,
    body: NameOnly,
    answer: Empty,
    current: shownBy(resource),
    run: (call) => emptyUnless(rename(call, call.body.name)),
  })
  return [renaming]
}
