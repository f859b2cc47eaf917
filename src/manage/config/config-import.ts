/**
 * Takes in a configuration file: what is here already is left alone or brought up to date, the rest
 * is made. All of it in one transaction, or nothing; a dry run is an import that is taken back.
 */
import type { Kind } from '../../db/records.ts'
import { type Caller } from '../access.ts'
import { type Desk, noteDeed } from '../desk.ts'
import { keptIf } from '../many.ts'
import { type Fields, FORBIDDEN, isRefusal, type Refusal } from '../refusal.ts'
import { checkSettings } from '../settings.ts'
import { uncountedIn, uncountedSetting } from '../uncounted.ts'
import { importExceptions } from './config-exceptions.ts'
import { type ConfigFile, FILE_KINDS } from './config-file.ts'
import { importLinks, importPixels } from './config-links.ts'
import { type Placed, placeObjects } from './config-places.ts'
import {
  failed,
  type Import,
  type ImportAction,
  type ImportMode,
  type Outcome,
  type PlanRow,
  skipped,
  taken,
  warned,
} from './config-plan.ts'
import { noPlaces } from './config-references.ts'
import { importTemplates } from './config-templates.ts'
import { ensureDefault, writeObject } from './config-writes.ts'

export interface ImportOptions {
  readonly mode: ImportMode
  readonly run: 'dry' | 'apply'
}

export interface ImportResult {
  readonly plan: readonly PlanRow[]
  readonly applied: boolean
}

export function importConfig(
  desk: Desk,
  caller: Caller,
  file: ConfigFile,
  { mode, run }: ImportOptions,
): ImportResult | Refusal {
  if (caller.role !== 'super_admin') return FORBIDDEN
  const work = (): ImportResult => {
    const plan = imported({ desk, caller, mode, places: noPlaces() }, file)
    const applied = run === 'apply' && plan.every(({ action }) => action !== 'fail')
    if (applied) noteImport(desk, caller, plan)
    return { plan, applied }
  }
  const result = keptIf(desk.db, work, ({ applied }) => applied)
  if (result.applied) desk.publish()
  return result
}

function imported(work: Import, file: ConfigFile): PlanRow[] {
  const placed = FILE_KINDS.map((kind) => placedOf(work, kind, file))
  const objects = placed.flatMap((write) => write())
  ensureDefault(work, file)
  // Before the links, which lists then stop no more than where they come from.
  const exceptions = importExceptions(work, file.blocklist_exceptions)
  const pixels = importPixels(work, file.pixels)
  const links = importLinks(work, file.links, pixels.places)
  const templates = importTemplates(work, file.templates)
  const settings = importSettings(work, file.settings)
  return [...objects, ...exceptions, ...pixels.plan, ...links, ...templates, ...settings]
}

/** Places the objects of a kind at once; the function it gives writes them when all are placed. */
function placedOf<K extends Kind>(work: Import, kind: K, file: ConfigFile): () => PlanRow[] {
  const all = placeObjects(work.desk.stores, work.places, kind, file)
  return () =>
    all.map((one) => {
      const name = nameOf(one.object.change)
      const row = { kind, index: one.index, name }
      if ('field' in one) return { ...row, ...failed({ refused: 'taken', field: one.field }) }
      return { ...row, ...outcome(work, kind, one) }
    })
}

function outcome<K extends Kind>(work: Import, kind: K, placed: Placed<K>): Outcome {
  if (!placed.isNew && work.mode === 'create') return skipped('is here already')
  const written = writeObject(work, kind, placed)
  if (isRefusal(written)) return failed(written)
  const done =
    written === 'same' ? skipped('is the same here') : taken(placed.isNew ? 'create' : 'update')
  return warned(done, uncountedOf(work, kind, placed))
}

/** An older Sluice took what would never count: nobody loses his file to it, and it is told. */
function uncountedOf<K extends Kind>({ desk }: Import, kind: K, { before }: Placed<K>): Fields {
  if (kind !== 'affiliate_networks') return {}
  const network = desk.stores.affiliate_networks.find(Number(before.id))
  return network === null ? {} : uncountedIn(network)
}

function nameOf(change: { readonly name?: string; readonly host?: string }): string {
  return change.name ?? change.host ?? ''
}

function importSettings({ desk, mode }: Import, values: ConfigFile['settings']): PlanRow[] {
  const stored = desk.stores.settings.all()
  return Object.entries(values).map(([key, value]) => {
    const row = { kind: 'settings', index: null, name: key.slice(0, 100) } as const
    if (mode === 'create' && stored.has(key)) return { ...row, ...skipped('is set here already') }
    const texts = checkSettings(desk, { [key]: value })
    if (isRefusal(texts)) return { ...row, ...failed(texts) }
    const text = texts.get(key) ?? ''
    const uncounted = uncountedSetting(key, text)
    if (stored.get(key) === text) {
      return { ...row, ...warned(skipped('is the same here'), uncounted) }
    }
    desk.stores.settings.put(key, text)
    desk.stores.changes.note('settings', key)
    return { ...row, ...warned(taken(stored.has(key) ? 'update' : 'create'), uncounted) }
  })
}

function noteImport(desk: Desk, caller: Caller, plan: readonly PlanRow[]): void {
  const count = (wanted: ImportAction) => plan.filter(({ action }) => action === wanted).length
  const changes = { created: count('create'), updated: count('update'), skipped: count('skip') }
  noteDeed(desk, caller, { event: 'import', kind: 'configuration', id: '', name: '', changes })
}
