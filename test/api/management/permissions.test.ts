import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { OPERATIONS } from '../../../src/api/management/api.ts'
import { exampleOf, openSchema } from '../../../src/api/management/open-schema.ts'
import type { Operation } from '../../../src/api/management/operation.ts'
import type { Permission } from '../../../src/db/people/users.ts'
import { openManagement } from '../../support/management.ts'
import { NEEDED_QUERIES } from '../../support/needed-queries.ts'
import { addPerson, permission } from '../../support/people.ts'

/**
 * Every operation × everybody. Names of what the owner has begin with a word that nobody else may
 * ever be shown; other people's ids look like ids that do not exist.
 */
const SECRET = 'Zanzibar'
const SUBJECTS = (
  'campaign offer landing rotation affiliate_network traffic_source domain campaign_group ' +
  'landing_group offer_group rotation_group link pixel postback_log custom_column default_column'
).split(' ')

/** Whom an operation is for, where it is not said by its path: `open`, ids of objects, or everybody. */
const FOR: Readonly<Record<string, 'admin' | 'super' | 'create' | 'everybody' | 'session'>> = {
  createCampaign: 'create',
  createRotation: 'create',
  createOffer: 'create',
  createIntegratedLanding: 'create',
  createExternalLanding: 'create',
  uploadLanding: 'create',
  importOffers: 'create',
  importLandings: 'create',
  createAffiliateNetwork: 'create',
  createTrafficSource: 'create',
  createDomain: 'create',
  createGroup: 'create',
  createCustomColumn: 'create',
  createUser: 'admin',
  editUser: 'admin',
  deleteUser: 'admin',
  replaceUserPermissions: 'admin',
  getHideProfit: 'admin',
  setHideProfit: 'admin',
  getAccessibleUsers: 'admin',
  setAccessibleUsers: 'admin',
  getCanCreateUsers: 'admin',
  setCanCreateUsers: 'admin',
  unblockApiKey: 'admin',
  getCampaignPermissions: 'admin',
  giveCampaignPermissions: 'admin',
  takeCampaignPermissions: 'admin',
  setCampaignOwner: 'admin',
  removeCampaignOwner: 'admin',
  setDefaultDomain: 'admin',
  setDomainIndexPage: 'admin',
  listAudit: 'admin',
  importTemplates: 'admin',
  deleteTemplate: 'admin',
  listUserLog: 'admin',
  listUserLogTypes: 'admin',
  cloneIdentity: 'admin',
  lookAsUser: 'admin',
  generateTwoFactorSecret: 'session',
  enableTwoFactor: 'session',
  disableTwoFactor: 'session',
  lookAsOneself: 'session',
  reclassifyClicks: 'admin',
  listReclassifications: 'admin',
  getReclassification: 'admin',
  getSystemStatus: 'admin',
  listBlocklistExceptions: 'super',
  createBlocklistException: 'super',
  deleteBlocklistException: 'super',
  testSystem: 'super',
  startBackup: 'super',
  listBackups: 'super',
  downloadBackup: 'super',
  verifyBackup: 'super',
  listSettings: 'super',
  changeSettings: 'super',
  getTrackingLinksSettings: 'super',
  getUrlCustomizationSettings: 'super',
  getUserKeysSettings: 'super',
  changeUserKeysSettings: 'super',
  getUclickTtlSettings: 'super',
  getClearingsSettings: 'super',
  changeClearingsSettings: 'super',
  getCorsSettings: 'super',
  getInfoSettings: 'super',
  changeInfoSettings: 'super',
  getStatsSettings: 'super',
  changeStatsSettings: 'super',
  getBotCostSettings: 'super',
  changeBotCostSettings: 'super',
  getClickApiSettings: 'super',
  changeClickApiSettings: 'super',
  getLoginPageSettings: 'super',
  getOfferClickSettings: 'super',
  toggleOfferClickSettings: 'super',
  exportConfiguration: 'super',
  importConfiguration: 'super',
  readOtherTracker: 'super',
  getSession: 'session',
  logOut: 'session',
}

