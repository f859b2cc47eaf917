/** Examples of campaigns, their flows and rotations. */
import type { Json } from '../open-schema.ts'
import { GROUPS, type RequestExamples, SOME_UUID, USER } from './example.ts'

const paths = [
  {
    name: 'Landing A',
    enabled: true,
    weight: 100,
    landings: [{ id: 1, enabled: true, weight: 100 }],
    offers: [{ offerId: 1, enabled: true, weight: 100 }],
  },
]
const rules = [
  {
    name: 'Phones in Germany',
    enabled: true,
    markAsBot: false,
    criteria: [
      { type: 'country', enabled: true, operator: 'is', values: ['DE'] },
      { type: 'device_type', enabled: true, operator: 'is', values: ['mobile'] },
    ],
    paths,
  },
]
const customRotation: Json = { defaultPaths: paths, rules }
const campaignSettings: Json = {
  s2sPostback: 'https://source.example.com/pb?id={external_id}&sum={payout}',
  ea: 0,
  postbackPercent: 100,
  payoutPercent: 100,
  trafficLossPercent: 0,
  appendToCampaignUrl: 'lang=de',
  appendToOfferUrl: 's3={campaign_id}',
  appendToLandingUrl: 'click={clickid}',
}
const properties = {
  name: 'Push DE',
  key: 'push-de',
  trafficSourceId: 1,
  costModel: 'CPC',
  amount: 0.5,
  currency: 'USD',
  isAuto: false,
  hideReferrerType: 'NONE',
  distributionType: 'NORMAL',
  groupUuid: GROUPS.campaigns,
  domainUuid: SOME_UUID,
  campaignSettings,
}
const rotation: Json = {
  name: 'Dating DE',
  groupUuid: GROUPS.rotations,
  defaultPaths: paths,
  rules,
  campaignIds: [],
}
const shared = { defaultPaths: paths, rules: [] } as const
const of = { campaignIds: [1] }
const ofRotation = { rotationId: 1 }
const flows: Json = {
  mode: 'position',
  flows: [
    {
      type: 'forced',
      name: 'Germany',
      enabled: true,
      combine: 'and',
      filters: [{ key: 'country', mode: 'accept', payload: ['DE'], onUnknown: 'defer' }],
      paths: [
        {
          name: 'A',
          enabled: true,
          weight: 100,
          landings: [{ landingId: 1, weight: 100 }],
          offers: [{ offerId: 1, weight: 100 }],
        },
      ],
    },
    {
      type: 'default',
      name: 'Everybody else',
      action: { key: 'http', payload: 'https://elsewhere.example.com/?c={clickid}' },
    },
  ],
}
const facts: Json = {
  ip: '203.0.113.7',
  country: 'DE',
  userAgent: 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36',
  language: 'de',
  referrer: 'https://news.example.com/',
  query: { zone: '42' },
}

/** Pauses and resumes what the campaign and the rotation of these examples have. */
function pausing(): RequestExamples {
  const parts: [name: string, place: Readonly<Record<string, Json>>][] = [
    ['Landing', { landingId: 1 }],
    ['Offer', { offerId: 1 }],
    ['Path', { pathId: 1 }],
    ['Rule', { ruleId: 1 }],
  ]
  const each = ([name, place]: (typeof parts)[number]) =>
    ['pause', 'unpause'].flatMap((word): [string, { body: Json }][] => [
      [`${word}Campaign${name}`, { body: { ...of, ...moved(place, 2) } }],
      [`${word}Rotation${name}`, { body: { ...ofRotation, ...place } }],
    ])
  return Object.fromEntries(parts.flatMap(each))
}

/** The rotation is made first, so the parts of the campaign's own flows have the next numbers. */
function moved(place: Readonly<Record<string, Json>>, id: number) {
  if ('pathId' in place) return { pathId: id + 1 }
  return 'ruleId' in place ? { ruleId: id + 1 } : place
}

export const campaignExamples: RequestExamples = {
  createCampaign: { body: { ...properties, customRotation } },
  replaceCampaign: { body: { ...properties, amount: 0.55 } },
  modifyCampaign: { body: { name: 'Push DE 2', amount: 0.6, groupUuid: 'none' } },
  changeCampaignsDeleted: { body: { ids: [1], deleted: false } },
  changeRotationsDeleted: { body: { ids: [1], deleted: false } },
  changeCampaignsGroup: { body: { ids: [1], groupUuid: GROUPS.campaigns } },
  changeCampaignFull: {
    body: {
      name: 'Push DE',
      alias: 'push-de',
      state: 'active',
      binding: 'offer',
      uniqueness: { method: 'ip_ua', ttlHours: 24, cookies: true },
      cost: { model: 'CPC', amount: 0.5, currency: 'USD', auto: false },
      parameters: [{ field: 'sub_id_1', label: 'Zone', alias: 'zone', placeholder: '{zoneid}' }],
      postbacks: [
        {
          url: 'https://source.example.com/pb?id={external_id}&sum={payout}',
          statuses: ['lead', 'sale'],
          method: 'GET',
        },
      ],
      timezone: 'Europe/Berlin',
      clickApiEnabled: true,
      clickApiShape: 'clients',
    },
  },
  changeCampaignsSetting: { body: { ids: [1], campaignSettings } },
  changeCampaignsDistribution: {
    body: { ids: [1], distributionType: 'FIX_ON_PATH', customRotation },
  },
  giveCampaignPermissions: { body: { read: [USER], modify: [] } },
  takeCampaignPermissions: { body: { userIds: [USER] } },
  setCampaignOwner: { body: { userId: USER } },
  ...pausing(),
  changeClickApi: { body: { enabled: true, shape: 'clients' } },
  replaceCampaignFlows: { body: flows },
  replaceRotationFlows: { body: flows },
  listFlowValues: { query: { key: 'country', q: 'ger' } },
  simulateVisit: { body: { facts, runs: 1 } },
  createRotation: { body: rotation },
  replaceRotation: { body: { ...shared, name: 'Dating DE' } },
}
