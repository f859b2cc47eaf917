/** A file of templates, as the built-in one is; what an entry leaves out is none. */
import { type Static, Type } from '@sinclair/typebox'

import { nullable } from '../shape.ts'

const optional = Type.Optional
const Short = Type.String({ maxLength: 200 })
const Text = optional(nullable(Short))
const Url = optional(nullable(Type.String({ maxLength: 8192 })))

const Common = {
  id: Type.String({ pattern: '^[0-9A-Za-z_-]{1,100}$' }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  category: optional(Short),
  click_id_macro: Text,
  postback_url: Url,
  notes: optional(Type.String({ maxLength: 5000 })),
  confidence: optional(Short),
  verify: optional(Type.Boolean()),
}

const Source = Type.Object({
  ...Common,
  click_id_param: Text,
  click_id_auto: optional(Type.Boolean()),
  cost_param: Text,
  cost_macro: Text,
  cost_mode: optional(Short),
  tokens: optional(
    Type.Array(Type.Object({ param: Short, macro: Short, meaning: Short }), { maxItems: 30 }),
  ),
  postback_scope: optional(Short),
  replace: optional(Type.Array(Short, { maxItems: 30 })),
})

const Network = Type.Object({
  ...Common,
  platform: Text,
  offer_url_append: Url,
  payout_macro: Text,
  transaction_macro: Text,
  status_macro: Text,
  currency_macro: Text,
  currency_fixed: Text,
  /** Words of the network and their classes; who makes a network of it checks them. */
  status_map: optional(Type.Unknown()),
  postback_response: Text,
})

/** What both files hold: that of templates, and that of a whole configuration. */
export const TEMPLATE_LISTS = {
  traffic_sources: optional(Type.Array(Source, { maxItems: 200 })),
  affiliate_networks: optional(Type.Array(Network, { maxItems: 200 })),
}

export const TemplateFile = Type.Object({
  format: optional(Short),
  version: optional(Type.Unknown()),
  about: optional(Type.Unknown()),
  fields: optional(Type.Unknown()),
  ...TEMPLATE_LISTS,
})

const COMMON = {
  category: 'own',
  click_id_macro: null,
  postback_url: null,
  notes: '',
  confidence: 'high',
  verify: false,
}

const SOURCE = {
  ...COMMON,
  click_id_param: null,
  click_id_auto: false,
  cost_param: null,
  cost_macro: null,
  cost_mode: 'macro',
  tokens: [],
  postback_scope: 'none',
  replace: [],
}

const NETWORK = {
  ...COMMON,
  platform: null,
  offer_url_append: null,
  payout_macro: null,
  transaction_macro: null,
  status_macro: null,
  currency_macro: null,
  currency_fixed: null,
  status_map: {},
  postback_response: null,
}

type Lists = Pick<Static<typeof TemplateFile>, 'traffic_sources' | 'affiliate_networks'>

/** Whole entries, as they are stored. */
export function templatesOf({ traffic_sources = [], affiliate_networks = [] }: Lists) {
  return {
    source: traffic_sources.map((entry) => ({ ...SOURCE, ...entry })),
    network: affiliate_networks.map((entry) => ({ ...NETWORK, ...entry })),
  }
}
