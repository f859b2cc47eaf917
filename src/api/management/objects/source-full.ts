/** Traffic sources with all their properties: those of the dialect, and how postbacks are sent. */
import { type Static, Type } from '@sinclair/typebox'

import { PLAIN_SENDING } from '../../../core/conversions/postbacks.ts'
import type { Sending } from '../../../core/model.ts'
import type { Draft, SourceRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { changeSource, type SourceChange } from '../../../manage/partners.ts'
import { Parameters, parametersWithDefaults } from '../campaigns/parameters.wire.ts'
import { SENDING } from '../money/postbacks.wire.ts'
import { IdParams, Name } from '../wire.ts'
import { type FullForm, fullOperations } from './full-form.ts'
import { SOURCE, sourceChange, sourceView } from './sources.ts'

const { tokens, ...PLAIN } = SOURCE
const SOURCE_FULL = {
  name: Type.Optional(Name),
  ...PLAIN,
  parameters: Type.Optional(Parameters),
  sending: Type.Optional(Type.Object(SENDING)),
}
const SourceFull = Type.Object(SOURCE_FULL)
/** `parameters` are all of them; the tokens of the dialect are some. */
const SourcePatch = Type.Object({ ...SOURCE_FULL, tokens })
type Patch = Static<typeof SourcePatch>

function change(body: Patch, before: Draft<'traffic_sources'>): SourceChange {
  const { sending, parameters, ...plain } = body
  return {
    ...sourceChange(plain, before),
    ...sent<SourceChange>({
      parameters: parameters && parametersWithDefaults(parameters),
      sending: sending && { ...sendingOf(before), ...sent<Sending>(sending) },
    }),
  }
}

function sendingOf({ sending }: Draft<'traffic_sources'>): Sending {
  return { ...PLAIN_SENDING, ...sending }
}

function view(source: SourceRecord) {
  const { parameters, state } = source
  return { ...sourceView(source), parameters, state, sending: sendingOf(source) }
}

export const sourceForm: FullForm<'traffic_sources', typeof SourceFull> = {
  kind: 'traffic_sources',
  schema: SourceFull,
  view,
  change,
}

export const sourceFullOperations = fullOperations({
  kind: 'traffic_sources',
  base: '/traffic_source',
  noun: 'TrafficSource',
  article: 'a traffic source',
  tag: 'Traffic sources',
  params: IdParams,
  body: SourcePatch,
  view,
  patch: ({ desk, caller, body }, before) =>
    changeSource(desk, caller, before.id, change(body, before)),
})
