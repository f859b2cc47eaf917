/** Postbacks and money in the admin: what did not count is explained, mapped and tried again. */
import { beforeEach, describe, expect, test } from 'bun:test'

import type { Page } from 'playwright-core'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi, logIn, openAdmin, openScreen, postbackPath } from '../support/admin.ts'
import { seriousFaults } from '../support/axe.ts'

const stage = demoStage({ clicks: 3000 })
const { open } = stage
let page: Page
/** Clicks that the demo has no conversions of. */
let clicks: readonly string[]
const idsIn = (answer: unknown) => (answer as { rows: { id: string }[] }).rows.map(({ id }) => id)

beforeEach(async () => {
  page = stage.page
  await open('/postbacks?tab=inbox')
  const log = await callApi(page, 'GET', '/clicklog?datePreset=last_7_days&limit=20')
  const ours = await callApi(page, 'GET', '/conversions?datePreset=all_time&limit=1000')
  const converted = new Set(idsIn(ours))
  clicks = idsIn(log).filter((id) => !converted.has(id))
})

async function callPostback(values: Record<string, string>): Promise<void> {
  const query = new URLSearchParams(values)
  await fetch(`${stage.server.url}${await postbackPath(page)}?${query.toString()}`)
}

type LoggedClick = { readonly id: string; readonly offer?: unknown }

async function unconverted(): Promise<readonly LoggedClick[]> {
  const rowsOf = async (list: string) => {
    const answer = await callApi(page, 'GET', `/${list}?datePreset=last_7_days&limit=500`)
    return (answer as { rows: LoggedClick[] }).rows
  }
  const converted = new Set((await rowsOf('conversions')).map(({ id }) => id))
  return (await rowsOf('clicklog')).filter(({ id }) => !converted.has(id))
}

/** One that led to an offer, whose network is known, and that did not convert yet. */
async function clickOfOffer(at = 0): Promise<string> {
  return (await unconverted()).filter(({ offer }) => offer)[at]?.id ?? ''
}

/** One that no offer has a payout for. */
async function clickWithoutOffer(): Promise<string> {
  return (await unconverted()).find(({ offer }) => !offer)?.id ?? ''
}

const card = (title: string) => page.locator('.card', { hasText: title }).first()

