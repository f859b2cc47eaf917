/** URL parameters of campaigns and sources, all of them, as Sluice's own operations write them. */
import { type Static, Type } from '@sinclair/typebox'

import type { Parameter } from '../../../core/model.ts'

const FIELD =
  '^(sub_id_([1-9]|[12]\\d|30)|extra_param_([1-9]|10)|keyword|source|cost|currency|external_id|' +
  'ad_campaign_id|creative_id|referrer|se_referrer)$'
const Text = Type.Optional(Type.String({ maxLength: 1000 }))

export const Parameters = Type.Array(
  Type.Object({
    field: Type.String({ pattern: FIELD }),
    label: Text,
    alias: Text,
    placeholder: Text,
  }),
  { maxItems: 60 },
)

export function parametersWithDefaults(list: Static<typeof Parameters>): Parameter[] {
  return list.map(({ field, label = '', alias = '', placeholder = '' }) => ({
    field,
    label,
    alias,
    placeholder,
  }))
}
