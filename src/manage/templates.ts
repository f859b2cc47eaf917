/** Templates that administrators add: they win over the built-in ones of the same id. */
import type { SavedKind } from '../db/saved-objects.ts'
import type { ReadStores } from '../db/stores.ts'
import { type Caller, isAdmin } from './access.ts'
import type { Desk, Done } from './desk.ts'
import { allOrNothing } from './many.ts'
import { FORBIDDEN, isRefusal, NOT_FOUND, type Refusal } from './refusal.ts'
import { addSaved, putSaved, removeSaved } from './reports/saved-objects.ts'

export type TemplateKind = 'source' | 'network'

export interface Template {
  readonly id: string
  readonly name: string
}

/** Where own templates are kept. */
export const STORED_TEMPLATES: { readonly [K in TemplateKind]: SavedKind } = {
  source: 'source_templates',
  network: 'network_templates',
}

/** Checked when they were taken in. */
export function ownTemplates(read: ReadStores, kind: TemplateKind): readonly Template[] {
  return read.saved.list(STORED_TEMPLATES[kind]).map(({ spec }) => spec as Template)
}

/** All of them or none; how many. */
export function importTemplates(
  desk: Desk,
  caller: Caller,
  templates: { readonly [K in TemplateKind]: readonly Template[] },
): number | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const all = (['source', 'network'] as const).flatMap((kind) =>
    templates[kind].map((template) => ({ kind, template })),
  )
  return allOrNothing(desk, (inside) => {
    const results = all.map(({ kind, template }) => put(inside, caller, kind, template))
    return results.find(isRefusal) ?? all.length
  })
}

function put(desk: Desk, caller: Caller, kind: TemplateKind, template: Template): Done | Refusal {
  const { id, name } = template
  const before = desk.stores.saved.find(STORED_TEMPLATES[kind], id)
  if (before !== null) return putSaved(desk, caller, before, { name, spec: template })
  const place = { kind: STORED_TEMPLATES[kind], id, ownerId: null, isShared: true }
  return addSaved(desk, caller, { ...place, name, spec: template })
}

/** A built-in one of the same id is there again. */
export function removeTemplate(
  desk: Desk,
  caller: Caller,
  kind: TemplateKind,
  id: string,
): Done | Refusal {
  if (!isAdmin(caller)) return FORBIDDEN
  const template = desk.stores.saved.find(STORED_TEMPLATES[kind], id)
  return template === null ? NOT_FOUND : removeSaved(desk, caller, template)
}