describe('the inbox', () => {
  test(
    'a word is looked at dry, mapped, and what waited for it counts',
    async () => {
      await callPostback({ subid: clicks[0] ?? '', status: 'buyer_paid', payout: '9' })
      await page.reload()
      const word = card('Status not mapped').locator('.mapping', { hasText: 'buyer_paid' })
      await word.getByRole('button', { name: 'What would happen?' }).click()
      await word.getByText('1 of 1 would count').waitFor()
      await word.getByRole('button', { name: 'Map and try again' }).click()
      await page.getByText('1 postback counts now').waitFor()
      await word.waitFor({ state: 'detached' })
      expect(await classOf(clicks[0])).toBe('sale')
    },
    LONG,
  )

  test(
    'the parameter that holds the click id is found and mapped with one press',
    async () => {
      await callPostback({ network_ref: clicks[1] ?? '', status: 'sale', payout: '3' })
      await callPostback({ other: 'nothing' })
      await page.reload()
      await card('No click id').getByText('The network sends our click id as network_ref').waitFor()
      const mapping = card('No click id').locator('.mapping')
      await mapping.getByRole('button', { name: 'What would happen?' }).click()
      await mapping.getByText('1 of 2 would count; the others: No click id (1)').waitFor()
      await mapping.getByRole('button', { name: 'Read the click id from network_ref' }).click()
      await page.getByText('1 postback counts now').waitFor()
      expect(await classOf(clicks[1])).toBe('sale')
    },
    LONG,
  )

  test(
    'one call is given its click id by hand, tried dry and booked',
    async () => {
      await callPostback({ subid: '{sub1}', status: 'sale', payout: '4' })
      await page.reload()
      await card('Macro not replaced').getByText('sends {sub1} as it stands').waitFor()
      await card('Macro not replaced').getByRole('button', { name: 'Look at them' }).click()
      const dialog = page.locator('dialog')
      await dialog.locator('tbody input[type=checkbox]').first().check()
      await dialog.getByLabel('Click id', { exact: true }).fill(clicks[2] ?? '')
      await dialog.getByRole('button', { name: 'What would happen?' }).click()
      await dialog.getByText('1 of 1 would count').waitFor()
      await dialog.getByRole('button', { name: 'Try again' }).click()
      await page.getByText('1 postback counts now').waitFor()
      expect(await classOf(clicks[2])).toBe('sale')
    },
    LONG,
  )

  test(
    'a currency that was not replaced keeps nothing from being looked at, and is put right',
    async () => {
      const id = await clickWithoutOffer()
      await callPostback({ subid: id, status: 'sale', payout: '6', currency: '{currency}' })
      await page.reload()
      await card('Unknown currency').getByText('6.00 {CURRENCY} at stake').waitFor()
      await card('Unknown currency').getByRole('button', { name: 'Look at them' }).click()
      const dialog = page.locator('dialog')
      await dialog.locator('tbody input[type=checkbox]').first().check()
      await dialog.getByLabel('Currency', { exact: true }).fill('USD')
      await dialog.getByRole('button', { name: 'Try again' }).click()
      await page.getByText('1 postback counts now').waitFor()
      expect(await classOf(id)).toBe('sale')
    },
    LONG,
  )

  test(
    'a reader of the log sees what did not count of his networks, and changes nothing',
    async () => {
      const sale = { status: 'who_knows', payout: '5' }
      await callPostback({ subid: await clickOfOffer(), ...sale })
      await callPostback({ ...sale })
      const login = { login: 'log@example.com', password: 'another long password 7' }
      const subjects = ['postback_log', 'affiliate_network', 'campaign']
      const permissions = subjects.map((subject) => ({ subject, accessLevel: 'READ' }))
      const user = { ...login, role: 'user', permissions }
      const { user_id: id } = (await callApi(page, 'POST', '/user/create', user)) as {
        user_id: number
      }
      const other = await openAdmin(stage.browser, stage.server)
      await logIn(other.page, stage.server, login)
      const payouts = () => other.page.locator('dialog').getByText('Payout', { exact: true })
      const shown = async (hideProfit: boolean) => {
        await callApi(page, 'PUT', `/user/${id}/hide_profit`, { hideProfit })
        await openScreen(other.page, stage.server, '/postbacks')
        await other.page.getByRole('button', { name: 'Look at them' }).first().click()
        await other.page.locator('dialog tbody input[type=checkbox]').first().waitFor()
        return payouts().count()
      }
      expect(await shown(true)).toBe(0)
      expect(await shown(false)).toBeGreaterThan(0)
      await openScreen(other.page, stage.server, '/postbacks')
      const group = other.page.locator('.card', { hasText: 'Status not mapped' })
      await group.getByRole('button', { name: 'Look at them' }).click()
      const dialog = other.page.locator('dialog')
      await dialog.locator('tbody input[type=checkbox]').first().check()
      await dialog.locator('.plain-table').getByText('who_knows', { exact: true }).waitFor()
      await dialog.getByRole('button', { name: 'Close' }).click()
      expect(await other.page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
        'Status not mapped',
      ])
      for (const name of ['What would happen?', 'Try all again', 'Put aside']) {
        expect([name, await other.page.getByRole('button', { name }).count()]).toEqual([name, 0])
      }
      expect(other.complaints).toEqual([])
      await other.context.close()
    },
    LONG,
  )

  test(
    'calls with a wrong key are told apart',
    async () => {
      await fetch(`${stage.server.url}/${'w'.repeat(26)}/postback?subid=${clicks[3]}`)
      await page.reload()
      await card('Calls with a wrong key').getByText('1 call came').waitFor()
    },
    LONG,
  )
})