/** Anybody with a key may ask; what he gets is cut to what is his. */
const CUT = new Set([
  'findRotationDeviceBrandModel',
  'findRotationDeviceBrowser',
  'findRotationDeviceOs',
  'findRotationDeviceResolution',
  'changeCampaignsCost',
  'changeCampaignsDomain',
  'changeCampaignsGroup',
  'changeOffersGroup',
  'changeOffersCountry',
  'changeLandingsGroup',
  'changeLandingsLanguage',
  'changeOwnPassword',
  'changeOwnLogin',
  'changePreferences',
  'queryReport',
  'getReportByQuery',
  'listChoices',
  'getReport',
  ...'listInfo listPage listStats'.split(' '),
  'listGroupings',
  'listGroups',
  'listGroupsFiltered',
  'getLicences',
  'getTemplate',
  'changeTags',
  'getColumnsOfPage',
  'listGroupingsOfMany',
  'listReportPresets',
  'createReportPreset',
  'listSimpleFilters',
  'createSimpleFilter',
  'setColumnsOfPage',
  'getDefaultColumn',
])
/** Fail for other reasons with an example body, or are named by ids of their own. */
const OWN_TESTS = new Set([
  'endSession',
  'useKillSwitch',
  'createLinks',
  'uploadCosts',
  'getCsvFile',
  'deleteCsvFile',
  'undoConversionImport',
])
/** Addressed by a click, whose id nobody guesses. */
const isOfClick = ({ params }: Operation) => JSON.stringify(params ?? {}).includes('{20}')

const management = openManagement({
  reports: {
    log: () => Promise.resolve({ entries: [], hasNext: false, hasPrev: false, damaged: [] }),
  },
  costs: {
    uploadOf: () => Promise.resolve({ campaigns: [1], state: 'done', progress: 1, lines: [] }),
  },
})
afterAll(() => management.close())
const keys: Record<string, string> = {}
const uuids = {
  domain: crypto.randomUUID(),
  group: crypto.randomUUID(),
  column: crypto.randomUUID(),
  view: '',
}
let ownerId = 0

function person(
  login: string,
  permissions: readonly Permission[],
  role: 'user' | 'admin' = 'user',
) {
  const { id, key } = addPerson(management, login, { role, permissions })
  keys[login] = key
  return id
}

beforeAll(async () => {
  const all = SUBJECTS.map((subject) =>
    permission(subject, { accessLevel: 'MODIFY', canCreate: true }),
  )
  ownerId = person('owner', all)
  person(
    'other',
    SUBJECTS.map((subject) => permission(subject, { readUuids: ['999'] })),
  )
  person('nobody', [])
  person('blocked', all)
  person('chief', [], 'admin')
  await management.call('POST', `/identity/api_key/block/${ownerId + 3}`)
  const make = async (path: string, body: object) => {
    const { status, body: answer } = await management.call('POST', path, body, keys['owner'])
    if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
    return answer
  }
  const name = SECRET
  await make(`/domain/${uuids.domain}`, { host: 'zanzibar.example' })
  await make(`/group/offers/${uuids.group}`, { name })
  await make('/traffic_source', { name })
  await make('/affiliate_network', { name })
  await make('/offer', { name, url: 'https://zanzibar.example/', groupUuid: uuids.group })
  mkdirSync(join(management.folder, 'landers/zanzibar'), { recursive: true })
  writeFileSync(join(management.folder, 'landers/zanzibar/index.html'), SECRET)
  await make('/landing/integrated', { name, path: 'landers/zanzibar/index.html' })
  await make('/rotation', { name, defaultPaths: [] })
  await make('/campaign', { name, trafficSourceId: 1, key: 'zanzibar', domainUuid: uuids.domain })
  await make('/links', { word: 'zanzibar-link', webUrl: 'https://zanzibar.test/' })
  await make('/pixels', { name, code: '<i></i>' })
  await make(`/custom_column/${uuids.column}`, { name, formula: 'cost / leads' })
  await make(`/report/preset/campaign/${crypto.randomUUID()}`, { name, groupings: ['days'] })
  await make(`/report/simple_filter/campaign/${crypto.randomUUID()}`, { name, filters: [] })
  await make('/report/mark/campaign/1', { grouping: 'days', value: SECRET, mark: SECRET })
  uuids.view = (await make('/views', { name })).id
})

