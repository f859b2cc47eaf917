/**
 * A server full of what is not for everybody, the variables of the hostile cases filled in for it,
 * and what of those cases is no redirect.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { until } from '../support/until.ts'
import { allCases, filled, type HostileCase, whyNotRun } from './cases.ts'
import { type Answer, exchange } from './exchange.ts'
import { twoOwners, type World } from './two-owners.ts'

export const API = '/public/api/v1'
export const BOSS = { login: 'boss@example.test', password: 'a long password of a test' }
const SURFACES = 'mgmt admin.session admin.ui links postback landing.serve export'.split(' ')

/** Those of these surfaces that are run. */
export const apiCases = allCases.filter(
  (one) => SURFACES.includes(one.surface) && whyNotRun(one) === null,
)

/** Whether the request stands in the file byte for byte and says all there is to do. */
export function isWhole({ id, request }: HostileCase): boolean {
  const { path, body, payloads } = request
  return path !== undefined && typeof body !== 'string' && !payloads && !SAYS_MORE.has(id)
}

/** Their words demand more than their request shows, or it takes another method here. */
const SAYS_MORE = new Set(
  'AUTH-018 AUTH-022 CSV-011 DOS-001 IDOR-007 IDOR-014 MASS-001 PB-003 PB-019 SQL-012'.split(' '),
)

export interface Stage {
  readonly world: World
  readonly variables: Readonly<Record<string, string>>
}

/** `canaryPort`: of a listener that nobody may reach through the server. */
export async function openStage(canaryPort: number): Promise<Stage> {
  const world = await twoOwners()
  const made = { ...(await secretsOf(world)), ...(await landingOf(world)) }
  return { world, variables: { ...PATHS, ...made, CANARY: String(canaryPort) } }
}

const PATHS = {
  KEY_HEADER: 'api-key',
  ADMIN_PATH: '/admin',
  ADMIN_EMAIL: BOSS.login,
  ADMIN_PASSWORD: BOSS.password,
  ADMIN_API_CREATE: `${API}/traffic_source`,
  ADMIN_API_DELETE_BY_GET: `${API}/costs/1/undo`,
  SETUP_PATH: `${API}/setup/finish`,
  LOGIN_PATH: `${API}/session`,
  CAMPAIGNS_PATH: `${API}/campaign/list/filtered`,
  CAMPAIGN_A_PATH: `${API}/campaign/2`,
  CAMPAIGN_B_PATH: `${API}/campaign/1`,
  CAMPAIGN_B: '1',
  CLICKLOG_API: `${API}/clicklog`,
  POSTBACK_LOG: `${API}/postbacks`,
  REPORT_PATH: `${API}/report/query`,
  SETTINGS_PATH: `${API}/settings`,
  USER_B_PATH: `${API}/user/1`,
}

async function secretsOf({ server, admin, limited, clicks, domainId, ask }: World) {
  const { body: keys } = await ask(admin, 'GET', '/postback_keys')
  const keyOf = (kind: string) =>
    keys.rows.find((row: Record<string, string>) => row['kind'] === kind).key
  const { body: pixel } = await ask(admin, 'POST', '/postback_keys', { kind: 'pixel' })
  const { body: link } = await ask(admin, 'POST', '/links', {
    domainUuid: domainId,
    word: 'secretlink',
    webUrl: 'https://zanzibar.test/',
  })
  const { body: token } = await ask(admin, 'POST', '/link_tokens', { name: 'hostile' })
  const login = await fetch(`${server.url}${PATHS.LOGIN_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(BOSS),
  })
  return {
    TRACK: 'http://clicks.test',
    APIKEY_ADMIN: admin,
    APIKEY_A: limited,
    'APIKEY_A:8': limited.slice(0, 8),
    'APIKEY_A:upper': limited.toUpperCase(),
    ADMIN_COOKIE: (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
    LINK_B_PATH: `${API}/links/${link.id}`,
    LINKS_TOKEN: token.token as string,
    POSTBACK_PATH: `/${keyOf('general')}/postback`,
    PIXEL_PATH: `/${pixel.key}/postback`,
    POSTBACK_PATH_NO_KEY: '/postback',
    POSTBACK_PATH_WRONG_KEY: '/0123456789abcdef/postback',
    SUBID: clicks.own[1] ?? '',
  }
}

/** One that has been put into the folder, as an upload would leave it. */
async function landingOf({ server, admin, ask }: World): Promise<{ LANDING: string }> {
  const folder = join(server.dataDir, 'landers/shop')
  mkdirSync(folder, { recursive: true })
  await Bun.write(join(folder, 'index.html'), '<h1>Shop</h1>')
  await Bun.write(join(folder, '.env'), 'canary')
  const body = { name: 'Shop', path: 'landers/shop/index.html' }
  const { body: made } = await ask(admin, 'POST', '/landing/integrated', body)
  const url = `${server.url}/_landing/${made.id}/index.html`
  await until('the landing is served', async () => (await fetch(url)).status === 200)
  return { LANDING: String(made.id) }
}

/** Sends the case's request as it stands, with the variables filled in. */
export async function sendWhole(
  { world, variables }: Stage,
  { request, surface }: HostileCase,
): Promise<Answer> {
  const { method = 'GET', path = '/', headers = {}, raw_headers, body, body_text } = request
  const content = body_text ?? (body === undefined ? '' : JSON.stringify(body))
  const pairs = Object.entries({
    Host: `127.0.0.1:${world.server.port}`,
    ...(content === '' ? {} : { 'Content-Length': String(Buffer.byteLength(content)) }),
    ...headers,
  })
  const lines = [...pairs, ...(raw_headers ?? [])].map(([name, value]) => `${name}: ${value}\r\n`)
  const target = surface === 'landing.serve' ? path.replace('/lp/', '/_landing/') : path
  // The click log of a campaign is asked for by this name here.
  const asked = target.replace('?campaign=', '?campaignIds[]=')
  const text = `${method} ${asked} HTTP/1.1\r\n${lines.join('')}Connection: close\r\n\r\n${content}`
  const sent = Buffer.from(filled(text, variables)).toString('latin1')
  const { answers } = await exchange({ port: world.server.port, text: sent })
  const [answer] = answers
  if (!answer) throw new Error('no answer')
  return answer
}