describe('the list of conversions', () => {
  test(
    'is narrowed to a status, which its address and its export keep',
    async () => {
      await callPostback({ subid: clicks[6] ?? '', status: 'trash', tid: 'thrown-away' })
      await open('/conversions?datePreset=last_7_days')
      await page.getByLabel('Status', { exact: true }).selectOption('Trash')
      const rows = page.locator('tbody tr')
      await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1)
      expect(await rows.first().textContent()).toContain('thrown-away')
      expect(new URL(page.url()).searchParams.get('status')).toBe('trash')
      const asked = page.waitForRequest(/conversions\/export/)
      await page.getByRole('button', { name: 'CSV' }).click()
      expect(new URL((await asked).url()).searchParams.getAll('classes[]')).toEqual(['trash'])
      await page.getByLabel('Status', { exact: true }).selectOption('Other')
      await page.getByText('No conversion of the period has this status').waitFor()
      await page.getByRole('button', { name: 'Clear filters' }).click()
      await page.getByText('thrown-away').waitFor()
    },
    LONG,
  )
})

test(
  'the dashboard says how many calls did not count, and leads to them',
  async () => {
    await callPostback({ subid: 'nobody-knows', status: 'sale' })
    await open('/')
    const line = page.getByRole('row', { name: 'Postbacks that did not count' })
    expect(Number(await line.getByRole('cell').textContent())).toBeGreaterThan(0)
    await line.getByRole('link').click()
    await page.locator('.segments [aria-pressed=true]', { hasText: 'Not counted' }).waitFor()
  },
  LONG,
)

describe('uploaded conversions', () => {
  const upload = async (lines: string) => {
    await open('/conversions')
    await page.getByRole('button', { name: 'Upload', exact: true }).click()
    await dialog().locator('textarea').fill(lines)
    await dialog().getByRole('button', { name: 'Check first' }).click()
  }
  const dialog = () => page.locator('dialog')
  const REASONS = 'the others: Unknown click (1), Macro not replaced (1)'
  const book = () => dialog().getByRole('button', { name: 'Book them' })

  test(
    'say which lines were not booked and why, and count only those that were',
    async () => {
      await upload(`${await clickOfOffer()}:payout=7:tid=up-1\nnobody:payout=1\n{sub1}:payout=1`)
      await dialog().getByText(`1 of 3 would count; ${REASONS}`, { exact: true }).waitFor()
      await book().click()
      await dialog().getByText(`1 of 3 booked; ${REASONS}`, { exact: true }).waitFor()
      await page.getByText('1 line booked').waitFor()
      expect(await dialog().getByRole('row').last().innerText()).toContain('Macro not replaced')
      expect(await book().isDisabled()).toBe(true)
    },
    LONG,
  )

  test(
    'that all count close the dialog',
    async () => {
      await upload(`${await clickOfOffer(1)}:payout=8`)
      await dialog().getByText('1 of 1 would count', { exact: true }).waitFor()
      await book().click()
      await dialog().waitFor({ state: 'detached' })
      await page.getByText('1 line booked').waitFor()
    },
    LONG,
  )
})

describe('a network’s list', () => {
  test(
    'is compared with ours, its lines are booked and taken back',
    async () => {
      await callPostback({ subid: clicks[4] ?? '', status: 'sale', payout: '5', tid: 'rec-1' })
      await open('/conversions')
      await page.getByRole('button', { name: 'Compare with a network' }).click()
      const dialog = page.locator('dialog')
      await dialog.getByLabel('Network', { exact: true }).selectOption({ index: 1 })
      const list = ['Their click;state;sum', `${clicks[4]};sale;7`, `${clicks[5]};sale;2`]
      await dialog.locator('textarea').fill(list.join('\n'))
      await dialog.getByLabel('Click id').selectOption('Their click')
      await dialog.getByLabel('Status').selectOption('state')
      await dialog.getByLabel('Payout').selectOption('sum')
      await dialog.getByRole('button', { name: 'Compare', exact: true }).click()
      await dialog.getByRole('button', { name: 'Only there: 1' }).waitFor()
      expect(await seriousFaults(page)).toEqual([])
      await dialog.getByLabel('Choose all of the list').check()
      await dialog.getByRole('button', { name: 'Differing: 1' }).click()
      await dialog.getByLabel('Choose line 2').check()
      await dialog.getByRole('button', { name: 'Book 2 lines' }).click()
      await dialog.getByText('2 lines are equal here and there').waitFor()
      expect(await classOf(clicks[5])).toBe('sale')
      await dialog.getByRole('button', { name: 'Close' }).click()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Taken back').waitFor()
    },
    LONG,
  )
})

