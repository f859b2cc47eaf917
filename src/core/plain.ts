/** Campaigns and flows as they are before anybody says more about them. */
import type { Campaign, Flow } from './model.ts'

export const PLAIN_CAMPAIGN: Omit<Campaign, 'id'> = {
  name: '',
  alias: '',
  key: '',
  token: '',
  state: 'active',
  blocked: false,
  binding: 'none',
  uniqueness: { method: 'ip_ua', ttlHours: 24, cookies: true },
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
  clickApiEnabled: true,
  clickApiShape: 'clients',
  postbacks: [],
  postbackPercent: 100,
  payoutPercent: 100,
}

/** Takes everybody and shows nothing yet. */
export const PLAIN_FLOW: Omit<Flow, 'id' | 'type' | 'name'> = {
  weight: 100,
  enabled: true,
  combine: 'and',
  filters: [],
  markAsBot: false,
  storeClicks: true,
  action: null,
  paths: [],
}
