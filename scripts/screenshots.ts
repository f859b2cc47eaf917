/**
 * Pictures of every screen of the admin UI, light and dark, wide and on a phone, filled by the demo:
 * `bun scripts/screenshots.ts [folder] [part of an address]`. For people who look at them.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser } from 'playwright-core'

import { openAdmin, openScreen, SCREENS, setUp } from '../test/support/admin.ts'
import { openBrowser } from '../test/support/browser.ts'
import { cleanUp, runSluice, type Server, startServer } from '../test/support/server.ts'

const CLICKS = '40000'
const SHAPES = [
  { name: 'wide', viewport: { width: 1440, height: 900 }, isMobile: false },
  { name: 'phone', viewport: { width: 360, height: 740 }, isMobile: true },
] as const
const SCHEMES = ['light', 'dark'] as const

async function shoot(folder: string, only: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const [browser, server] = await Promise.all([openBrowser(), startServer()])
  const first = await openAdmin(browser, server)
  await setUp(first.page, server)
  await runSluice(['demo', '--clicks', CLICKS, '--data', server.dataDir], '')
  const storageState = await first.context.storageState()
  for (const { name, ...shape } of SHAPES) {
    for (const colorScheme of SCHEMES) {
      const look = { ...shape, colorScheme, hasTouch: shape.isMobile, storageState }
      await shootAll(browser, server, look, (screen) =>
        screen.includes(only)
          ? join(folder, `${fileName(screen)}.${name}.${colorScheme}.png`)
          : null,
      )
    }
  }
  await browser.close()
  await server.stop()
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