describe('networks and offers', () => {
  test(
    'a template of one’s own is taken in and removed, and a network keeps its signature',
    async () => {
      await open('/networks/new')
      await page.getByRole('button', { name: 'Import templates' }).click()
      const file = { affiliate_networks: [{ id: 'mine', name: 'Mine' }] }
      await page.locator('dialog textarea').fill(JSON.stringify(file))
      expect(await seriousFaults(page)).toEqual([])
      await page.getByRole('button', { name: 'Import', exact: true }).click()
      await page.getByRole('button', { name: 'Delete the template “Mine”' }).click()
      await page.locator('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByText('“Mine” was deleted').waitFor()
      await open('/networks/1')
      await page.getByLabel('Signed calls: parameter').fill('sig')
      await page.getByLabel('Secret of the signature').fill('long enough')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('A secret is kept').waitFor()
      const { signature } = (await callApi(page, 'GET', '/affiliate_network/1/full')) as {
        signature: unknown
      }
      expect(signature).toEqual({ parameter: 'sig', isSet: true })
      await callApi(page, 'PATCH', '/affiliate_network/1/full', { signature: null })
    },
    LONG,
  )

  test(
    'what is wrong with a network is said at its fields, and nothing typed is lost',
    async () => {
      await open('/networks/1')
      const payouts = page.getByRole('group', { name: 'Payout by status' })
      await page.getByText('Payout depends on the status').click()
      await payouts.getByRole('button', { name: 'Add' }).click()
      await payouts.getByLabel('Status').last().fill('sale')
      await payouts.getByLabel('Payout').last().fill('much')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await payouts.getByText('"much" of "sale" is no amount').waitFor()
      await payouts.getByLabel('Payout').last().fill('12,5')
      await payouts.getByRole('button', { name: 'Add' }).click()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Saved', { exact: true }).first().waitFor()
      const { statusPayoutRelations } = (await callApi(page, 'GET', '/affiliate_network/1')) as {
        statusPayoutRelations: unknown
      }
      expect(statusPayoutRelations).toContainEqual({ conversionStatus: 'sale', payout: '12,5' })
      expect(statusPayoutRelations).not.toContainEqual({ conversionStatus: '', payout: '' })
    },
    LONG,
  )

  test.each([
    ['/networks/new', 'AdCombo', 'Some accounts use subacc for the click id.'],
    ['/sources/new', 'Content.ad', 'No postback form known.'],
  ])(
    'what is made at %s from %s keeps what the template tells',
    async (path, name, told) => {
      await open(path)
      await page.locator('.tile', { hasText: name }).click()
      await page.getByText(told).waitFor()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.waitForURL(/\/\d+$/)
      const note = page.getByLabel('Note', { exact: true })
      await note.waitFor()
      expect(await note.inputValue()).toBe(told)
    },
    LONG,
  )

  test(
    'an offer keeps the payout above which its conversions are looked at',
    async () => {
      await open('/offers/1')
      await page.getByLabel('Look at payouts above').fill('150')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Saved', { exact: true }).waitFor()
      const { payout } = (await callApi(page, 'GET', '/offer/1/full')) as {
        payout: { reviewAbove: unknown }
      }
      expect(Number(payout.reviewAbove)).toBe(150)
    },
    LONG,
  )

  test(
    'several campaigns get a cost at once',
    async () => {
      await open('/campaigns')
      await page.locator('tbody input[type=checkbox]').first().check()
      await page.getByRole('button', { name: 'Cost', exact: true }).click()
      const dialog = page.locator('dialog')
      await dialog.getByLabel('Price', { exact: true }).fill('0.03')
      expect(await seriousFaults(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('1 of 1 changed').waitFor()
    },
    LONG,
  )
})

/** What became of a click, e.g. `sale`. */
async function classOf(clickId = ''): Promise<string> {
  return ((await callApi(page, 'GET', `/conversion/${clickId}`)) as { class: string }).class
}
