/**
 * Pictures of every screen of the admin UI, light and dark, wide and on a phone, filled by the demo:
 * `bun scripts/screenshots.ts [folder] [part of an address]`. For people who look at them.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'

import {
  callApi,
  openAdmin,
  openScreen,
  postbackPath,
  SCREENS,
  setUp,
} from '../test/support/admin.ts'
import { openBrowser } from '../test/support/browser.ts'
import { cleanUp, runSluice, type Server, startServer } from '../test/support/server.ts'

const CLICKS = '40000'
const SHAPES = [
  { name: 'wide', viewport: { width: 1440, height: 900 }, isMobile: false },
  { name: 'phone', viewport: { width: 360, height: 740 }, isMobile: true },
] as const
/** Russian is longer: what fits in it fits in English. */
const LOOKS = [
  { name: 'light', colorScheme: 'light', language: 'en' },
  { name: 'dark', colorScheme: 'dark', language: 'en' },
  { name: 'ru', colorScheme: 'light', language: 'ru' },
] as const

async function shoot(folder: string, only: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const [browser, server] = await Promise.all([openBrowser(), startServer()])
  const first = await openAdmin(browser, server)
  await setUp(first.page, server)
  await runSluice(['demo', '--clicks', CLICKS, '--data', server.dataDir], '')
  await fill(first.page, server)
  const storageState = await first.context.storageState()
  for (const { name, ...shape } of SHAPES) {
    for (const { name: look, colorScheme, language } of LOOKS) {
      await callApi(first.page, 'PUT', '/me/preferences', { language })
      const options = { ...shape, colorScheme, hasTouch: shape.isMobile, storageState }
      await shootAll(browser, server, options, (screen) =>
        screen.includes(only) ? join(folder, `${fileName(screen)}.${name}.${look}.png`) : null,
      )
    }
  }
  await browser.close()
  await server.stop()
}

/** What the demo has none of: a domain, links, a pixel, postbacks that count and that do not. */
async function fill(page: Page, server: Server): Promise<void> {
  await callApi(page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
  await callApi(page, 'POST', '/pixels', { name: 'Meta', code: '<script>fbq()</script>' })
  const links = ['spring', 'summer-sale', 'newsletter'].map((word) => ({
    word,
    webUrl: `https://shop.example/${word}?utm_source=mail`,
    title: `Mail: ${word}`,
    tags: ['mail'],
  }))
  await callApi(page, 'POST', '/links/bulk', { items: links })
  const clicks = (await callApi(page, 'GET', '/clicklog?datePreset=today&limit=6')) as ClickList
  const path = await postbackPath(page)
  const ids = [...clicks.rows.map(({ id }) => id), '{sub1}', 'nobody']
  const words = ['sale', 'lead', 'rejected', 'approved_by_hand']
  for (const [at, id] of ids.entries()) {
    const query = new URLSearchParams({ subid: id, status: words[at % 4] ?? '', payout: '12.5' })
    await page.request.get(`${server.url}${path}?${query.toString()}`)
  }
}

interface ClickList {
  readonly rows: readonly { readonly id: string }[]
}

async function shootAll(
  browser: Browser,
  server: Server,
  look: Parameters<Browser['newContext']>[0],
  fileOf: (screen: string) => string | null,
): Promise<void> {
  const { page, complaints, context } = await openAdmin(browser, server, look)
  for (const screen of SCREENS) {
    const path = fileOf(screen)
    if (path === null) continue
    await openScreen(page, server, screen)
    await page.screenshot({ path })
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    if (tooWide) console.log(`${screen} is wider than the window`)
  }
  if (complaints.length > 0) console.log(complaints.join('\n'))
  await context.close()
}

function fileName(screen: string): string {
  return screen === '/' ? 'dashboard' : screen.slice(1).split('?')[0]!.replaceAll('/', '-')
}

if (import.meta.main) {
  const [folder = 'dist/screenshots', only = ''] = process.argv.slice(2)
  try {
    await shoot(folder, only)
    console.log(`see ${folder}`)
  } finally {
    await cleanUp()
  }
}
