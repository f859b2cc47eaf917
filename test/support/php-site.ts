/**
 * The site of `test/e2e/php`, on PHP's own server, and a visitor with a cookie jar. Debian's
 * `php-cli` and `php-curl` must be there: a missing one is a failure.
 */
import { createConnection } from 'node:net'
import { join } from 'node:path'

import { freePort, newFolder } from './server.ts'
import { until } from './until.ts'

export interface PhpSite {
  readonly url: string
  stop(): Promise<void>
}

export interface Shown {
  readonly status: number
  readonly location: string | null
  readonly contentType: string
  readonly body: string
  /** Cookies of the site by name, as the visitor has them now. */
  readonly cookies: ReadonlyMap<string, string>
  /** Seconds that each cookie set now stays; `null` for one that goes with the browser. */
  readonly lives: ReadonlyMap<string, number | null>
}

export type VisitorOf = (path: string, headers?: Record<string, string>) => Promise<Shown>

const SCRIPT = join(import.meta.dir, '../e2e/php/site.php')

export async function openPhpSite(tracker: string): Promise<PhpSite> {
  const php = Bun.which('php')
  if (php === null) throw new Error('php is missing: apt-get install php-cli php-curl')
  const port = await freePort()
  // Notices would go into the page, as they do on many sites, and so fail the test that reads it.
  const settings = ['-d', 'display_errors=1', '-d', `session.save_path=${newFolder()}`]
  const words = [php, ...settings, '-S', `127.0.0.1:${port}`, SCRIPT]
  const env = { ...process.env, TRACKER: tracker }
  const child = Bun.spawn(words, { env, stdout: 'ignore', stderr: 'ignore' })
  await until('the site answers', () => isOpen(port))
  const stop = async () => {
    child.kill()
    await child.exited
  }
  return { url: `http://127.0.0.1:${port}`, stop }
}

function isOpen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createConnection(port, '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}

let visitors = 0

/** Somebody with an address of his own who keeps the cookies he gets and follows no redirect. */
export function newVisitorOf(site: PhpSite): VisitorOf {
  const cookies = new Map<string, string>()
  const own = {
    'x-forwarded-for': `198.51.${100 + Math.floor(visitors / 250)}.${(visitors++ % 250) + 1}`,
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    'accept-language': 'de-AT,de;q=0.9',
    referer: 'https://www.google.com/',
  }
  return async (path, headers = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(site.url + path, {
      redirect: 'manual',
      headers: { ...own, ...(cookie === '' ? {} : { cookie }), ...headers },
    })
    const lives = new Map<string, number | null>()
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      const [, expires] = /;\s*expires=([^;]+)/i.exec(line) ?? []
      cookies.set(name, value)
      lives.set(name, expires === undefined ? null : (Date.parse(expires) - Date.now()) / 1000)
    }
    const { status } = answer
    const contentType = answer.headers.get('content-type') ?? ''
    const location = answer.headers.get('location')
    return { status, location, contentType, body: await answer.text(), cookies, lives }
  }
}
