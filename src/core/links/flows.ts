/** The campaign that every link is made of, and its flows: the same engine as campaigns have. */
import { compileCampaign } from '../compile.ts'
import type { Campaign, Flow } from '../model.ts'
import type { CompiledFilter, CompiledFlow, FilterResult } from '../tables.ts'
import { type LinkDevice, linkDevice } from './device.ts'

export interface LinkFlow extends CompiledFlow {
  readonly device: LinkDevice
}

const SPEC: Campaign = {
  id: 0,
  name: '',
  alias: '',
  key: '',
  token: '',
  state: 'active',
  blocked: false,
  binding: 'none',
  uniqueness: { method: 'ip_ua', ttlHours: 24, cookies: false },
  cost: { model: 'CPC', amountMicros: 0, currency: 'USD', auto: false, trafficLoss: 0 },
  sourceId: null,
  domainId: null,
  groupId: null,
  ownerId: null,
  parameters: [],
  landingRedirect: 'http',
  offerRedirect: 'http',
  appendToCampaignUrl: '',
  appendToLandingUrl: '',
  appendToOfferUrl: '',
  timezone: 'UTC',
  rotationId: null,
  clickApiEnabled: false,
  postbacks: [],
  postbackPercent: 100,
  payoutPercent: 100,
}

/** Without flows. */
export const EMPTY_CAMPAIGN = compileCampaign(SPEC, { mode: 'position', flows: [] }, null)

/** Below zero, where no flow's statistics and counters are. */
const FLOW_IDS: Readonly<Record<LinkDevice, number>> = { web: -1, ios: -2, android: -3 }

const flowSpec = (device: LinkDevice, type: Flow['type']): Flow => ({
  id: FLOW_IDS[device],
  type,
  name: device,
  weight: 100,
  enabled: true,
  combine: 'and',
  filters: [],
  markAsBot: false,
  storeClicks: true,
  action: null,
  paths: [],
})

const SPECS: Readonly<Record<LinkDevice, Flow>> = {
  web: flowSpec('web', 'default'),
  ios: flowSpec('ios', 'forced'),
  android: flowSpec('android', 'forced'),
}

const isDevice = (device: LinkDevice): CompiledFilter => {
  const allow: FilterResult = { verdict: 'allow', seen: device, why: null }
  const reject: FilterResult = { verdict: 'reject', seen: null, why: null }
  return {
    key: 'link_device',
    onUnknown: 'reject',
    test: ({ visitor }) => (linkDevice(visitor.userAgent ?? '') === device ? allow : reject),
  }
}

const FILTERS: Readonly<Record<LinkDevice, readonly CompiledFilter[]>> = {
  web: [],
  ios: [isDevice('ios')],
  android: [isDevice('android')],
}

/** `location` was checked when it was saved, and holds no macros: braces are data. */
export function linkFlow(device: LinkDevice, location: string): LinkFlow {
  const template = { text: location, kind: 'url', pieces: [location], soundness: 'sound' } as const
  return {
    id: FLOW_IDS[device],
    spec: SPECS[device],
    filters: FILTERS[device],
    action: { key: 'http', payload: location, template },
    paths: [],
    device,
  }
}
