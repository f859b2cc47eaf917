/** Writes the objects of a configuration file, each after the checks that every change passes. */
import type { FlowSet } from '../../core/model.ts'
import {
  type CampaignRecord,
  type Draft,
  emptyFlowSet,
  type Kind,
  type Records,
} from '../../db/records.ts'
import { documentsOf } from '../../db/stores.ts'
import { refuseCampaign } from '../campaigns/campaigns.ts'
import { flowsOf } from '../campaigns/flow-owner.ts'
import { putFlows } from '../campaigns/flows.ts'
import { refuseRotation } from '../campaigns/rotations.ts'
import { noteDeed } from '../desk.ts'
import { domainAfter } from '../domains.ts'
import { refuseText } from '../groups.ts'
import { refuseLanding } from '../landings/landings.ts'
import { putWithLinks } from '../links/link-settings.ts'
import { refuseOffer } from '../offers.ts'
import { refuseNetwork, refuseSource } from '../partners.ts'
import { isRefusal, problems, type Refusal } from '../refusal.ts'
import type { ConfigFile, FileDomain } from './config-file.ts'
import type { Placed } from './config-places.ts'
import type { Import } from './config-plan.ts'
import {
  type Moved,
  movedCampaign,
  movedFlows,
  movedLanding,
  movedOffer,
  movedPage,
  movedRotation,
} from './config-references.ts'

/** `same`: it has all of it already. */
export type Written = 'written' | 'same' | Refusal

export function writeObject<K extends Kind>(work: Import, kind: K, placed: Placed<K>): Written {
  const found = problems()
  const to: Moved = { places: work.places, found }
  const draft = afterOf(work, kind, placed, to)
  if (isRefusal(draft)) return draft
  const flows = changedFlows(work, kind, placed, to)
  const after = { ...placed.before, ...draft }
  const refusal = found.refusal() ?? refuse(work, kind, placed.before, { after, flows })
  if (refusal !== null) return refusal
  const isSame = !placed.isNew && flows === null && Bun.deepEquals(after, placed.before)
  const isMoved = placed.object.isArchived !== (placed.before.deletedAt !== null)
  if (isSame && !isMoved) return 'same'
  put(work, kind, placed, { after, flows })
  return 'written'
}

interface After<K extends Kind> {
  readonly after: Records[K]
  /** Null: they stay as they are. */
  readonly flows: FlowSet | null
}

/** The properties it is to have, with references of this tracker. */
function afterOf<K extends Kind>(
  { desk, caller }: Import,
  kind: K,
  { object, before, isNew }: Placed<K>,
  to: Moved,
): Partial<Draft<Kind>> | Refusal {
  switch (kind) {
    case 'campaigns': {
      const change = movedCampaign(to, object.change as Partial<Draft<'campaigns'>>)
      const { key, alias, token } = before as CampaignRecord
      const words = { key: change.key || key, alias: change.alias || alias }
      const owner = isNew ? { ownerId: caller.userId } : {}
      return { ...change, ...words, token: change.token || token, ...owner }
    }
    case 'offers':
      return movedOffer(to, object.change as Partial<Draft<'offers'>>)
    case 'landings':
      return movedLanding(to, object.change as Partial<Draft<'landings'>>)
    case 'rotations':
      return movedRotation(to, object.change as Partial<Draft<'rotations'>>)
    case 'domains': {
      const { isDefault: _default, blocked, blockReason, ...change } = object.change as FileDomain
      const page = movedPage(to, change.indexPage)
      const moved = page === undefined ? change : { ...change, indexPage: page }
      const after = domainAfter(desk, before as Records['domains'], moved)
      return isRefusal(after) ? after : { ...after, blocked, blockReason }
    }
    case 'groups':
    case 'traffic_sources':
    case 'affiliate_networks':
      return object.change as Partial<Draft<Kind>>
  }
}

