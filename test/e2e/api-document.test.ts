/** The page at `/api/doc` in a browser: authorize, try an operation out, read the answer. */
import { beforeAll, expect, test } from 'bun:test'

import { admin, makeCampaign } from '../support/api.ts'
import { browserStage } from '../support/browser-stage.ts'
import { newVisitor } from '../support/browser.ts'
import { type Server, startServer } from '../support/server.ts'

const stage = browserStage()
let server: Server

beforeAll(async () => {
  server = await startServer()
}, 60_000)

test('the API document is tried out in a browser with nothing from elsewhere', async () => {
  const { api, key } = await admin(server)
  const { id } = await makeCampaign(api, { alias: 'tried' })
  const { page, complaints } = await newVisitor(stage.browser)
  const asked: string[] = []
  page.on('request', (request) => void asked.push(request.url()))
  await page.goto(`${server.url}/api/doc`)
  await page.waitForSelector('.opblock-tag')
  await page.click('button.authorize')
  await page.fill('.auth-container input', key)
  await page.click('.auth-btn-wrapper button.authorize')
  await page.click('.btn-done')
  await page.click('#operations-tag-Campaigns')
  const operation = '#operations-Campaigns-getCampaignLink'
  await page.click(`${operation} .opblock-summary`)
  await page.click(`${operation} .try-out__btn`)
  await page.fill(`${operation} input[placeholder="id"]`, String(id))
  await page.click(`${operation} button.execute`)
  const answer = page.locator(`${operation} .live-responses-table .highlight-code`).first()
  expect(await answer.innerText()).toContain('/click?key=tried')
  const address = await page.locator(`${operation} .request-url pre`).innerText()
  expect(address).toBe(`${server.url}/public/api/v1/campaign/${id}/link`)
  expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('data:'))).toEqual([])
  expect(complaints).toEqual([])
}, 60_000)

/** Operations of ten areas and what the page is answered when it sends its own examples. */
const TRIED: Readonly<Record<string, string>> = {
  createTrafficSource: '201',
  createAffiliateNetwork: '201',
  createDomain: '201',
  createUser: '201',
  createLink: '201',
  queryReport: '200',
  findGeoCity: '200',
  changeSettings: '200',
  listStats: '200',
  listAudit: '200',
}

test('ten operations are tried out by pressing Execute, with what the page fills in', async () => {
  const fresh = await startServer()
  const { api, key } = await admin(fresh)
  await api('POST', '/pixels', { name: 'Visits', code: '<i></i>' })
  const { page, complaints } = await newVisitor(stage.browser)
  await page.goto(`${fresh.url}/api/doc/`)
  await page.waitForSelector('.opblock-tag')
  await page.click('button.authorize')
  await page.fill('.auth-container input', key)
  await page.click('.auth-btn-wrapper button.authorize')
  await page.click('.btn-done')
  const tags = await tagsOf(fresh.url)
  for (const [id, status] of Object.entries(TRIED)) {
    const tag = page.locator(`#operations-tag-${tags.get(id)?.replaceAll(' ', '_')}`)
    await tag.click()
    const operation = page.locator(`[id$="-${id}"].opblock`)
    await operation.locator('.opblock-summary').first().click()
    await operation.locator('.try-out__btn').click()
    await operation.locator('button.execute').click()
    const answered = operation.locator('.live-responses-table .response-col_status').last()
    expect([id, (await answered.innerText()).trim().slice(0, 3)]).toEqual([id, status])
    // With 150 lines open the page draws only what is in sight, and the next tag may not be.
    await tag.click()
  }
  expect(complaints).toEqual([])
}, 120_000)

/** The heading under which the page shows each operation, by `operationId`. */
async function tagsOf(url: string): Promise<ReadonlyMap<string, string>> {
  const { paths } = await (await fetch(`${url}/api/doc/json`)).json()
  const operations = Object.values<Record<string, { operationId: string; tags: string[] }>>(
    paths,
  ).flatMap((methods) => Object.values(methods))
  return new Map(operations.map(({ operationId, tags }) => [operationId, tags[0] ?? '']))
}
