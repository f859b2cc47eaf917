/**
 * The document's examples are requests that a new installation takes, and answers that it gives. In
 * the same story every operation is asked by somebody from whom revenue is kept.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { OPERATIONS } from '../../../src/api/management/api.ts'
import { documentOf } from '../../../src/api/management/document.ts'
import { REQUEST_EXAMPLES } from '../../../src/api/management/examples/index.ts'
import {
  type AnswerSchema,
  type Definitions,
  misfits,
  unnamed,
} from '../../support/answer-schema.ts'
import { isJson, type Send, tellStory, type Told } from '../../support/api-story.ts'
import { admin } from '../../support/api.ts'
import { cleanUp, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

/** What an example can't do by itself, and what it answers then. */
const REFUSED: Readonly<Record<string, number>> = {
  // Of a browser's session, not of a key.
  getSession: 401,
  lookAsUser: 403,
  lookAsOneself: 401,
  logOut: 401,
  endSession: 404,
  generateTwoFactorSecret: 403,
  enableTwoFactor: 403,
  disableTwoFactor: 403,
  // Of another password than the caller's.
  logIn: 401,
  changeOwnPassword: 403,
  changeOwnLogin: 403,
  // There is no other tracker.
  readOtherTracker: 400,
  // The installation is set up already.
  startSetup: 404,
  finishSetup: 404,
  // Its file is made by now.
  dequeueCsv: 400,
  // Links are on the domain.
  deleteDomain: 409,
}

const SUBJECTS = (
  'campaign offer landing rotation affiliate_network traffic_source domain campaign_group ' +
  'landing_group offer_group rotation_group link pixel postback_log custom_column default_column'
).split(' ')
const everything = SUBJECTS.map((subject) => ({ subject, accessLevel: 'MODIFY', canCreate: true }))
/**
 * The payouts of the examples: of the offer, of the conversion, of a network's status. Seconds that
 * look the same, as in 12:00:37.310, are none.
 */
