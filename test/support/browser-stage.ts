/** One browser for all tests of a file. */
import { afterAll, beforeAll } from 'bun:test'

import type { Browser } from 'playwright-core'

import { openBrowser } from './browser.ts'
import { cleanUp } from './server.ts'

export interface BrowserStage {
  readonly browser: Browser
}

/** Called once at the top of a file; afterwards servers and folders that were made are gone, too. */
export function browserStage(): BrowserStage {
  let browser: Browser

  beforeAll(async () => {
    browser = await openBrowser()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await cleanUp()
  })

  return {
    get browser() {
      return browser
    },
  }
}
