/** Own templates of a configuration file. They keep their ids, by which they win over built-in ones. */
import type { SavedKind } from '../../db/saved-objects.ts'
import { refuseSaved } from '../reports/saved-objects.ts'
import { STORED_TEMPLATES, type Template, type TemplateKind } from '../templates.ts'
import type { FileTemplates } from './config-file.ts'
import {
  failed,
  type Import,
  type Outcome,
  type PlanRow,
  skipped,
  taken,
  type TemplateSection,
} from './config-plan.ts'

const SECTIONS: { readonly [K in TemplateKind]: TemplateSection } = {
  source: 'templates.traffic_sources',
  network: 'templates.affiliate_networks',
}

export function importTemplates(work: Import, templates: FileTemplates): PlanRow[] {
  return (['source', 'network'] as const).flatMap((kind) =>
    templates[kind].map((template, index) => {
      const row = { kind: SECTIONS[kind], index, name: template.name } as const
      return { ...row, ...outcome(work, STORED_TEMPLATES[kind], template) }
    }),
  )
}

function outcome({ desk, mode }: Import, kind: SavedKind, template: Template): Outcome {
  const { saved } = desk.stores
  const { id, name } = template
  const before = saved.find(kind, id)
  if (before !== null && mode === 'create') return skipped('is here already')
  if (before !== null && Bun.deepEquals(before.spec, template)) return skipped('is the same here')
  const draft = { kind, id, ownerId: null, isShared: true, name, spec: template }
  const refusal = refuseSaved(desk.stores, draft, before)
  if (refusal !== null) return failed(refusal)
  if (before === null) saved.add(draft)
  else saved.put({ ...before, name, spec: template })
  return taken(before === null ? 'create' : 'update')
}
