/** The configuration as the text of one JSON file, made piece by piece: an object a line. */
import { CERTIFICATES_OF_A_PROXY } from '../../../certify/facts.ts'
import type { FlowSet } from '../../../core/model.ts'
import { SETTINGS } from '../../../core/settings/settings.ts'
import { valueOf } from '../../../core/settings/values.ts'
import type { Kind, Records } from '../../../db/records.ts'
import { readDocumentsOf, type ReadStores } from '../../../db/stores.ts'
import { PIXELS_MAX } from '../../../manage/config/config-links.ts'
import type { OwnSide } from '../../../manage/own-side.ts'
import { ownTemplates } from '../../../manage/templates.ts'
import { linkViews } from '../links/links.wire.ts'
import type { AsTakenAlong, TakenLink } from '../links/used-limits.ts'
import { FILE_ITEMS } from './config-items.ts'
import { FORMAT, type Section } from './configuration.wire.ts'

const LINKS_AT_ONCE = 1000

export interface ExportParts {
  readonly read: ReadStores
  readonly program: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly sections: readonly Section[]
  readonly takenAlong: AsTakenAlong
}

/** A line for each object, so that two files can be compared line by line. */
export function* exportedText(parts: ExportParts): Generator<string> {
  const { read, program, at, sections } = parts
  const head = { format: FORMAT, version: 1, exportedAt: new Date(at).toISOString(), program }
  yield JSON.stringify(head).slice(0, -1)
  for (const section of sections) {
    if (section === 'settings' || section === 'templates') {
      yield `,\n"${section}":${JSON.stringify(WHOLE[section](read))}`
      continue
    }
    yield `,\n"${section}":[`
    let isFirst = true
    for (const item of ITEMS[section](read, parts)) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(item)}`
      isFirst = false
    }
    yield ']'
  }
  yield '}\n'
}

/** The file goes by mail and into repositories: secrets are not in it. */
function settingsOf({ settings }: ReadStores): Record<string, unknown> {
  const stored = settings.all()
  const set = SETTINGS.filter(({ key, isSecret }) => stored.has(key) && isSecret !== true)
  return Object.fromEntries(
    set.map((setting) => [setting.key, valueOf(setting, stored.get(setting.key) ?? '')]),
  )
}

function templatesOf(read: ReadStores) {
  const sources = ownTemplates(read, 'source')
  return { traffic_sources: sources, affiliate_networks: ownTemplates(read, 'network') }
}

/** Sections that are no lists. */
const WHOLE = { settings: settingsOf, templates: templatesOf }

type ItemsOf = (
  read: ReadStores,
  parts: Pick<ExportParts, 'takenAlong'>,
) => Iterable<Record<string, unknown>>

const ITEMS: { readonly [S in Exclude<Section, keyof typeof WHOLE>]: ItemsOf } = {
  groups: itemsOf('groups'),
  domains: itemsOf('domains'),
  traffic_sources: itemsOf('traffic_sources'),
  affiliate_networks: itemsOf('affiliate_networks'),
  landings: itemsOf('landings'),
  offers: itemsOf('offers'),
  rotations: itemsOf('rotations'),
  campaigns: itemsOf('campaigns'),
  blocklist_exceptions: (read) =>
    read.blocklistExceptions
      .list()
      .toReversed()
      .map(({ place, note }) => ({ place, note })),
  pixels: (read) =>
    read.pixels
      .list({ ownerId: null }, PIXELS_MAX, 0)
      .map(({ id, name, code }) => ({ id, name, code })),
  links: linkItems,
}

function itemsOf<K extends Kind>(kind: K): ItemsOf {
  return function* (read) {
    for (const record of readDocumentsOf(read, kind).list('all')) {
      yield FILE_ITEMS[kind](record as Records[K], flowsOf(read, kind, Number(record.id)))
    }
  }
}

function flowsOf({ flowSets }: ReadStores, kind: Kind, id: number): FlowSet | null {
  if (kind === 'campaigns') return flowSets.find('campaign', id)
  return kind === 'rotations' ? flowSets.find('rotation', id) : null
}

/** A page when somebody reads it: a million links do not fit into memory. */
function* linkItems(
  read: ReadStores,
  { takenAlong }: Pick<ExportParts, 'takenAlong'>,
): Generator<Record<string, unknown>> {
  for (let after = 0; ;) {
    const links = read.links.list({ ownerId: null, after }, LINKS_AT_ONCE, 0)
    const [last] = links.slice(-1)
    if (last === undefined) return
    yield* linkViews(read, links, NO_SIDE).map(takenAlong).flatMap(linkItem)
    after = last.id
  }
}

/** Addresses of links are made anew wherever they are taken to. */
const NO_SIDE: OwnSide = { origin: 'http://localhost', certificates: CERTIFICATES_OF_A_PROXY }

/** None for a link whose domain is gone: nobody can visit it. */
function linkItem(view: TakenLink): Record<string, unknown>[] {
  const { id: _id, url: _url, ownerId: _owner, domainUuid, clicksBefore, ...rest } = view
  const { changedAt: _changed, deletedAt: _deleted, ...link } = rest
  const counted = clicksBefore === null ? {} : { clicksBefore }
  return domainUuid === null ? [] : [{ ...link, ...counted, domainId: domainUuid }]
}