/** Null when they stay as they are: numbers of flows and paths alone make no difference. */
function changedFlows<K extends Kind>(
  { desk }: Import,
  kind: K,
  { object, before, isNew }: Placed<K>,
  to: Moved,
): FlowSet | null {
  if (kind !== 'campaigns' && kind !== 'rotations') return null
  const flows = object.flows === null ? null : movedFlows(to, object.flows)
  if (isNew) return flows ?? emptyFlowSet(0)
  if (flows === null) return null
  const scope = kind === 'rotations' ? 'rotation' : 'campaign'
  const stored = flowsOf(desk.stores, { scope, id: Number(before.id) })
  return Bun.deepEquals(withoutIds(stored), withoutIds(flows)) ? null : flows
}

function withoutIds({ mode, flows }: FlowSet): object {
  return {
    mode,
    flows: flows.map(({ paths, ...flow }) => ({
      ...flow,
      id: 0,
      paths: paths.map((path) => ({ ...path, id: 0 })),
    })),
  }
}

/** Names of parameters that an older Sluice took are no reason to refuse a file. */
function refuse<K extends Kind>(
  { desk, caller }: Import,
  kind: K,
  before: Records[K],
  { after, flows }: After<Kind>,
): Refusal | null {
  const as = <T extends Kind>(_kind: T, record: unknown) => record as Records[T]
  switch (kind) {
    // People who can't see each other's groups may have given two of them the same name.
    case 'groups':
      return refuseText(as('groups', after).name)
    case 'traffic_sources': {
      const source = as('traffic_sources', after)
      const { parameters } = source
      return refuseSource(desk, caller, { ...as('traffic_sources', before), parameters }, source)
    }
    case 'affiliate_networks':
      return refuseNetwork(as('affiliate_networks', after))
    case 'landings':
      return refuseLanding(desk, caller, as('landings', before), as('landings', after))
    case 'offers': {
      const offer = as('offers', after)
      // A code that is no country was stored somewhere once: nobody loses his file to it.
      const kept = /^[A-Z]{2}$/.test(offer.country) ? { country: offer.country } : {}
      return refuseOffer(desk, caller, { ...as('offers', before), ...kept }, offer)
    }
    case 'rotations': {
      const held = as('rotations', before).groupId
      return refuseRotation(desk, caller, Number(before.id), {
        held,
        draft: as('rotations', after),
        flows,
      })
    }
    case 'campaigns': {
      const campaign = as('campaigns', after)
      const { parameters } = campaign
      const held = { ...as('campaigns', before), parameters }
      return refuseCampaign(desk, caller, { before: held, after: campaign, flows })
    }
    case 'domains': // were looked at when their change was worked out
      return null
  }
}

function put<K extends Kind>(
  { desk, caller }: Import,
  kind: K,
  { object, before }: Placed<K>,
  { after, flows }: After<Kind>,
): void {
  const { stores, clock } = desk
  if (kind === 'domains')
    putWithLinks(desk, before as Records['domains'], after as Records['domains'])
  else documentsOf<Kind>(stores, kind).put(after)
  if (flows !== null) {
    const scope = kind === 'rotations' ? 'rotation' : 'campaign'
    putFlows(stores, { scope, id: Number(after.id) }, flows)
  }
  if (object.isArchived !== (before.deletedAt !== null)) {
    documentsOf(stores, kind).setDeleted(before.id, object.isArchived ? clock() : null)
  }
  stores.changes.note(kind, String(after.id))
  const name = 'host' in after ? after.host : after.name
  noteDeed({ stores }, caller, { event: 'import', kind, id: after.id, name, changes: null })
}

/** There is exactly one default domain while there is any: the one it was, else the file's. */
export function ensureDefault({ desk, places }: Import, file: ConfigFile): void {
  const { domains, changes } = desk.stores
  const all = domains.list('all')
  if (all.some(({ isDefault }) => isDefault)) return
  const wanted = file.domains.find(({ change }) => change.isDefault)
  const id = wanted === undefined ? null : places.domains.get(wanted.id)
  const first = all.find((domain) => domain.id === id) ?? all[0]
  if (first === undefined) return
  domains.put({ ...first, isDefault: true })
  changes.note('domains', first.id)
}
