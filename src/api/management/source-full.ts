/** Traffic sources with all their properties: those of the dialect, and how postbacks are sent. */
import { type Static, Type } from '@sinclair/typebox'

import { PLAIN_SENDING } from '../../core/conversions/postbacks.ts'
import type { Sending } from '../../core/model.ts'
import type { SourceRecord } from '../../db/records.ts'
import { lookUp } from '../../manage/access.ts'
import { changeSource } from '../../manage/partners.ts'
import { isRefusal } from '../../manage/refusal.ts'
import { type Call, type Operation, operation } from './operation.ts'
import { SENDING } from './postbacks.wire.ts'
import { SOURCE, sourceChange, sourceView } from './sources.ts'
import { IdParams, Name, sent } from './wire.ts'

const tag = 'Traffic sources'
const optional = Type.Optional

const SourceFull = Type.Object({
  name: optional(Name),
  ...SOURCE,
  sending: optional(Type.Object(SENDING)),
})
type Full = Static<typeof SourceFull>

function fullView(source: SourceRecord) {
  return { ...sourceView(source), state: source.state, sending: sendingOf(source) }
}

function sendingOf({ sending }: SourceRecord): Sending {
  return { ...PLAIN_SENDING, ...sending }
}

function view({ read, caller, params }: Call<{ id: number }, unknown, unknown>) {
  const source = lookUp(read, caller, 'traffic_sources', { id: params.id, need: 'read' })
  return isRefusal(source) ? source : fullView(source)
}

function patch(call: Call<{ id: number }, unknown, Full>): object {
  const { desk, caller, read, params, body } = call
  const { sending, ...plain } = body
  const before = lookUp(read, caller, 'traffic_sources', { id: params.id, need: 'modify' })
  if (isRefusal(before)) return before
  const how = sending && { sending: { ...sendingOf(before), ...sent<Sending>(sending) } }
  const changed = changeSource(desk, caller, before.id, { ...sourceChange(plain, before), ...how })
  return isRefusal(changed) ? changed : view(call)
}

export const sourceFullOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/traffic_source/:id/full',
    id: 'getTrafficSourceFull',
    summary: 'Read all properties of a traffic source',
    tag,
    params: IdParams,
    own: true,
    current: view,
    run: view,
  }),
  operation({
    method: 'PATCH',
    path: '/traffic_source/:id/full',
    id: 'changeTrafficSourceFull',
    summary: 'Change any properties of a traffic source',
    tag,
    params: IdParams,
    body: SourceFull,
    own: true,
    current: view,
    run: patch,
  }),
]
