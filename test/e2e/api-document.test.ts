/** The page at `/api/doc` in a browser: authorize, try an operation out, read the answer. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import type { Browser } from 'playwright-core'

import { admin, makeCampaign } from '../support/api.ts'
import { newVisitor, openBrowser } from '../support/browser.ts'
import { cleanUp, type Server, startServer } from '../support/server.ts'

let server: Server
let browser: Browser
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await cleanUp()
})

test('the API document is tried out in a browser with nothing from elsewhere', async () => {
  const { api, key } = await admin(server)
  const { id } = await makeCampaign(api, { alias: 'tried' })
  const { page, complaints } = await newVisitor(browser)
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