const AMOUNTS = /(?<!\d:)\b(37[.,]31|41[.,]17|23[.,]17|37310000|41170000|23170000)/
/** What names an amount, with one behind it. */
const NAMED = /"\w*(payout|revenue|profit|roi|epc)\w*":("?-?\d|\{)/i
/** Shows the amount that the example's own request says. */
const ECHOES = new Set(['previewPostback'])

const document = JSON.parse(JSON.stringify(documentOf(OPERATIONS, '0')))
const definitions = document.components.schemas as Definitions
let story: ReadonlyMap<string, Told> = new Map()

/** What was answered to users from whom revenue is kept, who may do everything else, by role. */
const discreet: Record<string, ReadonlyMap<string, Told>> = {}
const byId = (told: readonly Told[]) => new Map(told.map((one) => [one.id, one]))

const filesOf = async (send: Send) =>
  ((await send('GET', '/csv/files')) as { name: string }[]).map(({ name }) => name)

/** The file that somebody else ordered, once it is made: the story goes on as if nobody had. */
async function removeFileBeside(kept: readonly string[], send: Send): Promise<void> {
  const others = async () => (await filesOf(send)).filter((name) => !kept.includes(name))
  await until('the file is made', async () => (await others()).length > 0)
  for (const name of await others()) await send('DELETE', `/csv/file/${name}`)
}

beforeAll(async () => {
  const server = await startServer()
  const { key } = await admin(server)
  const told = await tellStory(server, key, async (ask, send) => {
    for (const role of ['user', 'admin']) {
      const permissions = role === 'user' ? everything : []
      const user = { login: `discreet ${role}`, password: 'a long password', role, permissions }
      const { user_id: id } = (await send('POST', '/user/create', user)) as { user_id: number }
      await send('PUT', `/user/${id}/hide_profit`, { hideProfit: true })
      await send('PUT', `/identity/api_key/refresh/${id}`)
      const [own] = (await send('GET', `/identity/api_key/${id}`)) as { apiKey: string }[]
      const kept = await filesOf(send)
      discreet[role] = byId(await ask(own!.apiKey))
      if (discreet[role].get('enqueueCsv')?.status === 201) await removeFileBeside(kept, send)
    }
  })
  story = byId(told)
}, 120_000)
afterAll(cleanUp)

test('each example is that of an operation', () => {
  const ids = new Set(OPERATIONS.map(({ id }) => id))
  expect(Object.keys(REQUEST_EXAMPLES).filter((id) => !ids.has(id))).toEqual([])
  expect(Object.keys(REFUSED).filter((id) => !ids.has(id))).toEqual([])
})

test('examples name only what their operation takes', () => {
  const strangers = OPERATIONS.flatMap(({ id, params, query }) => {
    const given = REQUEST_EXAMPLES[id] ?? {}
    const known = new Set(
      [params, query].flatMap((schema) => Object.keys(schema?.['properties'] ?? {})),
    )
    return [...Object.keys(given.params ?? {}), ...Object.keys(given.query ?? {})]
      .filter((name) => !known.has(name))
      .map((name) => `${id}: ${name}`)
  })
  expect(strangers).toEqual([])
})

test.each(OPERATIONS.map(({ id }) => [id]))('%s takes its example as it is', (id) => {
  const { status, text } = story.get(id)!
  if (REFUSED[id] !== undefined) expect(status).toBe(REFUSED[id])
  else if (status >= 300) throw new Error(`${status}: ${text}`)
})

/** Of a file of bytes there is nothing to compare. */
const answered = OPERATIONS.filter(({ id }) => REFUSED[id] === undefined)

test.each(answered.map(({ id }) => [id]))('%s answers as the document says', (id) => {
  const { operation, status, type, text } = story.get(id)!
  const content = operation.responses[String(status)]?.content ?? {}
  const [kind = '', told] = Object.entries(content)[0] ?? []
  const { schema, example } = told ?? { schema: {}, example: null }
  expect(type).toStartWith(kind === 'application/json' ? kind : kind.split(';')[0]!)
  if (kind !== 'application/json') return
  expect(misfits(JSON.parse(text), schema as AnswerSchema, definitions)).toEqual([])
  expect(misfits(example, schema as AnswerSchema, definitions)).toEqual([])
})

test.each(answered.map(({ id }) => [id]))('the document names all that %s answers', (id) => {
  const { operation, status, text } = story.get(id)!
  const told = operation.responses[String(status)]?.content?.['application/json']
  if (told === undefined) return
  expect(unnamed(JSON.parse(text), told.schema as AnswerSchema, definitions)).toEqual([])
})

/** Change nothing of the installation, or nothing as these examples are. */
const WITHOUT_DEED = new Set(
  (
    'simulateVisit queryReport reconcileConversions previewPostback testSystem testNotifications ' +
    'listNotificationChats logOutUser ' +
    // Dry runs, and what is not deleted, not blocked, not parked.
    'importConfiguration readOtherTracker mapClickIdParameter reapplyPostbacks dismissPostbacks restoreLink ' +
    'restoreCampaign restoreRotation restoreOffer restoreLanding restoreAffiliateNetwork ' +
    'restoreTrafficSource changeCampaignsDeleted changeRotationsDeleted changeOffersDeleted ' +
    'changeLandingsDeleted changeAffiliateNetworksDeleted changeTrafficSourcesDeleted ' +
    'resetDefaultColumns clearClickFiles clearConversionFiles'
  ).split(' '),
)
const writing = answered.filter(({ method }) => method !== 'GET')

test.each(writing.map(({ id }) => [id]))('%s is in the audit', (id) => {
  expect(story.get(id)!.isNoted).toBe(!WITHOUT_DEED.has(id))
})

const exporting = OPERATIONS.filter(({ exports }) => exports !== undefined)

test.each(exporting.map(({ id }) => [id]))('%s is in the audit as well', (id) => {
  expect(story.get(id)!.isNoted).toBe(true)
})

/** Change many objects, or none that a GET shows. */
const WITHOUT_TAG = new Set(
  (
    'pauseCampaignLanding unpauseCampaignLanding pauseCampaignOffer unpauseCampaignOffer ' +
    'pauseCampaignPath unpauseCampaignPath pauseCampaignRule unpauseCampaignRule ' +
    'pauseRotationLanding unpauseRotationLanding pauseRotationOffer unpauseRotationOffer ' +
    'pauseRotationPath unpauseRotationPath pauseRotationRule unpauseRotationRule ' +
    'renameGroup renameTag changeNote changeOwnPassword changeOwnLogin generateTwoFactorSecret ' +
    'refreshApiKey toggleOfferClickSettings useKillSwitch changeLinkToken changeSimpleFilter ' +
    'moveColumn upsertConversions updateCampaignCost changeLinks'
  ).split(' '),
)
const replacing = OPERATIONS.filter(({ method }) => method === 'PUT' || method === 'PATCH')

test.each(replacing.map(({ id }) => [id]))('%s changes nothing for a tag that is no more', (id) => {
  // The file is not there yet.
  const refused = id === 'writeLandingFile' ? 404 : 412
  expect(story.get(id)!.stale).toBe(WITHOUT_TAG.has(id) ? null : refused)
})

test.each(replacing.map(({ id }) => [id]))(
  '%s takes what GET shows, which stays as it is',
  (id) => {
    const echo = story.get(id)!.echo
    if (echo === null) return
    if (echo.status >= 300) throw new Error(`${echo.status}: ${echo.text}`)
    const { changedAt: _before, ...before } = JSON.parse(echo.before)
    const { changedAt: _after, ...after } = JSON.parse(echo.after)
    expect(after).toEqual(before)
  },
)

test('whatever is read as JSON has a tag', () => {
  const read = answered.filter(({ id, method }) => method === 'GET' && id !== 'exportConfiguration')
  const bare = read.filter(({ id }) => {
    const { type, etag } = story.get(id)!
    return isJson(type) && !/^"\w+"$/.test(etag ?? '')
  })
  expect(bare.map(({ id }) => id)).toEqual([])
})

test('no answer is described by an empty object that it is not', () => {
  const bare = answered.filter(({ id }) => {
    const { operation, status, text, type } = story.get(id)!
    const content = operation.responses[String(status)]?.content ?? {}
    const example = content['application/json']?.example
    const isEmpty = JSON.stringify(example) === '{}'
    return isEmpty && isJson(type) && Object.keys(JSON.parse(text)).length > 0
  })
  expect(bare.map(({ id }) => id)).toEqual([])
})

const asked = OPERATIONS.filter(({ method }) => method !== 'DELETE').map(({ id }) => [id] as const)

test.each(asked)('%s shows no amount that is hidden', (id) => {
  for (const answers of Object.values(discreet)) {
    const one = answers.get(id)
    if (one === undefined) continue
    expect(one.status).toBeLessThan(500)
    if (!ECHOES.has(id)) expect(one.text).not.toMatch(AMOUNTS)
    expect(one.text.replaceAll(/"statusPayoutsActive":\w+/g, '')).not.toMatch(NAMED)
  }
})

test('they were really asked, and most of it was answered', () => {
  for (const answers of Object.values(discreet)) {
    const done = [...answers.values()].filter(({ status }) => status < 300)
    expect(done.length).toBeGreaterThan(asked.length / 2)
  }
})
