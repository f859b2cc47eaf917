/** The set-up in a browser: nothing typed is lost, and every step tells what comes next. */
import { expect, test } from 'bun:test'

import { LONG } from '../support/admin-stage.ts'
import { callApi, LOGIN, openAdmin, PASSWORD, setupLink } from '../support/admin.ts'
import { browserStage } from '../support/browser-stage.ts'
import { runSluice, startServer } from '../support/server.ts'

const stage = browserStage()

test(
  'answers outlive another language, the domain is looked at, and a reload goes on',
  async () => {
    const server = await startServer()
    const { page, complaints, context } = await openAdmin(stage.browser, server)
    const next = () => page.locator('form button[type=submit]').click()
    const atStep = (step: number) =>
      page.locator(`.steps li:nth-child(${step})[aria-current=step]`).waitFor()

    await page.goto(setupLink(server))
    await page.locator('input').first().fill(LOGIN)
    await page.locator('input[type=password]').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.locator('select:focus').waitFor()
    await page.getByRole('button', { name: 'Русский' }).click()
    await page.getByLabel('Часовой пояс', { exact: true }).selectOption('Asia/Tokyo')
    await page.getByLabel('Валюта', { exact: true }).selectOption('EUR')
    await atStep(2)
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Back' }).click()
    expect(await page.getByLabel('Login').inputValue()).toBe(LOGIN)
    await next()
    await next()

    await page.getByLabel('Tracking domain').fill('https://go.shop.invalid/x')
    await next()
    await page.getByText('It does not lead here:').waitFor()
    await page.getByText('Addresses it has now').waitFor()
    await atStep(3)
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('It does not lead here:').waitFor()
    await page.getByRole('button', { name: 'Next' }).click()
    await atStep(4)

    await page.reload()
    await atStep(4)
    await page.getByRole('button', { name: /^Empty/ }).click()
    await page.getByText('Without it the source hears of no conversions').waitFor()
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByLabel('Name or kind').fill('admitad')
    await page.getByText('No template of that name').waitFor()
    await page.getByLabel('Name or kind').fill('Propeller-Ads')
    await page.getByText('No template of that name').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /PropellerAds/ }).click()
    await page.getByText('in place of REPLACE_AID').waitFor()
    const postback = page.getByLabel('Postback URL')
    const filled = (await postback.inputValue()).replace(/REPLACE_[A-Z]+/g, '7')
    await postback.fill(`x${filled}`)
    await page.getByText('in place of REPLACE_').waitFor({ state: 'hidden' })
    await page.getByLabel('Offer URL').fill('offer.example/?sub={subid}')
    await next()
    await page.locator('.error', { hasText: 'must begin with http:// or https://' }).waitFor()
    await page.getByLabel('Offer URL').fill('https://offer.example/?sub={subid}')
    await page.getByText('must begin with http:// or https://').waitFor({ state: 'hidden' })
    await next()
    await page.locator('[aria-invalid=true]').waitFor()
    await postback.fill(filled)
    await next()
    await page.getByRole('button', { name: 'Copy link' }).waitFor()
    await page.reload()
    await page.locator('code', { hasText: 'go.shop.invalid' }).waitFor()

    const offers = (await callApi(page, 'GET', '/offer/alternative/all')) as { name: string }[]
    expect(offers.map(({ name }) => name)).toEqual(['offer.example'])
    const source = (await callApi(page, 'GET', '/traffic_source/1')) as { postbackUrl: string }
    expect(source.postbackUrl).toBe(filled)
    expect(filled).toContain('{external_id}')
    expect(await callApi(page, 'GET', '/campaign/1/full')).toMatchObject({
      cost: { auto: true, currency: 'EUR' },
      timezone: 'Asia/Tokyo',
    })
    expect(complaints).toEqual([])
    await context.close()
  },
  LONG,
)

test(
  'a link that is cut, old or used says how to get another, and answers go on with that one',
  async () => {
    const server = await startServer()
    const { page, complaints, context } = await openAdmin(stage.browser, server)
    const next = () => page.locator('form button[type=submit]').click()
    const refused = page.getByText('used already, or it is too old')
    const link = setupLink(server)
    for (const cut of ['', '#', '#%E0%A4%A', `#${'x'.repeat(300)}`]) {
      await page.goto('about:blank')
      await page.goto(`${server.url}/admin/setup${cut}`)
      await refused.waitFor()
    }
    await page.getByText('sluice setup-link').waitFor()

    await page.goto(link)
    await page.locator('input').first().fill(LOGIN)
    await page.locator('input[type=password]').fill(PASSWORD)
    await next()
    await page.getByLabel('Currency', { exact: true }).selectOption('EUR')
    await next()
    const { stdout } = await runSluice(['setup-link', '--data', server.dataDir], '')
    const newer = new URL(/http\S+/.exec(stdout)![0])
    await next()
    await refused.waitFor()
    await page.goto(`${server.url}${newer.pathname}${newer.hash}`)
    await page.getByLabel('Tracking domain').waitFor()
    await next()
    await page.locator('.steps li:nth-child(4)[aria-current=step]').waitFor()
    const { currency } = ((await callApi(page, 'GET', '/session')) as Session).tracker
    expect(currency).toBe('EUR')

    const late = await openAdmin(stage.browser, server)
    await late.page.goto(`${server.url}${newer.pathname}${newer.hash}`)
    await late.page.getByRole('link', { name: 'Log in' }).click()
    await late.page.getByLabel('Password').waitFor()
    expect([complaints, late.complaints]).toEqual([[], []])
    await late.context.close()
    await context.close()
  },
  LONG,
)

interface Session {
  readonly tracker: { readonly currency: string }
}
