/**
 * A flow set while it is edited: plain data and functions that answer the next one. Entries have keys
 * of their own, because new ones have no id yet and the screen must tell them apart.
 */
import type {
  Flow,
  FlowSet,
  FlowType,
  LandingEntry,
  OfferEntry,
  Path,
} from '../../../src/core/model.ts'

export interface Keyed {
  readonly key: string
}

export type DraftLanding = LandingEntry & Keyed
export type DraftOffer = OfferEntry & Keyed
export type DraftPath = Omit<Path, 'landings' | 'offers'> &
  Keyed & { readonly landings: readonly DraftLanding[]; readonly offers: readonly DraftOffer[] }
export type DraftFlow = Omit<Flow, 'paths'> & Keyed & { readonly paths: readonly DraftPath[] }

export interface Draft {
  readonly mode: FlowSet['mode']
  readonly flows: readonly DraftFlow[]
}

let lastKey = 0
const newKey = (): string => `k${++lastKey}`

/** With the keys of `before`, place by place: what was saved is on the screen what it was before. */
export function draftOf({ mode, flows }: FlowSet, before?: Draft): Draft {
  return { mode, flows: flows.map((flow, at) => keyedFlow(flow, before?.flows[at])) }
}

function keyedFlow(flow: Flow, before?: DraftFlow): DraftFlow {
  const paths = flow.paths.map((path, at) => keyedPath(path, before?.paths[at]))
  return { ...flow, key: before?.key ?? newKey(), paths }
}

function keyedPath(path: Path, before?: DraftPath): DraftPath {
  const withKeys = <T extends object>(entries: readonly T[], known: readonly Keyed[] = []) =>
    entries.map((entry, at) => ({ ...entry, key: known[at]?.key ?? newKey() }))
  return {
    ...path,
    key: before?.key ?? newKey(),
    landings: withKeys(path.landings, before?.landings),
    offers: withKeys(path.offers, before?.offers),
  }
}

/** What the API takes: exactly the properties it knows. */
export function flowSetOf({ mode, flows }: Draft): FlowSet {
  return {
    mode,
    flows: flows.map(({ key: _key, paths, ...flow }) => ({
      ...bare(flow),
      paths: paths.map(pathOf),
    })),
  }
}

/** Positions and shares are shown, not kept. */
function bare<T extends object>(entry: T): T {
  const {
    share: _share,
    position: _position,
    key: _key,
    ...rest
  } = entry as T & {
    share?: unknown
    position?: unknown
    key?: unknown
  }
  return rest as unknown as T
}

function pathOf({ landings, offers, ...path }: DraftPath): Path {
  return { ...bare(path), landings: landings.map(bare), offers: offers.map(bare) }
}

/** Weight ÷ sum of the enabled; null where nothing is drawn because all weights are 0. */
export function shareOf(
  entry: { readonly weight: number; readonly enabled: boolean },
  all: readonly { readonly weight: number; readonly enabled: boolean }[],
): number | null {
  const sum = all.reduce((total, { weight, enabled }) => total + (enabled ? weight : 0), 0)
  if (sum === 0) return null
  return entry.enabled ? entry.weight / sum : 0
}

/** The same weight for everyone who is on; those who pause keep theirs. */
export function evenly<T extends { readonly weight: number; readonly enabled: boolean }>(
  entries: readonly T[],
): readonly T[] {
  return entries.map((entry) => (entry.enabled ? { ...entry, weight: 100 } : entry))
}

export function newFlow(type: FlowType): DraftFlow {
  return {
    key: newKey(),
    id: 0,
    type,
    name: '',
    weight: 100,
    enabled: true,
    combine: 'and',
    filters: [],
    markAsBot: false,
    storeClicks: true,
    action: null,
    paths: [newPath('')],
  }
}

export function newPath(name: string): DraftPath {
  return { key: newKey(), id: 0, name, enabled: true, weight: 100, landings: [], offers: [] }
}

export function newLanding(landingId: number): DraftLanding {
  return { key: newKey(), landingId, enabled: true, weight: 100 }
}

export function newOffer(target: Partial<OfferEntry>): DraftOffer {
  const nothing = { offerId: null, campaignId: null, directUrl: null }
  return { key: newKey(), ...nothing, ...target, enabled: true, weight: 100 }
}

const ORDER: Readonly<Record<FlowType, number>> = { forced: 0, regular: 1, default: 2 }

/** At the end of its lane: forced flows first, the default flow last. */
export function withFlow(flows: readonly DraftFlow[], flow: DraftFlow): readonly DraftFlow[] {
  const after = flows.filter(({ type }) => ORDER[type] > ORDER[flow.type])
  const before = flows.filter(({ type }) => ORDER[type] <= ORDER[flow.type])
  return [...before, flow, ...after]
}

export function duplicated(flows: readonly DraftFlow[], key: string): readonly DraftFlow[] {
  return flows.flatMap((flow) => {
    if (flow.key !== key) return [flow]
    const copy = keyedFlow({
      ...flow,
      id: 0,
      paths: flow.paths.map((path) => ({ ...pathOf(path), id: 0 })),
    })
    return [flow, { ...copy, type: flow.type === 'default' ? 'regular' : flow.type }]
  })
}

/** To the place `to` of its own lane, counted from 0; lanes are never left. */
export function moved(flows: readonly DraftFlow[], key: string, to: number): readonly DraftFlow[] {
  const flow = flows.find((one) => one.key === key)
  if (flow === undefined) return flows
  const lane = flows.filter(({ type }) => type === flow.type)
  const next = reordered(lane, lane.indexOf(flow), to)
  const rest = [...next]
  return flows.map((one) => (one.type === flow.type ? (rest.shift() ?? one) : one))
}

export function reordered<T>(items: readonly T[], from: number, to: number): readonly T[] {
  const item = items[from]
  if (item === undefined) return items
  const others = items.filter((_, at) => at !== from)
  const place = Math.max(0, Math.min(others.length, to))
  return [...others.slice(0, place), item, ...others.slice(place)]
}

export function changed<T extends Keyed>(
  items: readonly T[],
  key: string,
  changes: Partial<T>,
): readonly T[] {
  return items.map((item) => (item.key === key ? { ...item, ...changes } : item))
}

export function without<T extends Keyed>(items: readonly T[], key: string): readonly T[] {
  return items.filter((item) => item.key !== key)
}

/** Whether anything was changed since `stored`. */
export function isSame(draft: Draft, stored: Draft): boolean {
  return JSON.stringify(flowSetOf(draft)) === JSON.stringify(flowSetOf(stored))
}
