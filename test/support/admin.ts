/** The admin UI in a browser: set up as a person would do it, and every screen by its address. */
import type { Browser, BrowserContext, Page } from 'playwright-core'

import { runSluice, type Server, startServer } from './server.ts'

export const LOGIN = 'owner@example.com'
export const PASSWORD = 'correct horse battery 9'

/** Every screen that opens by an address alone; `1` stands for the first object of its kind. */
export const SCREENS = [
  '/',
  '/campaigns',
  '/campaigns/new',
  '/campaigns/1',
  '/campaigns/1/flows',
  '/report?by=campaign,geoCountry',
  '/clicks',
  '/conversions',
  '/postbacks',
  '/costs',
  '/offers',
  '/offers/1',
  '/landings',
  '/landings/new',
  '/networks',
  '/networks/new',
  '/networks/1',
  '/sources',
  '/sources/1',
  '/rotations',
  '/links',
  '/links/new',
  '/pixels',
  '/pixels/new',
  '/domains',
  '/users',
  '/users/new',
  '/account',
  '/settings',
  '/system',
] as const

/** The one-time address that a new server prints. */
export function setupLink(server: Server): string {
  const link = /http\S+\/admin\/setup#\S+/.exec(server.output())?.[0]
  if (link === undefined) throw new Error(`no set-up link in: ${server.output()}`)
  return link
}

/**
 * Each part of what the page asks together as a request of its own from now on, so that a test can hold,
 * change or break one of them.
 */
export async function askApart(page: Page): Promise<void> {
  await page.addInitScript(takeApart)
  await page.evaluate(takeApart)
}

/** Runs in the page. */
function takeApart(): void {
  const send = window.fetch
  const lineOf = async (path: string, part: number, init?: RequestInit) => {
    const response = await send(`/public/api/v1${path}`, init)
    const { status, headers } = response
    const told = { part, status, headers: Object.fromEntries(headers.entries()) }
    return `${JSON.stringify({ ...told, body: (await response.json()) as unknown })}\n`
  }
  const answered = (paths: readonly string[], init?: RequestInit) => {
    const encoder = new TextEncoder()
    return new ReadableStream({
      async start(controller) {
        const tell = (line: string) => controller.enqueue(encoder.encode(line))
        // What gets no answer has no line.
        await Promise.all(
          paths.map((path, part) => lineOf(path, part, init).then(tell, () => undefined)),
        )
        controller.close()
      },
    })
  }
  const apart = (input: string, init?: RequestInit) => {
    const [, query] = input.split('/batch?')
    if (query === undefined) return send(input, init)
    return Promise.resolve(new Response(answered(new URLSearchParams(query).getAll('get[]'), init)))
  }
  Object.assign(window, { fetch: apart })
}

/** What the server refuses the page from now on, parts of what it asks together among it. */
export function watchRefusals(page: Page): string[] {
  const refused: string[] = []
  const note = (status: number, address: string) => {
    if (status >= 400) refused.push(`${status} ${address}`)
  }
  page.on('response', async (response) => {
    const url = response.url()
    note(response.status(), url)
    if (!url.includes('/batch?')) return
    const paths = new URL(url).searchParams.getAll('get[]')
    // Of one that was given up there is no text.
    const text = await response.text().catch(() => '')
    for (const line of text.split('\n').filter((one) => one !== '')) {
      const { part, status } = JSON.parse(line) as { part: number; status: number }
      note(status, paths[part] ?? '')
    }
  })
  return refused
}

export interface Admin {
  readonly context: BrowserContext
  readonly page: Page
  /** Dialogs, refused scripts and styles, errors of scripts, requests to other origins. */
  readonly complaints: string[]
}

export async function openAdmin(
  browser: Browser,
  server: Server,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Admin> {
  const still = { locale: 'en-US', timezoneId: 'UTC', reducedMotion: 'reduce' } as const
  const context = await browser.newContext({ ...still, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    const text = message.text()
    if (/Content Security Policy|TrustedHTML|Unhandled/i.test(text)) complaints.push(text)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(data|blob):/.test(request.url())) {
      complaints.push(`foreign request: ${request.url()}`)
    }
  })
  return { context, page, complaints }
}

/** Answers the questions of the set-up; ends at the first campaign. `words` are the UI's own. */
export async function setUp(page: Page, server: Server): Promise<void> {
  await page.goto(setupLink(server))
  await page.locator('input').first().fill(LOGIN)
  await page.locator('input[type=password]').fill(PASSWORD)
  for (let step = 0; step < 3; step++) {
    await page.locator('form button[type=submit]').click()
    await page.locator(`.steps li:nth-child(${step + 2})[aria-current=step]`).waitFor()
  }
  await page.locator('.tile').first().waitFor()
}

export type LoggedIn = Awaited<ReturnType<BrowserContext['storageState']>>

/** A server with the demo's data, and what keeps its owner logged in. */
export async function startDemo(
  browser: Browser,
  clicks: number,
  args: readonly string[] = [],
): Promise<{ readonly server: Server; readonly loggedIn: LoggedIn }> {
  const server = await startServer({ args })
  const first = await openAdmin(browser, server)
  await setUp(first.page, server)
  await runSluice(['demo', '--clicks', String(clicks), '--data', server.dataDir], '')
  const loggedIn = await first.context.storageState()
  await first.context.close()
  return { server, loggedIn }
}

/** The path of the general postback address, with its key. */
export async function postbackPath(page: Page): Promise<string> {
  const { rows } = (await callApi(page, 'GET', '/postback_keys')) as {
    rows: { urls: { postback: string } }[]
  }
  return new URL(rows[0]?.urls.postback ?? '').pathname
}

/** By the form, as people do. */
export async function logIn(
  page: Page,
  server: Server,
  { login, password }: { readonly login: string; readonly password: string },
): Promise<void> {
  await page.goto(`${server.url}/admin/campaigns`)
  await page.locator('input').first().fill(login)
  await page.locator('input[type=password]').fill(password)
  await page.locator('form button[type=submit]').click()
  await page.locator('.shell').waitFor()
}

export async function openScreen(page: Page, server: Server, path: string): Promise<void> {
  await page.goto(`${server.url}/admin${path}`)
  await page.locator('h1').first().waitFor()
  await isDrawn(page)
}

/** Until nothing of a screen is waited for: it has its place, no skeleton is left, nothing is dimmed. */
export async function isDrawn(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('main.unplaced, [aria-busy=true], .dimmed') === null,
  )
}

/** A call of the API with the session of the page; throws unless it worked. */
export async function callApi(
  page: Page,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: unknown = null,
): Promise<unknown> {
  const [status, answer] = await page.evaluate(
    async ([method, path, body]) => {
      const base = '/public/api/v1'
      const session = (await (await fetch(`${base}/session`)).json()) as { csrfToken: string }
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrfToken }
      const sent = body === null ? {} : { body: JSON.stringify(body) }
      const response = await fetch(base + path, { method, headers, ...sent })
      return [response.status, (await response.json()) as unknown] as const
    },
    [method, path, body] as const,
  )
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`)
  return answer
}
