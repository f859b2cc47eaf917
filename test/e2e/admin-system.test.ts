/** The system page and settings: how this request came, what no filter could judge, what leads where it is mended. */
import { expect, test } from 'bun:test'

import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 100 })

test(
  'it says what proxies told, names filters without data, and leads to licences and to what is amiss',
  async () => {
    const { page, server, open } = stage
    await open('/')
    const set = (await callApi(page, 'GET', '/campaign/1/flows')) as { flows: object[] }
    const [first, ...rest] = set.flows
    const filters = [{ key: 'isp', mode: 'accept', payload: ['Comcast'] }]
    const flows = [{ ...first, type: 'forced', filters }, ...rest]
    await callApi(page, 'PUT', '/campaign/1/flows', { ...set, flows })
    await fetch(`${server.url}/nutra`, { headers: { 'User-Agent': CHROME }, redirect: 'manual' })
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7, 203.0.113.8, 10.0.0.1' })
    await open('/system')
    await page.getByText('3 entries in x-forwarded-for').waitFor()
    await page.getByText('not believed: no --trusted-proxy').waitFor()
    expect(await page.getByRole('row', { name: 'Your address' }).textContent()).toContain(
      '127.0.0.1',
    )
    await page.getByRole('heading', { name: 'Filters that can’t be judged' }).waitFor()
    await page.getByText('1 visit, last').waitFor()
    expect(await page.getByRole('link', { name: 'Nutra Tier 1' }).getAttribute('href')).toBe(
      '/admin/campaigns/1/flows',
    )
    const licences = page.getByRole('link', { name: 'Licences' })
    const text = page.context().waitForEvent('page')
    await licences.click()
    expect(await (await text).locator('body').textContent()).toContain('Sluice contains')
    await page.getByRole('link', { name: 'No address for complaints is set' }).click()
    await page.waitForURL('**/settings?q=abuse')
  },
  LONG,
)

test(
  'a visit that found no campaign is shown as text, and the click log leads there',
  async () => {
    const { page, server, open } = stage
    for (const path of ['/nutrra', '/nutrra', '/<b>x'])
      await fetch(`${server.url}${path}`, { headers: { 'User-Agent': CHROME } })
    await open('/clicks')
    await page.getByRole('link', { name: 'Visits that found no campaign' }).click()
    await page.getByRole('heading', { name: 'Visits that found no campaign' }).waitFor()
    const address = page.getByRole('listitem').filter({ hasText: '/nutrra' })
    expect(await address.textContent()).toContain('2 of the newest, last')
    expect(await page.getByText('%3Cb%3Ex').count()).toBe(1)
  },
  LONG,
)

test(
  'settings of the start say what they are, where they come from and what they would be',
  async () => {
    const { page, server, open } = stage
    await open('/settings?q=listen')
    const row = page.getByRole('row', { name: /^listen HOST:PORT to answer on/ })
    const text = await row.textContent()
    expect(text).toContain(`127.0.0.1:${server.port}`)
    expect(text).toContain('default: 127.0.0.1:8080')
    expect(text).toContain('flag')
    for (const [q, heading] of [
      ['listen', 'Domains and https'],
      ['proxy', 'Proxies'],
      ['events', 'Retention'],
      ['gpc', 'Links'],
    ] as const) {
      await open(`/settings?q=${q}`)
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
    }
  },
  LONG,
)

test(
  'who made the database of countries is said with a link below all that may show them',
  async () => {
    const { page, open } = stage
    for (const path of [
      '/',
      '/report',
      '/clicks',
      '/conversions',
      '/campaigns/1/flows',
      '/system',
    ]) {
      await open(path)
      const link = page.getByRole('link', { name: 'IP Geolocation by DB-IP', exact: true })
      await link.waitFor()
      expect([path, await link.getAttribute('href')]).toEqual([path, 'https://db-ip.com'])
    }
  },
  LONG,
)
