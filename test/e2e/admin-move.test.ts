/** The move in a browser: what would come is shown, with every remark, and then taken over. */
import { afterAll, expect, test } from 'bun:test'

import { LONG } from '../support/admin-stage.ts'
import { callApi, openAdmin, openScreen, setUp } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'
import { browserStage } from '../support/browser-stage.ts'
import { KEITARO_KEY, keitaroAnswers, startKeitaro } from '../support/keitaro.ts'
import { startServer } from '../support/server.ts'

const stage = browserStage()
const answers = keitaroAnswers()
const tracker = startKeitaro(answers)
afterAll(() => tracker.stop())

const HOSTILE = '<img src=x onerror=alert(1)>\u202Eevil'

test(
  'a Keitaro is read, looked at and taken over',
  async () => {
    const offers = answers.get('/offers') as readonly object[]
    answers.set('/offers', [...offers, { id: 199, name: HOSTILE, notes: 'x' }])
    const allowed = ['--outbound-host', '127.0.0.1', '--outbound-port', String(tracker.port)]
    const server = await startServer({ args: allowed })
    const { page, complaints, context } = await openAdmin(stage.browser, server)
    await setUp(page, server)
    await openScreen(page, server, '/system')
    const dialog = page.getByRole('dialog')
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

    await press('Move from another tracker')
    await page.getByLabel('Its address').fill(tracker.url)
    await page.getByLabel('Key of its API').fill('wrong')
    await press('Show what would come')
    await dialog.getByText('the key is not accepted (401)').waitFor()
    expect(await dialog.getByRole('button', { name: 'Take over' }).isDisabled()).toBe(true)

    await page.getByLabel('Key of its API').fill(KEITARO_KEY)
    await press('Show what would come')
    await dialog.getByText('Propeller DE', { exact: true }).first().waitFor()
    await dialog.getByText('is deleted there').first().waitFor()
    await dialog.getByText('<img src=x onerror=alert(1)>').first().waitFor()
    expect(await page.getByLabel('Its postback keys').inputValue()).toBe('a1b2c3d')
    expect(await seriousFaults(page)).toEqual([])
    await press('Take over')
    await page.getByText('The other tracker was taken over').waitFor()

    const campaigns = (await callApi(page, 'GET', '/campaign/short/info')) as { name: string }[]
    expect(campaigns.map(({ name }) => name)).toContain('Propeller DE')
    const { rows } = (await callApi(page, 'GET', '/postback_keys')) as { rows: { key: string }[] }
    expect(rows.map(({ key }) => key)).toContain('a1b2c3d')

    await press('Move from another tracker')
    await page.getByLabel('Its address').fill(tracker.url)
    await page.getByLabel('Key of its API').fill(KEITARO_KEY)
    await press('Show what would come')
    await dialog.getByText('stays', { exact: true }).first().waitFor()
    expect(await dialog.getByText('new', { exact: true }).count()).toBe(0)
    await press('Take over')
    await page.getByText('The other tracker was taken over').last().waitFor()
    await dialog.waitFor({ state: 'hidden' })
    expect(complaints).toEqual([])
    await context.close()
  },
  LONG,
)
