/** Sources and networks in a browser: how postbacks leave, and what networks send. */
import { beforeEach, expect, test } from 'bun:test'

import type { Locator, Page } from 'playwright-core'

import { CHROME, demoStage, LONG } from '../support/admin-stage.ts'
import { askApart, callApi, postbackPath } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const { open, press, field, save } = stage
let page: Page

beforeEach(async () => {
  page = stage.page
  await open('/offers')
})

test(
  'a source says which answer is a failure, and macros come where the cursor is',
  async () => {
    await open('/sources/1')
    const url = field('Postback URL')
    await url.fill('https://source.example/?id=&v=1')
    await url.evaluate((input: HTMLInputElement) => input.setSelectionRange(27, 27))
    await press('Macro')
    await page.getByRole('menuitem', { name: /^{external_id}/ }).click()
    expect(await url.inputValue()).toBe('https://source.example/?id={external_id}&v=1')
    await page.getByText('https://source.example/?id=EXTERNAL-ID&v=1').waitFor()
    await field('A failure if the answer says').fill('ошибка')
    await field('Method').selectOption('POST')
    await field('Body').fill('p={payout}')
    await save()
    expect(await callApi(page, 'GET', '/traffic_source/1/full')).toMatchObject({
      postbackUrl: 'https://source.example/?id={external_id}&v=1',
      sending: { failureText: 'ошибка', method: 'POST', body: 'p={payout}', format: 'form' },
    })
    await page.reload()
    await field('A failure if the answer says').waitFor()
    expect(await field('A failure if the answer says').inputValue()).toBe('ошибка')
  },
  LONG,
)

test(
  'an offer takes macros where the cursor is, and a new network with the words of its template',
  async () => {
    await open('/offers/new')
    await field('Name').fill('Кредит')
    const url = field('Offer URL')
    await url.fill('https://offer.example/?cid=&z=1')
    await url.evaluate((input: HTMLInputElement) => input.setSelectionRange(27, 27))
    await press('Macro')
    await page.getByRole('menuitem', { name: /^{subid}/ }).click()
    expect(await url.inputValue()).toBe('https://offer.example/?cid={subid}&z=1')
    await press('New network')
    await page.getByRole('button', { name: /Dr\.Cash/ }).click()
    await page.getByText('Dr.Cash is made and chosen').waitFor()
    expect(await field('Network').locator('option:checked').innerText()).toBe('Dr.Cash')
    expect(await url.inputValue()).toBe('https://offer.example/?cid={subid}&z=1')
    const networkId = Number(await field('Network').inputValue())
    await save()
    const offers = (await callApi(page, 'GET', '/offer/alternative/all')) as readonly object[]
    expect(offers).toContainEqual(
      expect.objectContaining({ name: 'Кредит', affiliateNetworkId: networkId }),
    )
    const path = `/affiliate_network/${networkId}`
    expect(await callApi(page, 'GET', path)).toMatchObject({
      postbackUrl: 'subid={sub1}&payout={payment}&tid={uuid}&status={status}&currency=USD',
    })
    expect(await callApi(page, 'GET', `${path}/status_map`)).not.toEqual({})
  },
  LONG,
)

test(
  'a new network is chosen though its words are refused, which is said',
  async () => {
    await askApart(page)
    await page.route('**/status_map', (route) => route.abort())
    await open('/offers/new')
    // Its name is known before the list is read again.
    await page.route('**/affiliate_network/list/all', () => undefined)
    await press('New network')
    await page.getByRole('button', { name: /Dr\.Cash/ }).click()
    await page.locator('.toast.failed').waitFor()
    expect(await field('Network').locator('option:checked').innerText()).toBe('Dr.Cash')
    stage.takeComplaints()
  },
  LONG,
)

test(
  'macros come where the cursor is in URLs by status, in headers and in bodies',
  async () => {
    await open('/sources/1')
    const pick = async (box: Locator, macro: RegExp) => {
      await box
        .locator('.input-row', { has: page.getByText('Macro') })
        .getByRole('button')
        .click()
      await page.getByRole('menuitem', { name: macro }).click()
      return await box.locator('.input-row').locator('input, textarea').inputValue()
    }
    await page.getByRole('switch', { name: 'Another URL for some statuses' }).check({ force: true })
    const byStatus = page.getByRole('group', { name: 'URL by status' })
    await byStatus.getByRole('button', { name: 'Add', exact: true }).click()
    await byStatus.getByLabel('URL', { exact: true }).fill('https://s.example/?lead=')
    expect(await pick(byStatus, /^{external_id}/)).toBe('https://s.example/?lead={external_id}')
    await field('Method').selectOption('POST')
    await field('Body').fill('{"payout": }')
    await field('Body').evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(11, 11))
    const body = page.locator('.field', { has: page.getByLabel('Body', { exact: true }) })
    expect(await pick(body, /^{payout}/)).toBe('{"payout": {payout}}')
    const headers = page.getByRole('group', { name: 'Headers of the request' })
    await headers.getByRole('button', { name: 'Add', exact: true }).click()
    expect(await pick(headers, /^{status}/)).toBe('{status}')
  },
  LONG,
)

