/** Landings with all their properties: addresses, uploaded files, actions. */
import { type Static, Type } from '@sinclair/typebox'

import type { LandingRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { changeLanding, type LandingChange } from '../../../manage/landings/landings.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { ActionWire, IdParams, Name, State, timestamp, timestampOrNull } from '../wire.ts'
import { type FullForm, fullOperations, keptState, moveTo } from './full-form.ts'

const optional = Type.Optional
const Location = optional(Type.String({ maxLength: 8192 }))

const LandingFull = Type.Object({
  name: optional(Name),
  state: State,
  kind: optional(anyCase(['external', 'local', 'action'])),
  url: Location,
  path: Location,
  action: optional(nullable(ActionWire)),
  language: optional(Type.String({ maxLength: 10 })),
  groupId: optional(nullable(Uuid)),
  /** Whether `_subid` and `_token` are put into the address of an external landing. */
  sendsIds: optional(Type.Boolean()),
})
type Full = Static<typeof LandingFull>

function change({ state, language, ...plain }: Full): LandingChange {
  return sent<LandingChange>({
    ...plain,
    state: keptState(state),
    language: language?.toUpperCase(),
  })
}

function view(landing: LandingRecord) {
  const { changedAt: _changed, createdAt, deletedAt, ...rest } = landing
  return { ...rest, createdAt: timestamp(createdAt), deletedAt: timestampOrNull(deletedAt) }
}

export const landingForm: FullForm<'landings', typeof LandingFull> = {
  kind: 'landings',
  schema: LandingFull,
  view,
  change,
}

export const landingFullOperations = fullOperations({
  kind: 'landings',
  base: '/landing',
  noun: 'Landing',
  article: 'a landing',
  tag: 'Landings',
  params: IdParams,
  body: LandingFull,
  view,
  patch: async ({ desk, caller, body, showLandingFiles }, { id }) => {
    const done = changeLanding(desk, caller, id, change(body))
    if (isRefusal(done)) return done
    if (body.path !== undefined || body.kind !== undefined) await showLandingFiles()
    return moveTo(desk, caller, { kind: 'landings', id }, body.state)
  },
})
