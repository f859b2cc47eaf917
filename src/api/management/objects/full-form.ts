/**
 * An object with all its properties: one form per kind, which `/full` reads and changes and which a
 * configuration file holds. What a form shows it also takes.
 */
import type { Static, TObject, TSchema } from '@sinclair/typebox'

import type { Draft, Kind, Records } from '../../../db/records.ts'
import { type Caller, lookUp } from '../../../manage/access.ts'
import { archiveObject, type Desk, DONE, type Done, restoreObject } from '../../../manage/desk.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'

export interface FullForm<K extends Kind, S extends TObject> {
  readonly kind: K
  readonly schema: S
  /** At least every property of the schema. */
  readonly view: (record: Records[K]) => Readonly<Record<string, unknown>>
  /** What is left out of the body is left out of the change. */
  readonly change: (body: Static<S>, before: Draft<K>) => Partial<Draft<K>>
}

/** Exactly the properties that the form takes. */
export function writtenForm<K extends Kind, S extends TObject>(
  { schema, view }: FullForm<K, S>,
  record: Records[K],
): Record<string, unknown> {
  const shown = view(record)
  return Object.fromEntries(Object.keys(schema.properties).map((name) => [name, shown[name]]))
}

type FullCall<K extends Kind, B> = Call<{ id: Records[K]['id'] }, unknown, B>

export interface FullOperations<K extends Kind, P extends TObject, B extends TObject> {
  readonly kind: K
  /** `/offer` */
  readonly base: string
  /** `Offer`: ends the operation ids. */
  readonly noun: string
  /** `an offer`: stands in the summaries. */
  readonly article: string
  readonly tag: string
  readonly params: P
  readonly body: B
  readonly view: (record: Records[K], call: FullCall<K, unknown>) => object
  readonly patch: (
    call: FullCall<K, Static<B>>,
    before: Records[K],
  ) => Done | Refusal | Promise<Done | Refusal>
}

export function fullOperations<
  K extends Kind,
  P extends TObject<{ id: TSchema & { static: Records[K]['id'] } }>,
  B extends TObject,
>(spec: FullOperations<K, P, B>): Operation[] {
  const { kind, base, noun, article, tag, params, body, patch } = spec
  const view = (call: FullCall<K, unknown>) => {
    const { read, caller, params } = call
    const record = lookUp(read, caller, kind, { id: params.id, need: 'read' })
    return isRefusal(record) ? record : spec.view(record, call)
  }
  const common = { path: `${base}/:id/full`, tag, own: true, params, current: view } as const
  return [
    operation({
      ...common,
      method: 'GET',
      id: `get${noun}Full`,
      summary: `Read all properties of ${article}`,
      run: view,
    }),
    operation({
      ...common,
      method: 'PATCH',
      id: `change${noun}Full`,
      summary: `Change any properties of ${article}`,
      body,
      run: async (call) => {
        const { desk, caller, params } = call
        const before = lookUp(desk.stores, caller, kind, { id: params.id, need: 'modify' })
        if (isRefusal(before)) return before
        const done = await patch(call, before)
        return isRefusal(done) ? done : view(call)
      },
    }),
  ]
}

/** After a change: `state` archives an object or brings it back; left out, it stays where it is. */
export function moveTo<K extends Kind>(
  desk: Desk,
  caller: Caller,
  { kind, id }: { readonly kind: K; readonly id: Records[K]['id'] },
  state: string | undefined,
): Done | Refusal {
  if (state === undefined) return DONE
  const move = state === 'archived' ? archiveObject : restoreObject
  return move(desk, caller, kind, id)
}

/** Which is kept in the document; archived is what the row says. */
export function keptState(state: string | undefined): 'active' | 'paused' | undefined {
  return state === 'active' || state === 'paused' ? state : undefined
}