const concrete = ({ path }: Operation) =>
  path
    .replace('/tags/:id', `/tags/${uuids.group}`)
    .replace('/templates/:kind', '/templates/source')
    .replace('/domain/:id', `/domain/${uuids.domain}`)
    .replace('/default/:id', `/default/${uuids.domain}`)
    .replace('/index_page/:id', `/index_page/${uuids.domain}`)
    .replace('/dequeue/:id', `/dequeue/${uuids.view}`)
    .replace('/columns/:page', '/columns/campaigns')
    .replace('/custom_column/:uuid', `/custom_column/${uuids.column}`)
    .replace('/views/:uuid', `/views/${uuids.view}`)
    .replace(':uuid', uuids.group)
    .replace(/:(userId|adminId)/, String(ownerId))
    .replace('/api_key/:id', `/api_key/${ownerId}`)
    .replace(/(api_key\/\w+)\/:id/, `$1/${ownerId}`)
    .replace('/group/:subject', '/group/offers')
    .replace('/groups/:subject', '/groups/offers')
    .replace(/:(entity|subject|page)/, 'campaign')
    .replace(/:\w+/, '1')

/** References of examples point at what the owner has. */
const REFERENCES: Readonly<Record<string, unknown>> = {
  trafficSourceId: 1,
  affiliateNetworkId: 1,
  groupUuid: null,
  domainUuid: null,
  rotationId: null,
  customRotation: null,
  campaignIds: [],
  campaigns: [1],
  ids: [1],
  alternativeOfferId: null,
  offers: [],
  landings: [],
  rules: [],
  defaultPaths: [],
  flows: [],
  filters: [],
  indexPage: 'blank_page',
  startingFrom: null,
  pixelIds: [],
}

/** Where the words of references mean something else. */
const BODIES: Readonly<Record<string, unknown>> = {
  importConfiguration: { format: 'sluice-config', version: 1 },
  readOtherTracker: { from: 'keitaro', address: 'http://10.0.0.1', key: 'k' },
}

function bodyOf({ id, body }: Operation): unknown {
  if (body === undefined) return undefined
  if (Object.hasOwn(BODIES, id)) return BODIES[id]
  return adapted(exampleOf(openSchema(body)))
}

function adapted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      Object.hasOwn(REFERENCES, key) && Array.isArray(REFERENCES[key]) <= Array.isArray(item)
        ? REFERENCES[key]
        : adapted(item),
    ]),
  )
}

const ask = (operation: Operation, key: string | null, path = concrete(operation)) => {
  const { method, id } = operation
  return management.call(method, path + (NEEDED_QUERIES[id] ?? ''), bodyOf(operation), key)
}

const HASHING = new Set([
  'logIn',
  'finishSetup',
  'createUser',
  'editUser',
  'changeOwnPassword',
  'changeOwnLogin',
])
const closed = OPERATIONS.filter(({ open }) => open !== true)
const each = (operations: readonly Operation[]) =>
  operations.map((operation) => [operation.id, operation] as const)

