/** The document's examples are requests that a new installation takes, and answers that it gives. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { OPERATIONS } from '../../../src/api/management/api.ts'
import { documentOf } from '../../../src/api/management/document.ts'
import { REQUEST_EXAMPLES } from '../../../src/api/management/examples/index.ts'
import { type AnswerSchema, type Definitions, misfits } from '../../support/answer-schema.ts'
import { tellStory, type Told } from '../../support/api-story.ts'
import { admin } from '../../support/api.ts'
import { cleanUp, startServer } from '../../support/server.ts'

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
  // The installation is set up already.
  startSetup: 404,
  finishSetup: 404,
  // Its file is made by now.
  dequeueCsv: 400,
  // Links are on the domain.
  deleteDomain: 409,
}

const document = JSON.parse(JSON.stringify(documentOf(OPERATIONS, '0')))
const definitions = document.components.schemas as Definitions
let story: ReadonlyMap<string, Told> = new Map()

beforeAll(async () => {
  const server = await startServer()
  const { key } = await admin(server)
  story = new Map((await tellStory(server, key)).map((told) => [told.id, told]))
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

/** Change nothing of the installation, or nothing as these examples are. */
const WITHOUT_DEED = new Set(
  (
    'simulateVisit queryReport reconcileConversions previewPostback testSystem logOutUser ' +
    // Dry runs, and what is not deleted, not blocked, not parked.
    'importConfiguration mapClickIdParameter reapplyPostbacks dismissPostbacks restoreLink ' +
    'restoreCampaign restoreRotation restoreOffer restoreLanding restoreAffiliateNetwork ' +
    'restoreTrafficSource resetDefaultColumns clearClickFiles clearConversionFiles'
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
    'moveColumn upsertConversions updateCampaignCost'
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
    return type.includes('json') && !/^"\w+"$/.test(etag ?? '')
  })
  expect(bare.map(({ id }) => id)).toEqual([])
})

test('no answer is described by an empty object that it is not', () => {
  const bare = answered.filter(({ id }) => {
    const { operation, status, text, type } = story.get(id)!
    const content = operation.responses[String(status)]?.content ?? {}
    const example = content['application/json']?.example
    const isEmpty = JSON.stringify(example) === '{}'
    return isEmpty && type.includes('json') && Object.keys(JSON.parse(text)).length > 0
  })
  expect(bare.map(({ id }) => id)).toEqual([])
})
