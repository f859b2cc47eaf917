/**
 * Turns the configuration into what decisions read: filters into closures, addresses into
 * templates, lists without what is switched off. Done when somebody publishes, never per click.
 */
import { boundedCache } from '../lib/lru.ts'
import { hashOfText } from '../lib/text-hash.ts'
import { actionType } from './actions/index.ts'
import { compilePostbacks } from './conversions/postbacks.ts'
import { compileFilter } from './filters/index.ts'
import { parseTemplate } from './macros/parse.ts'
import type { Template } from './macros/template.ts'
import type {
  ActionSpec,
  AffiliateNetwork,
  Campaign,
  FilterSpec,
  Flow,
  FlowSet,
  Landing,
  Offer,
  OfferEntry,
  Path,
  TrafficSource,
} from './model.ts'
import type {
  CompiledAction,
  CompiledCampaign,
  CompiledFlow,
  CompiledFlows,
  CompiledLanding,
  CompiledOffer,
  CompiledOfferEntry,
  CompiledPath,
} from './tables.ts'
import { joinUrl } from './url.ts'

export function compileFlows(set: FlowSet): CompiledFlows {
  const flows = set.flows.filter((flow) => flow.enabled).map(compileFlow)
  const ofType = (type: Flow['type']) => flows.filter((flow) => flow.type === type)
  return {
    mode: set.mode,
    forced: ofType('forced'),
    regular: ofType('regular'),
    fallback: ofType('default')[0] ?? null,
  }
}

export function compileCampaign(
  spec: Campaign,
  flows: CompiledFlows,
  source: TrafficSource | null,
): CompiledCampaign {
  return {
    ...flows,
    spec,
    source,
    appendToLanding: appended(spec.appendToLandingUrl),
    appendToOffer: appended(spec.appendToOfferUrl),
    postbacks: compilePostbacks(spec, source),
  }
}

const NOTHING_APPENDED = parseTemplate('', 'query')

function appended(text: string): Template {
  return text === '' ? NOTHING_APPENDED : parseTemplate(text, 'query')
}

export function compileLanding(spec: Landing): CompiledLanding {
  switch (spec.kind) {
    case 'external':
      return { spec, action: redirectTo(spec.url) }
    case 'local':
      return { spec, action: compileAction({ key: 'local_file', payload: '' }) }
    case 'action':
      return { spec, action: compileAction(spec.action ?? { key: 'do_nothing', payload: '' }) }
  }
}

export function compileOffer(spec: Offer, network: AffiliateNetwork | null): CompiledOffer {
  const address = networkUrl(spec.url, network?.offerUrlTemplate ?? '')
  const { action } = spec
  const ownAction = action === null ? null : withAddress(action, address)
  return {
    spec,
    network,
    action: ownAction === null ? redirectTo(address) : compileAction(ownAction),
    hasOwnAction: ownAction !== null,
    url: parseTemplate(spec.url, 'url'),
  }
}

/** An action that needs an address and has none of its own takes the offer's. */
function withAddress(action: ActionSpec, address: string): ActionSpec {
  const needsUrl = actionType(action.key)?.payloadKind === 'url'
  return needsUrl && action.payload === '' ? { key: action.key, payload: address } : action
}

/**
 * The offer's URL inside its network's template. Where the template begins with `{offer_url}` the
 * rest is appended; elsewhere the macro stays and its value is encoded like any other.
 */
function networkUrl(url: string, template: string): string {
  const match = /^\{_?offer_url\}(.*)$/s.exec(template.trim())
  if (match !== null) {
    const rest = match[1] ?? ''
    return /^[?&]/.test(rest) ? joinUrl(url, rest.slice(1)) : url + rest
  }
  return /\{_?offer_url\}/.test(template) ? template : url
}

/**
 * Campaigns resemble each other. Equal filters, lists of them and actions are compiled once and
 * shared, so that ten thousand campaigns fit into the processor's caches as far as they are alike.
 */
const SHARED = 5000
const sharedFilter = shared(JSON.stringify, compileFilter)
export const compileAction = shared(({ key, payload }) => `${key} ${payload}`, parsedAction)
/** Those that are enabled. */
const compileFilters = shared(JSON.stringify, (specs: readonly FilterSpec[]) =>
  specs.filter((filter) => filter.enabled).map(sharedFilter),
)

function shared<S, C>(name: (spec: S) => string, compile: (spec: S) => C): (spec: S) => C {
  const known = boundedCache<string, C>(SHARED)
  return (spec) => {
    const own = name(spec)
    const before = known.get(own)
    if (before !== undefined) return before
    const made = compile(spec)
    known.set(own, made)
    return made
  }
}

/** An action of a key that we do not have is kept, and never served. */
function parsedAction({ key, payload }: ActionSpec): CompiledAction {
  const kind = actionType(key)?.payloadKind ?? null
  if (kind === null) return { key, payload, template: parseTemplate('', 'url') }
  const isText = kind === 'none' || kind === 'campaign'
  return { key, payload, template: parseTemplate(payload, isText ? 'text' : kind) }
}

/** Its key gives way to the campaign's redirect type. */
function redirectTo(url: string): CompiledAction {
  return compileAction({ key: 'http', payload: url })
}

/** Holds nothing of what was written but what decisions read. */
function compileFlow(flow: Flow): CompiledFlow {
  const { id, type, name, weight, combine, markAsBot, storeClicks, action, paths } = flow
  return {
    id,
    type,
    name,
    weight,
    combine,
    markAsBot,
    storeClicks,
    filters: compileFilters(flow.filters),
    action: action === null ? null : compileAction(action),
    paths:
      paths.length === 0 ? NO_PATHS : paths.map(compilePath).filter((path) => path.spec.enabled),
  }
}

const NO_PATHS: readonly CompiledPath[] = []

function compilePath(spec: Path, index: number): CompiledPath {
  return {
    spec,
    position: index + 1,
    landings: spec.landings.filter((entry) => entry.enabled && entry.weight > 0),
    offers: spec.offers.map(compileEntry),
  }
}

/** Of several targets the first one counts: offer, campaign, URL; `0` and `''` are none. */
function compileEntry(entry: OfferEntry, index: number): CompiledOfferEntry {
  const offerId = entry.offerId || null
  const campaignId = offerId === null ? entry.campaignId || null : null
  const directUrl = offerId === null && campaignId === null ? entry.directUrl || null : null
  const direct = directUrl === null ? null : redirectTo(directUrl)
  const boundAs = offerId ?? markOf(campaignId, directUrl ?? '')
  return { ...entry, offerId, campaignId, directUrl, direct, position: index + 1, boundAs }
}

const CAMPAIGN_BIT = 0x8000_0000
const URL_BITS = 0xc000_0000

/** In 32 bits, and for the same campaign or address the same, wherever it stands in the path. */
function markOf(campaignId: number | null, url: string): number {
  if (campaignId !== null) return CAMPAIGN_BIT + campaignId
  return URL_BITS + (hashOfText(url, 0) >>> 2)
}