test(
  'a network waits for its first postback, and a word it sends is mapped beside its others',
  async () => {
    const { id } = (await callApi(page, 'POST', '/affiliate_network', {
      name: 'Fresh',
      offerUrlTemplate: '{offer_url}&click={clickid}',
    })) as { id: number }
    const offer = { name: 'O', url: 'https://o.example/?a=1', affiliateNetworkId: id }
    const { id: offerId } = (await callApi(page, 'POST', '/offer', { offer })) as { id: number }
    const campaign = { name: 'Fresh', trafficSourceId: 2, key: 'fresh-words' }
    const { id: campaignId } = (await callApi(page, 'POST', '/campaign', campaign)) as {
      id: number
    }
    await callApi(page, 'PUT', `/campaign/${campaignId}/flows`, {
      flows: [{ type: 'default', paths: [{ offers: [{ offerId }] }] }],
    })
    await open(`/networks/${id}`)
    await page.getByText('Waiting for the first postback').waitFor()

    const visit = await fetch(`${stage.server.url}/click?key=fresh-words`, {
      redirect: 'manual',
      headers: { 'user-agent': CHROME },
    })
    const clickId = /click=(\w+)/.exec(visit.headers.get('location') ?? '')?.[1]
    const call = `${await postbackPath(page)}?subid=${clickId}&status=new_word&payout=3`
    await fetch(stage.server.url + call)
    await page.getByText(/^Last postback: /).waitFor()

    await open(`/networks/${id}`)
    await page.getByText('1 postback waits for the meaning of its word.').waitFor()
    const mapping = page.locator('.mapping', { hasText: 'new_word' })
    await mapping.getByRole('combobox').selectOption('lead')
    await mapping.getByRole('button', { name: 'Map and try again' }).click()
    await page.locator('code', { hasText: 'new_word' }).waitFor()
    await mapping.waitFor({ state: 'detached' })
    expect(await callApi(page, 'GET', `/affiliate_network/${id}/status_map`)).toEqual({
      new_word: 'lead',
    })
  },
  LONG,
)

test(
  'what a file brings that never counts is told before, above every screen, and where it is mended',
  async () => {
    const network = {
      id: 900,
      name: 'Old payouts',
      statusPayouts: [
        { conversionStatus: 'sale', payout: '12 USD' },
        { conversionStatus: 'lead', payout: '3' },
      ],
      statusPayoutsActive: true,
      statusMap: [
        { word: 'ok', class: 'sale' },
        { word: 'OK', class: 'trash' },
      ],
    }
    const file = { format: 'sluice-config', version: 1, affiliate_networks: [network] }
    await open('/system')
    await press('Take in a file')
    const buffer = Buffer.from(JSON.stringify(file))
    await field('File of a configuration').setInputFiles({
      name: 'old.json',
      mimeType: 'application/json',
      buffer,
    })
    await press('Check first')
    await page.getByText('some of it never counts').waitFor()
    await page.getByText('affiliate_networks.0.statusPayouts: "12 USD" of "sale"').waitFor()
    await press('Take in')
    await page.getByText('The configuration was taken in').waitFor()
    await open('/networks/900')
    await page.locator('.banners').getByText('never count: Old payouts').waitFor()
    const told = page.locator('.notice', { hasText: 'never counts' })
    await told.getByText('"12 USD" of "sale" is no amount').waitFor()
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    await told.getByText('"12 USD" of "sale" is no amount').waitFor()
    const payouts = page.getByRole('group', { name: 'Payout by status' })
    await payouts.getByLabel('Payout').first().fill('12')
    await save()
    await told.getByText('"12 USD"').waitFor({ state: 'detached' })
    await told.getByText('says two things of "OK"').waitFor()
    await page
      .locator('.row', { has: page.getByText('OK', { exact: true }) })
      .getByRole('button', { name: 'Delete' })
      .click()
    await told.waitFor({ state: 'detached' })
    await open('/networks')
    expect(await page.getByText('never count').count()).toBe(0)
  },
  LONG,
)

test(
  'clicks have their parameters under the name that the sources of all shown agree on',
  async () => {
    const sources = (await callApi(page, 'GET', '/campaign/list/filtered')) as {
      id: number
      trafficSourceId: number
    }[]
    expect(new Set(sources.map(({ trafficSourceId }) => trafficSourceId)).size).toBeGreaterThan(1)
    const [first] = sources.filter(({ id }) => id === 1)
    const path = `/traffic_source/${first?.trafficSourceId}`
    const source = (await callApi(page, 'GET', path)) as { tokens: object[] }
    const zone = { id: '1', parameter: 'zoneid', placeholder: '{z}', name: 'Площадка <1>' }
    await callApi(page, 'PUT', path, { ...source, tokens: [zone] })
    await open('/clicks?period=last_7_days&campaign=1')
    const head = (title: string) =>
      page.getByRole('columnheader').filter({ has: page.getByText(title, { exact: true }) })
    await head('Площадка <1> · sub_id_1').waitFor()
    expect(await head('sub_id_2').count()).toBe(1)
    await open('/clicks?period=last_7_days')
    await head('sub_id_1').waitFor()
    const inside = [{ dimension: 'campaign', value: '1' }]
    await open(
      `/report?period=last_7_days&by=campaign,sub_id_1&in=${encodeURIComponent(JSON.stringify(inside))}`,
    )
    await head('Площадка <1> · sub_id_1').waitFor()
    await open('/costs')
    await page.getByRole('checkbox', { name: 'Nutra Tier 1' }).check()
    const only = field('Only clicks with')
    await only
      .locator('option', { hasText: 'Площадка <1> · sub_id_1' })
      .waitFor({ state: 'attached' })
    await only.selectOption('sub_id_1')
    await page.getByRole('checkbox', { name: 'Nutra Tier 1' }).uncheck()
    await only.locator('option', { hasText: /^sub_id_1$/ }).waitFor({ state: 'attached' })
    expect(await only.inputValue()).toBe('sub_id_1')
    await callApi(page, 'PUT', path, source)
  },
  LONG,
)
