/** What surrounds short links in the admin: lists with nothing in them, pixels, and a phone's room. */
import { expect, test } from 'bun:test'

import { demoStage, LONG } from '../support/admin-stage.ts'
import { callApi } from '../support/admin.ts'

const stage = demoStage({ clicks: 500 })
const { open, press } = stage

const api = (method: 'GET' | 'POST', path: string, body: unknown = null) =>
  callApi(stage.page, method, path, body)

test(
  'a list with no stopped or deleted links says that, and one that was filtered how to go back',
  async () => {
    const { page } = stage
    await open('/links?status=deleted')
    await page.getByText('No deleted links').waitFor()
    await press('Stopped')
    await page.getByText('No stopped links').waitFor()
    await open('/links?status=deleted&q=nothing-like-it')
    await page.getByText('Nothing matches').waitFor()
    await press('Clear filters')
    await page.getByText('Nothing here yet').waitFor()
  },
  LONG,
)

test(
  'a pixel is offered where there is none, and removing one tells how many links lose it',
  async () => {
    const { page } = stage
    await open('/links/new')
    await page.getByRole('link', { name: 'New pixel' }).waitFor()
    await api('POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
    await api('POST', '/pixels', { name: 'Meta', code: '<i></i>' })
    const link = { word: 'with-pixel', webUrl: 'https://a.example/path', pixelIds: [1] }
    await api('POST', '/links', link)
    await open('/links/new')
    await page.getByLabel('Meta', { exact: true }).waitFor()
    await open('/pixels/1')
    await press('Delete')
    await page.locator('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('1 link shows it. It goes on without the pixel.').waitFor()
    await press('Delete it all the same')
    await page.waitForURL(/\/admin\/pixels$/)
    expect(await api('GET', '/links/1')).toMatchObject({ pixelIds: [] })
  },
  LONG,
)

test(
  'a phone has room for the states of links in Russian, and copies a link from its page',
  async () => {
    const russian = { viewport: { width: 360, height: 800 }, locale: 'ru-RU' }
    const { page, context, complaints } = await stage.openAnother(russian)
    await page.route('**/session', async (route) => {
      const response = await route.fetch()
      const answer = (await response.json()) as { user: { preferences: { language: string } } }
      answer.user.preferences.language = 'ru'
      await route.fulfill({ response, json: answer })
    })
    await page.goto(`${stage.server.url}/admin/links`)
    const states = page.getByRole('group', { name: 'Состояние' })
    const box = (await states.boundingBox())!
    expect(box.x + box.width).toBeLessThanOrEqual(360)
    const last = (await states.getByRole('button').last().boundingBox())!
    expect(last.x + last.width).toBeLessThanOrEqual(360)
    await page.getByRole('link', { name: 'with-pixel' }).click()
    await page.locator('.page-head').getByRole('button', { name: 'Копировать ссылку' }).waitFor()
    for (const [name, place] of [
      ['QR-код', page.getByRole('img', { name: 'QR-код ссылки' })],
      ['Переходы', page.getByRole('heading', { name: 'Переходы' })],
    ] as const) {
      await page.locator('.page-head').getByRole('button', { name, exact: true }).click()
      await page.waitForFunction(
        (element) => element !== null && element.getBoundingClientRect().bottom <= innerHeight,
        await place.elementHandle(),
      )
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('place')
      await page.evaluate(() => scrollTo(0, 0))
    }
    await context.close()
    expect(complaints).toEqual([])
  },
  LONG,
)

test(
  'many chosen links get tags and a pixel, lose them, and are deleted and brought back',
  async () => {
    const { page } = stage
    await open('/links')
    const domainUuid = crypto.randomUUID()
    await api('POST', `/domain/${domainUuid}`, { host: 'many.example.com' })
    const pixel = (await api('POST', '/pixels', { name: 'Клиент А', code: '<i></i>' })) as {
      id: number
    }
    const items = Array.from({ length: 12 }, (_, at) => ({
      domainUuid,
      word: `many-${at}`,
      webUrl: `https://example.com/${at}`,
      tags: ['old'],
    }))
    await api('POST', '/links/bulk', { items })
    const ofAll = async () => {
      const { rows } = (await api('GET', '/links?q=many-&limit=50')) as {
        rows: { tags: string[]; pixelIds: number[] }[]
      }
      return rows.map(({ tags, pixelIds }) => JSON.stringify([tags, pixelIds]))
    }
    const choose = async () => {
      await open('/links?q=many-')
      const boxes = page.locator('tbody').getByRole('checkbox')
      await boxes.first().click()
      await boxes.last().click({ modifiers: ['Shift'] })
      await page.getByText('12 selected').waitFor()
    }
    const dialog = page.locator('dialog[open]')
    await choose()
    await press('Tags and pixels')
    await dialog.getByRole('textbox', { name: 'Add tags', exact: true }).fill('осень')
    await page.keyboard.press('Enter')
    await dialog.getByLabel('Клиент А', { exact: true }).check()
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('12 of 12 changed').waitFor()
    const all = (tags: string[], pixelIds: number[]) =>
      items.map(() => JSON.stringify([tags, pixelIds]))
    expect(await ofAll()).toEqual(all(['old', 'осень'], [pixel.id]))

    await choose()
    await press('Tags and pixels')
    const drop = dialog.locator('fieldset, .field', { hasText: 'Take tags away' }).last()
    await drop.getByLabel('old', { exact: true }).check()
    const dropped = dialog.locator('fieldset, .field', { hasText: 'Take pixels away' }).last()
    await dropped.getByLabel('Клиент А', { exact: true }).check()
    await dialog.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('12 of 12 changed').waitFor()
    expect(await ofAll()).toEqual(all(['осень'], []))
    await page.getByRole('row').getByRole('button', { name: 'осень' }).first().click()
    await page.waitForURL(/tag=/)

    await choose()
    await page.locator('.tools').getByRole('button', { name: 'Domain', exact: true }).click()
    await page.getByRole('menuitem', { name: 'go.example.com' }).click()
    await page.getByText('12 of 12 changed').waitFor()
    const { rows } = (await api('GET', '/links?q=many-&limit=50')) as { rows: { url: string }[] }
    expect(rows.every(({ url }) => new URL(url).hostname === 'go.example.com')).toBe(true)

    await choose()
    await page.locator('.tools').getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog.getByText('Delete 12 links?').waitFor()
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('Nothing matches').waitFor()
    expect(await ofAll()).toEqual([])
    await press('Undo')
    await page.getByRole('link', { name: 'many-11', exact: true }).waitFor()
    expect(await ofAll()).toEqual(all(['осень'], []))
  },
  LONG,
)

test(
  'tags of other links are proposed, and one that only begins like another is taken as it is typed',
  async () => {
    const { page } = stage
    await open('/links')
    const others = [
      { webUrl: 'https://a.example/1', tags: ['почта-весна', 'mail'] },
      { webUrl: 'https://a.example/2', tags: ['mail'] },
    ]
    await api('POST', '/links/bulk', { items: others })
    const { id } = (await api('POST', '/links', { webUrl: 'https://a.example/3' })) as {
      id: number
    }
    await open(`/links/${id}`)
    const tags = page.getByRole('textbox', { name: 'Tags', exact: true })
    await tags.fill('почта')
    await page.getByLabel('почта-весна', { exact: true }).check()
    await stage.field('Title').focus()
    await tags.fill('ma')
    await stage.field('Title').focus()
    await press('Save')
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await api('GET', `/links/${id}`)).toMatchObject({ tags: ['ma', 'почта-весна'] })
  },
  LONG,
)

test(
  'the bar of a narrow phone cuts no word in English',
  async () => {
    const { page, context } = await stage.openAnother({ viewport: { width: 360, height: 740 } })
    await page.goto(`${stage.server.url}/admin/links`)
    const words = page.locator('.bottom-bar span')
    await words.first().waitFor()
    const cut = await words.evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent),
    )
    expect(cut).toEqual([])
    await context.close()
  },
  LONG,
)

