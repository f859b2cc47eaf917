/** An installation with domains, accounts and tokens of the links API, on a running server. */
import { admin, type Api } from './api.ts'
import { type Server, startServer } from './server.ts'

export const BROWSER =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36'

export interface Received {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly json: any
}

/** A short link as the management API tells it. */
export interface Link {
  readonly id: number
  readonly word: string
  readonly url: string
}

export interface LinkInstallation {
  readonly server: Server
  /** The management API, as the administrator. */
  readonly api: Api
  /** Succeeds or throws. */
  need<Body>(method: string, path: string, body?: unknown): Promise<Body>
  /** A key to the links API; of the administrator unless `userId` says otherwise. */
  token(more?: object): Promise<string>
  user(login: string): Promise<number>
  /** A domain under a new id. */
  domain(host: string, settings?: object): Promise<string>
  /** A short link to some page, unless `more` says otherwise. */
  link(more?: object): Promise<Link>
  /** A person's visit to one of the domains; redirects are not followed. */
  visit(host: string, path: string, options?: SendOptions): Promise<Received>
  /** A request to the listener with a host of its own; redirects are not followed. */
  send(path: string, options?: SendOptions): Promise<Received>
}

export interface SendOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export async function openLinks(args: readonly string[] = []): Promise<LinkInstallation> {
  const server = await startServer({ args })
  const { api } = await admin(server)
  const need = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const answer = await api<Body>(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const send = (path: string, options: SendOptions = {}) =>
    received(`${server.url}${path}`, options)
  return {
    server,
    api,
    need,
    token: async (more = {}) =>
      (await need<{ token: string }>('POST', '/link_tokens', { name: 'Test', ...more })).token,
    user: async (login) => {
      const body = { login, password: 'correct horse battery', role: 'admin' }
      return (await need<{ user_id: number }>('POST', '/user/create', body)).user_id
    },
    async domain(host, settings) {
      const id = crypto.randomUUID()
      await need('POST', `/domain/${id}`, { host })
      if (settings) await need('PATCH', `/domain/${id}/link_settings`, settings)
      return id
    },
    link: (more = {}) => need<Link>('POST', '/links', { webUrl: 'https://example.com/d', ...more }),
    visit: (host, path, options = {}) =>
      send(path, {
        ...options,
        headers: { Host: host, 'User-Agent': BROWSER, ...options.headers },
      }),
    send,
  }
}

async function received(
  url: string,
  { method = 'GET', headers = {}, body }: SendOptions,
): Promise<Received> {
  const answer = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, text, json: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
