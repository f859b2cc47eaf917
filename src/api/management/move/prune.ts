/**
 * References of a file to what is not in it: old trackers name deleted objects, and some of theirs can't come.
 * They are taken out, so that one object does not keep others from coming, and each is told.
 */
import type { ActionSpec, Flow, FlowSet, Path } from '../../../core/model.ts'
import type { Kind } from '../../../db/records.ts'
import { textOf } from './foreign.ts'
import type { FileItem, FileJson } from './moved.ts'
import type { Remarks, Subject } from './remarks.ts'

type Has = (kind: Kind, id: unknown) => boolean

/** Properties that refer to one object, by the section they stand in. */
const SINGLE: { readonly [K in Kind]?: Readonly<Record<string, Kind>> } = {
  offers: { networkId: 'affiliate_networks', groupId: 'groups' },
  landings: { groupId: 'groups' },
  rotations: { groupId: 'groups' },
  campaigns: {
    sourceId: 'traffic_sources',
    domainId: 'domains',
    groupId: 'groups',
    rotationId: 'rotations',
  },
}
const WORDS: { readonly [K in Kind]: string } = {
  groups: 'group',
  domains: 'domain',
  traffic_sources: 'traffic source',
  affiliate_networks: 'affiliate network',
  landings: 'landing',
  offers: 'offer',
  rotations: 'rotation',
  campaigns: 'campaign',
}

export function pruned(file: FileJson, told: Remarks): FileJson {
  const ids = new Map<Kind, ReadonlySet<unknown>>()
  const idsOf = (kind: Kind) => new Set(file[kind].map(({ id }) => id))
  const has: Has = (kind, id) => ids.getOrInsertComputed(kind, idsOf).has(id)
  const groups = new Map(file.groups.map(({ id, subject }) => [id, subject]))
  const each = (kind: Kind, change: (item: FileItem, of: Subject) => FileItem) =>
    file[kind].map((item) => {
      const of = subjectOf(kind, item)
      const hasFor: Has = (other, id) =>
        other === 'groups' ? groups.get(id) === kind : has(other, id)
      return change(withSingles(item, of, hasFor, told), of)
    })
  const flowing = (item: FileItem, of: Subject) => ({
    ...item,
    flows: item['flows'] ? prunedFlows(item['flows'] as FlowSet, of, has, told) : null,
  })
  return {
    ...file,
    domains: each('domains', (item, of) => withPage(item, of, has, told)),
    offers: each('offers', (item, of) => withCap(item, of, has, told)),
    landings: each('landings', (item) => item),
    rotations: each('rotations', flowing),
    campaigns: each('campaigns', flowing),
  }
}

/** The object of a file that a remark is of. */
export function subjectOf(kind: Kind, { name, host }: FileItem): Subject {
  return { kind, name: textOf(name) || textOf(host), part: '' }
}

const missing = (kind: Kind) => `its ${WORDS[kind]} does not come along`

function withSingles(item: FileItem, of: Subject, has: Has, told: Remarks): FileItem {
  const gone = Object.entries(SINGLE[of.kind] ?? {}).filter(
    ([name, kind]) => item[name] !== null && item[name] !== undefined && !has(kind, item[name]),
  )
  for (const [, kind] of gone) told.leftOut(of, missing(kind))
  return { ...item, ...Object.fromEntries(gone.map(([name]) => [name, null])) }
}

function withPage(item: FileItem, of: Subject, has: Has, told: Remarks): FileItem {
  const { indexPage } = item
  if (typeof indexPage !== 'number' || has('campaigns', indexPage)) return item
  told.leftOut(of, missing('campaigns'))
  return { ...item, indexPage: '404_page', notFound: '404' }
}

function withCap(item: FileItem, of: Subject, has: Has, told: Remarks): FileItem {
  const cap = item['cap'] as { readonly alternativeOfferId: number | null } | null
  const other = cap?.alternativeOfferId ?? null
  if (other === null || has('offers', other)) return item
  told.leftOut(of, 'the offer that takes over when its cap is reached does not come along')
  return { ...item, cap: { ...cap, alternativeOfferId: null } }
}

function prunedFlows(set: FlowSet, of: Subject, has: Has, told: Remarks): FlowSet {
  const flows = set.flows.map((flow) => prunedFlow(flow, { ...of, part: flow.name }, has, told))
  return { ...set, flows }
}

function prunedFlow(flow: Flow, of: Subject, has: Has, told: Remarks): Flow {
  const paths = flow.paths.map((path) => prunedPath(path, of, has, told))
  if (flow.action === null || leadsSomewhere(flow.action, has)) return { ...flow, paths }
  told.paused(of, 'the campaign that it leads to does not come along')
  return { ...flow, enabled: false, action: { key: 'do_nothing', payload: '' } }
}

function leadsSomewhere({ key, payload }: ActionSpec, has: Has): boolean {
  return key !== 'campaign' || has('campaigns', Number(payload))
}

function prunedPath(path: Path, of: Subject, has: Has, told: Remarks): Path {
  const landings = path.landings.filter(({ landingId }) => has('landings', landingId))
  const offers = path.offers.filter(
    ({ offerId, campaignId }) =>
      (offerId === null || has('offers', offerId)) &&
      (campaignId === null || has('campaigns', campaignId)),
  )
  const lost = path.landings.length - landings.length
  if (lost > 0) told.leftOut(of, `${lost} of its landings do not come along`)
  const gone = path.offers.length - offers.length
  if (gone > 0) told.leftOut(of, `${gone} of its offers do not come along`)
  return { ...path, landings, offers }
}
