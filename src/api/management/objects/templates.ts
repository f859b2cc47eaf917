/**
 * The built-in templates of traffic sources and networks: as they are, and those of sources in the
 * dialect's shape, where tokens are keyed by position.
 */
import { Type } from '@sinclair/typebox'

import type { ReadStores } from '../../../db/stores.ts'
import { NOT_FOUND } from '../../../manage/refusal.ts'
import { importTemplates, ownTemplates, removeTemplate } from '../../../manage/templates.ts'
import { emptyUnless, type Operation, operation } from '../operation.ts'
import { hasText, TextFilter } from '../query.ts'
import { anyCase } from '../shape.ts'
import { Empty } from '../wire.ts'
import templates from './templates.json' with { type: 'json' }
import { TemplateFile, templatesOf } from './templates.wire.ts'

type Template = (typeof templates.traffic_sources)[number]

interface Token {
  readonly id: string
  readonly parameter: string
  readonly placeholder: string
  readonly name: string
}

export function sourceTemplates(read: ReadStores) {
  return entriesOf(read, 'source').map((entry) => {
    const template = entry as Template
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

const BUILT_IN: { readonly [K in Kind]: readonly Entry[] } = {
  source: templates.traffic_sources,
  network: templates.affiliate_networks,
}

/** Own ones first; they win over built-in ones of the same id. */
function entriesOf(read: ReadStores, kind: Kind): readonly Entry[] {
  const own = ownTemplates(read, kind) as readonly Entry[]
  const ids = new Set(own.map(({ id }) => id))
  return [...own, ...BUILT_IN[kind].filter(({ id }) => !ids.has(id))]
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
    run: ({ read, query }) => {
      const kinds = KINDS.filter((kind) => query.kind === undefined || kind === query.kind)
      const rows = kinds.flatMap((kind) => {
        const own = new Set(ownTemplates(read, kind).map(({ id }) => id))
        return entriesOf(read, kind)
          .filter(({ name }) => hasText(name, query.q))
          .map(({ id, name, category, confidence, verify }) => ({
            id,
            kind,
            name,
            category,
            confidence,
            verify,
            isOwn: own.has(id),
          }))
      })
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
    run: ({ read, params }) =>
      entriesOf(read, params.kind).find(({ id }) => id === params.id) ?? NOT_FOUND,
  }),
  operation({
    method: 'POST',
    path: '/templates/import',
    id: 'importTemplates',
    summary: 'Take in templates of your own; they win over built-in ones of the same id',
    tag,
    own: true,
    body: TemplateFile,
    answer: Type.Object({ imported: Type.Integer({ minimum: 0 }) }),
    run: ({ desk, caller, body }) => {
      const imported = importTemplates(desk, caller, templatesOf(body))
      return typeof imported === 'number' ? { imported } : imported
    },
  }),
  operation({
    method: 'DELETE',
    path: '/templates/:kind/:id',
    id: 'deleteTemplate',
    summary: 'Remove a template of your own; a built-in one of its id shows again',
    tag,
    own: true,
    params: Type.Object({ kind: anyCase(KINDS), id: Type.String({ maxLength: 100 }) }),
    answer: Empty,
    run: ({ desk, caller, params }) =>
      emptyUnless(removeTemplate(desk, caller, params.kind, params.id)),
  }),
]
