/** Outgoing postbacks of campaigns and sources as Sluice's own operations write them. */
import { type Static, Type } from '@sinclair/typebox'

import { PLAIN_POSTBACK } from '../../../core/conversions/postbacks.ts'
import type { Postback } from '../../../core/model.ts'
import { sent } from '../../../lib/sent.ts'
import { anyCase, nullable } from '../shape.ts'

const optional = Type.Optional
const Text = Type.String({ maxLength: 1000 })

const Percent = Type.Number({ minimum: 0, maximum: 10_000 })
export const SharePercent = optional(Percent)

/** How a postback is sent and how its answer is read; what is left out stays plain. */
export const SENDING = {
  method: optional(anyCase(['GET', 'POST'])),
  format: optional(anyCase(['form', 'json'])),
  body: optional(Type.String({ maxLength: 8192 })),
  headers: optional(Type.Array(Type.Object({ name: Text, value: Text }), { maxItems: 20 })),
  required: optional(Type.Array(Text, { maxItems: 20 })),
  successText: optional(Text),
  failureText: optional(Text),
}

export const PostbackWire = Type.Object({
  url: Type.String({ maxLength: 8192 }),
  statuses: optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 20 })),
  mode: optional(anyCase(['all', 'first', 'approved'])),
  percent: optional(nullable(Percent)),
  payoutPercent: optional(nullable(Percent)),
  ...SENDING,
})

export function postbackOf(wire: Static<typeof PostbackWire>): Postback {
  return { ...PLAIN_POSTBACK, ...sent<Postback>(wire) }
}
