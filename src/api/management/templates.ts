/**
 * The built-in templates of traffic sources and networks: as they are, and those of sources in the
 * dialect's shape, where tokens are keyed by position.
 */
import { Type } from '@sinclair/typebox'

import { NOT_FOUND } from '../../manage/refusal.ts'
import { type Operation, operation } from './operation.ts'
import { hasText, TextFilter } from './query.ts'
import { anyCase } from './shape.ts'
import templates from './templates.json' with { type: 'json' }

type Template = (typeof templates.traffic_sources)[number]

interface Token {
  readonly id: string
  readonly parameter: string
  readonly placeholder: string
  readonly name: string
}

export function sourceTemplates() {
  return templates.traffic_sources.map((template) => {
    const tokens = tokensOf(template)
    return {
      name: template.name,
      isIntegrated: false,
      adsFormat: [],
      trafficType: [template.category],
      selfServe: true,
      geo: '',
      postbackUrl: postbackOf(template, tokens),
      tokens: Object.fromEntries(tokens.map((token, index) => [String(index + 1), token])),
    }
  })
}

/** What a new network begins with. Of the postback only the query: its address has the network's key. */
export function networkPresets() {
  return templates.affiliate_networks.map((template) => ({
    id: template.id,
    name: template.name,
    category: template.category,
    offerUrlTemplate: offerTemplateOf(template.offer_url_append),
    postbackUrl: (template.postback_url ?? '').replace(/^__POSTBACK__\??/, ''),
  }))
}

function offerTemplateOf(appended: string | null): string {
  return appended === null || appended === '' ? '' : `{offer_url}&${appended}`
}

/** A parameter that the source adds by itself has no macro: it stands with an empty placeholder. */
function tokensOf(template: Template): Token[] {
  const fixed = [
    { id: 'external_id', param: template.click_id_param, macro: template.click_id_macro },
    { id: 'cost', param: template.cost_param, macro: template.cost_macro },
  ]
  const named = fixed.flatMap(({ id, param, macro }) =>
    param === null ? [] : [{ id, parameter: param, placeholder: macro ?? '', name: id }],
  )
  const free = template.tokens.map(({ param, macro, meaning }, index) => ({
    id: String(index + 1),
    parameter: param,
    placeholder: macro,
    name: meaning,
  }))
  return [...named, ...free]
}

/** `{token:P}` stands for the free field that the template fills from parameter P. */
function postbackOf(template: Template, tokens: readonly Token[]): string {
  return (template.postback_url ?? '').replaceAll(/\{token:([^}]+)\}/g, (whole, param: string) => {
    const token = tokens.find(({ parameter }) => parameter === param)
    return token === undefined ? whole : `{sub_id_${token.id}}`
  })
}

const KINDS = ['source', 'network'] as const
type Kind = (typeof KINDS)[number]

interface Entry {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly confidence: string
  readonly verify: boolean
}

const ENTRIES: { readonly [K in Kind]: readonly Entry[] } = {
  source: templates.traffic_sources,
  network: templates.affiliate_networks,
}

const tag = 'Templates'

export const templateOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/templates',
    id: 'listTemplates',
    summary: 'Starting points for traffic sources and affiliate networks',
    tag,
    own: true,
    query: Type.Object({ kind: Type.Optional(anyCase(KINDS)), q: TextFilter }),
    run: ({ query }) => {
      const kinds = KINDS.filter((kind) => query.kind === undefined || kind === query.kind)
      const rows = kinds.flatMap((kind) =>
        ENTRIES[kind]
          .filter(({ name }) => hasText(name, query.q))
          .map(({ id, name, category, confidence, verify }) => ({
            id,
            kind,
            name,
            category,
            confidence,
            verify,
          })),
      )
      return { rows, total: rows.length }
    },
  }),
  operation({
    method: 'GET',
    path: '/templates/:kind/:id',
    id: 'getTemplate',
    summary: 'A whole template',
    tag,
    own: true,
    params: Type.Object({ kind: anyCase(KINDS), id: Type.String({ maxLength: 100 }) }),
    run: ({ params }) => ENTRIES[params.kind].find(({ id }) => id === params.id) ?? NOT_FOUND,
  }),
]