test(
  'a file of another shortener is looked at first, says what is left of it, and is known when it comes again',
  async () => {
    const { page } = stage
    const links = [
      { key: 'from-dub-1', url: 'https://a.example/1', folder: 'Весна', tags: [{ name: 'mail' }] },
      { key: 'from-dub-2', url: 'https://a.example/2', archived: false },
    ]
    const choose = async () => {
      await open('/links')
      await press('Files')
      await page.getByRole('menuitem', { name: 'Import links' }).click()
      const buffer = Buffer.from(JSON.stringify({ links }, null, 2))
      const file = { name: 'links.json', mimeType: 'application/json', buffer }
      await page.locator('dialog input[type=file]').setInputFiles(file)
      await press('Check first')
    }
    await choose()
    await page.getByText('2 lines are fine.').waitFor()
    await page.getByText('Not taken over, with how many lines have it: folder (1).').waitFor()
    await page.locator('dialog').getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('2 links imported').first().waitFor()
    const { rows } = (await api('GET', '/links?q=from-dub')) as { rows: { tags: string[] }[] }
    expect(rows.map(({ tags }) => tags)).toEqual([[], ['mail']])
    await choose()
    await page.getByText('0 lines are fine. 2 links are here already.').waitFor()
  },
  LONG,
)

test(
  'a file that is longer than a request may be comes in parts',
  async () => {
    const { page } = stage
    const lines = Array.from(
      { length: 9000 },
      (_, at) => `https://a.example/${at}?x=${'long'.repeat(15)},part-${at},13/06/2026`,
    )
    lines[8999] = 'nowhere,part-none,'
    const buffer = Buffer.from(['longUrl,word,createdAt', ...lines].join('\n'))
    await open('/links')
    await press('Files')
    await page.getByRole('menuitem', { name: 'Import links' }).click()
    const file = { name: 'links.csv', mimeType: 'text/csv', buffer }
    await page.locator('dialog input[type=file]').setInputFiles(file)
    await press('Check first')
    await page.getByText('8,999 lines are fine.', { exact: false }).waitFor()
    await page.locator('dialog').getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('8,999 links imported.', { exact: false }).first().waitFor()
    expect(await page.locator('dialog').innerText()).toContain('9001')
  },
  LONG,
)