describe.each(each(closed))('%s', (id, operation) => {
  test('needs a key, and one that is in force', async () => {
    for (const key of [null, 'slc_wrong', keys['blocked'] ?? '']) {
      const { status, body } = await ask(operation, key)
      expect(status).toBe(401)
      expect(body.errors.title).toBe('Unauthorized')
    }
  })

  test('never shows or tells a stranger what is not his', async () => {
    if (HASHING.has(id)) return
    for (const login of ['other', 'nobody']) {
      const { status, body } = await ask(operation, keys[login] ?? '')
      expect(JSON.stringify(body).toLowerCase()).not.toContain(SECRET.toLowerCase())
      expect(status).toBeLessThan(500 + (status === 503 ? 4 : 0))
    }
  })
})

const isOfObject = ({ id, path }: Operation) =>
  path.includes(':') && FOR[id] === undefined && !CUT.has(id) && !OWN_TESTS.has(id)
const ofObjects = closed.filter((operation) => isOfObject(operation) && !isOfClick(operation))

describe.each(each(ofObjects))('%s of an object', (_id, operation) => {
  test('is refused to a stranger in the same words as for an id that does not exist', async () => {
    const foreign = await ask(operation, keys['other'] ?? '')
    const path = concrete(operation).replace(/\/1(?=\/|$)/, '/4242')
    const unknown = await ask(
      operation,
      keys['other'] ?? '',
      Object.values(uuids).reduce((at, uuid) => at.replace(uuid, crypto.randomUUID()), path),
    )
    expect([403, 404]).toContain(foreign.status)
    expect([unknown.status, unknown.body]).toEqual([foreign.status, foreign.body])
  })
})

const only = (who: string) => closed.filter(({ id }) => FOR[id] === who)

test.each(each([...only('create'), ...only('admin'), ...only('super')]))(
  '%s is not for a limited user',
  async (id, operation) => {
    if (HASHING.has(id) && id !== 'createUser') return
    expect((await ask(operation, keys['other'] ?? '')).status).toBe(403)
    expect((await ask(operation, keys['nobody'] ?? '')).status).toBe(403)
  },
)

test.each(each(only('super')))('%s is not for an administrator', async (_id, operation) => {
  expect((await ask(operation, keys['chief'] ?? '')).status).toBe(403)
})

const reading = ofObjects.filter(({ method }) => method === 'GET')

/** Nobody's but the owner's, unless he shares it. */
const PERSONAL = new Set(['getApiKey', 'getIdentity', 'getView', 'exportView'])

test.each(each(reading))('%s is open to the owner and to administrators', async (id, operation) => {
  expect((await ask(operation, keys['owner'] ?? '')).status).toBeOneOf([200, 503])
  if (!PERSONAL.has(id))
    expect((await ask(operation, keys['chief'] ?? '')).status).toBeOneOf([200, 503])
})

test('what a limited user makes is his to change, and nobody else’s', async () => {
  const subjects = [
    'traffic_source',
    'offer',
    'landing',
    'affiliate_network',
    'rotation',
    'campaign',
  ]
  const makers = subjects.map((subject) => permission(subject, { canCreate: true }))
  person('maker', makers)
  const key = keys['maker'] ?? ''
  const make = (path: string, body: object) => management.call('POST', path, body, key)
  const source = await make('/traffic_source', { name: 'Mine' })
  expect(source.status).toBe(201)
  const campaign = await make('/campaign', { name: 'Mine', trafficSourceId: source.body.id })
  expect(campaign.status).toBe(201)
  const rename = (by: string) =>
    management.call('PUT', `/campaign/${campaign.body.id}/rename`, { name: 'Still mine' }, by)
  expect((await rename(key)).status).toBe(200)
  expect((await rename(keys['other'] ?? '')).status).toBe(403)
  const list = await management.call('GET', '/campaign/list/filtered', undefined, key)
  expect(list.body.map((row: { name: string }) => row.name)).toEqual(['Still mine'])
  const foreign = await make('/campaign', { name: 'Theirs', trafficSourceId: 1 })
  const unknown = await make('/campaign', { name: 'Theirs', trafficSourceId: 4242 })
  expect([foreign.status, foreign.body]).toEqual([403, unknown.body])
})
