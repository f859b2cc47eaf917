/**
 * A real browser, and a site of somebody else for it to visit. The browser is Debian's Chromium without
 * its windows, which takes half the time of the one with; where that is missing a test fails, because a
 * page that nobody opened was not tested.
 */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

export interface Site {
  /** Scheme, host and port, e.g. `http://shop.localhost:23456`. */
  readonly origin: string
  /** What was asked of it, oldest first. */
  readonly requests: readonly Request[]
  /** Answers `path` from now on; the other paths are 204. */
  serve(path: string, page: SitePage): void
  stop(): Promise<void>
}

export interface SitePage {
  readonly body: string
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** `name` becomes the host `<name>.localhost`: another site than the tracker, yet a safe origin. */
export function openSite(name: string): Site {
  const pages = new Map<string, SitePage>()
  const requests: Request[] = []
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request) {
      requests.push(request)
      const page = pages.get(new URL(request.url).pathname)
      if (page === undefined) return new Response(null, { status: 204 })
      const { body, contentType = 'text/html; charset=utf-8', headers = {} } = page
      return new Response(body, { headers: { 'Content-Type': contentType, ...headers } })
    },
  })
  return {
    origin: `http://${name}.localhost:${server.port}`,
    requests,
    serve: (path, page) => void pages.set(path, page),
    stop: () => server.stop(true),
  }
}

const PROGRAM = 'chromium-headless-shell'

export async function openBrowser(): Promise<Browser> {
  const executablePath = Bun.which(PROGRAM)
  if (executablePath === null) throw new Error(`${PROGRAM} is missing: apt-get install ${PROGRAM}`)
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
}

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors of scripts and what the browser itself complained about. */
  readonly complaints: readonly string[]
}

/** A browser that has never been anywhere. */
export async function newVisitor(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visitor> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { context, page, complaints }
}
