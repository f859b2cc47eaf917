/**
 * The stage of most stories in the admin: one server with the demo's data for the file, and for each
 * test a browser context of its own, logged in as the owner, because what one test leaves unsaved is
 * no other's business. A test fails that leaves a complaint of the page behind.
 */
import { afterEach, beforeAll, beforeEach, expect } from 'bun:test'

import type { Locator, Page } from 'playwright-core'

import { type Admin, callApi, type LoggedIn, openAdmin, openScreen, startDemo } from './admin.ts'
import { type BrowserStage, browserStage } from './browser-stage.ts'
import type { Server } from './server.ts'

/** Milliseconds that a story may take on a busy machine. */
export const LONG = 120_000

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'

type ContextOptions = NonNullable<Parameters<typeof openAdmin>[2]>

interface StageOptions {
  readonly clicks: number
  /** Further words of `serve`. */
  readonly args?: readonly string[]
  readonly permissions?: NonNullable<ContextOptions['permissions']>
}

export interface Stage extends BrowserStage {
  readonly server: Server
  readonly admin: Admin
  readonly page: Page
  readonly open: (path: string) => Promise<void>
  readonly press: (name: string) => Promise<void>
  readonly field: (label: string) => Locator
  /** Saves, and waits for the toast that says so and for what was saved to be read again. */
  readonly save: () => Promise<void>
  /** Another browser of the same owner, with nothing kept in it but the session; the test closes it. */
  readonly openAnother: (options?: ContextOptions) => Promise<Admin>
  /** What the page complained about until now, which then counts as expected. */
  readonly takeComplaints: () => readonly string[]
}

/** Called once at the top of a file; what it returns is there while a test runs. */
export function demoStage({ clicks, args = [], permissions = [] }: StageOptions): Stage {
  const stage = browserStage()
  let server: Server
  let loggedIn: LoggedIn
  let admin: Admin

  const openAnother = (options: ContextOptions = {}) =>
    openAdmin(stage.browser, server, { storageState: { ...loggedIn, origins: [] }, ...options })

  beforeAll(async () => {
    ;({ server, loggedIn } = await startDemo(stage.browser, clicks, args))
  }, LONG)

  beforeEach(async () => {
    admin = await openAnother({ permissions })
  })

  afterEach(async () => {
    await admin.context.close()
    expect(admin.complaints).toEqual([])
  })

  const press = (name: string) => admin.page.getByRole('button', { name, exact: true }).click()
  return {
    get browser() {
      return stage.browser
    },
    get server() {
      return server
    },
    get admin() {
      return admin
    },
    get page() {
      return admin.page
    },
    open: (path) => openScreen(admin.page, server, path),
    press,
    field: (label) => admin.page.getByLabel(label, { exact: true }),
    async save() {
      await press('Save')
      await admin.page.getByText('Saved', { exact: true }).first().waitFor()
      // Until it is read again nothing can be entered.
      await admin.page.locator('main [inert]').waitFor({ state: 'detached' })
    },
    openAnother,
    takeComplaints: () => admin.complaints.splice(0),
  }
}

/** The stage of stories of short links: each begins at their list, with a domain for them. */
export function linkStage(options: StageOptions): Stage {
  const stage = demoStage(options)
  let hasDomain = false
  beforeEach(async () => {
    await stage.open('/links')
    if (hasDomain) return
    await callApi(stage.page, 'POST', `/domain/${crypto.randomUUID()}`, { host: 'go.example.com' })
    hasDomain = true
  })
  return stage
}
