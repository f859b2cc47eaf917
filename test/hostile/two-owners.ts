/**
 * A running server with two campaigns that have clicks, conversions and costs: one that nobody but
 * the administrator may see, and one for a limited user. Names and amounts of the first are words
 * that must never be shown to him.
 */
import { clickIdIn } from '../support/postbacks.ts'
import { runSluice, type Server, startServer } from '../support/server.ts'

export const SECRET = 'Zanzibar'
export const SECRET_PAYOUT = '777.77'
/** Of a conversion of campaign 2. */
export const OWN_PAYOUT = '41.25'
const CLICKS = 3

export interface Reply {
  readonly status: number
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
  readonly body: any
}

export interface World {
  readonly server: Server
  readonly admin: string
  /** May change campaign 2, and nothing else. */
  readonly limited: string
  /** May see everything but money. */
  readonly discreet: string
  /** An administrator from whom money is kept. */
  readonly discreetAdmin: string
  /** Of campaign 1, which is not the limited user's, and of campaign 2. */
  readonly clicks: { readonly foreign: readonly string[]; readonly own: readonly string[] }
  readonly domainId: string
  ask(key: string, method: string, path: string, body?: unknown): Promise<Reply>
}

export async function twoOwners(): Promise<World> {
  const server = await startServer()
  const data = ['--data', server.dataDir]
  const account = ['--admin', '--email', 'boss@example.test', '--password-stdin', ...data]
  await runSluice(['user', 'create', ...account], 'a long password of a test')
  const made = await runSluice(['key', 'create', '--user', 'boss@example.test', ...data])
  const admin = made.stdout.trim()
  const ask: World['ask'] = async (key, method, path, body) => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = { 'api-key': key }
    const response = await fetch(`${server.url}/public/api/v1${path}`, {
      method,
      headers,
      ...content,
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return { status: response.status, text, body: isJson ? JSON.parse(text) : text }
  }
  const make = async (method: string, path: string, body?: unknown) => {
    const reply = await ask(admin, method, path, body)
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
    return reply.body
  }
  await make('PATCH', '/settings', { 'api.requests_per_second': 0 })
  const domainId = await makeObjects(make)
  const log = { subject: 'postback_log', accessLevel: 'READ' }
  const people = { limited: [record('campaign', '2'), log], discreet: ALL }
  const limited = await makeUser(make, 'limited', people.limited)
  const discreet = await makeUser(make, 'discreet', people.discreet)
  await make('PUT', '/user/3/hide_profit', { hideProfit: true })
  const discreetAdmin = await makeUser(make, 'discreet admin', [], 'admin')
  await make('PUT', '/user/4/hide_profit', { hideProfit: true })
  const clicks = { foreign: await visit(server, 'theirs'), own: await visit(server, 'ours') }
  await makeMoney(server, make, clicks)
  await makeWords(make)
  return { server, admin, limited, discreet, discreetAdmin, clicks, domainId, ask }
}

const record = (subject: string, id: string) => ({
  subject,
  accessLevel: 'CUSTOM',
  modifyUuids: [id],
})
const ALL = ['campaign', 'offer', 'affiliate_network', 'traffic_source', 'postback_log'].map(
  (subject) => ({ subject, accessLevel: 'MODIFY' }),
)

// oxlint-disable-next-line typescript/no-explicit-any -- as above
type Make = (method: string, path: string, body?: unknown) => Promise<any>

/** The domain's id. Ids of the others are 1 for what is secret, 2 for what is the limited user's. */
async function makeObjects(make: Make): Promise<string> {
  const [domainId, groupId] = [crypto.randomUUID(), crypto.randomUUID()]
  await make('POST', `/group/campaigns/${groupId}`, { name: SECRET })
  await make('POST', '/rotation', { name: SECRET, defaultPaths: [] })
  await make('POST', '/landing/not_integrated', { name: SECRET, url: 'https://zanzibar.test/l' })
  for (const [name, key] of [
    [SECRET, 'theirs'],
    ['Ours', 'ours'],
  ] as const) {
    const host = `https://${name.toLowerCase()}.test`
    const postbackUrl = `${host}/?c={external_id}&p={payout}`
    const { id: trafficSourceId } = await make('POST', '/traffic_source', { name, postbackUrl })
    const { id: affiliateNetworkId } = await make('POST', '/affiliate_network', { name })
    const offer = { name, url: `${host}/?s={click_id}`, affiliateNetworkId, isAuto: true }
    const { id } = await make('POST', '/offer', offer)
    await make('POST', '/campaign', { name, key, trafficSourceId })
    const offers = [{ offerId: id }]
    const flows = [{ type: 'default', name, paths: [{ name, offers }] }]
    await make('PUT', `/campaign/${id}/flows`, { flows })
  }
  await make('POST', `/domain/${domainId}`, { host: 'clicks.test' })
  await make('PUT', `/domain/index_page/${domainId}`, { indexPage: 1 })
  return domainId
}

/** What people write about objects and keep for their reports. */
async function makeWords(make: Make): Promise<void> {
  const { id: tagId } = await make('POST', '/tags', { name: SECRET })
  await make('POST', `/tags/${tagId}/link`, { subject: 'campaign', subjectId: 1 })
  const mark = { grouping: 'offer', value: '1', mark: SECRET }
  await make('POST', '/report/mark/campaign/1', mark)
  const column = { name: SECRET, formula: 'revenue * 2' }
  await make('POST', `/custom_column/${crypto.randomUUID()}`, column)
  await make('POST', '/views', { name: SECRET, query: { groupings: ['campaign'] } })
}

async function makeUser(
  make: Make,
  login: string,
  permissions: unknown,
  role = 'user',
): Promise<string> {
  const user = { login, password: 'a long password of a test', role, permissions }
  const { user_id: id } = await make('POST', '/user/create', user)
  await make('PUT', `/identity/api_key/refresh/${id}`)
  const [{ apiKey }] = await make('GET', `/identity/api_key/${id}`)
  return apiKey
}

async function visit({ url }: Server, key: string): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < CLICKS; n++) {
    const headers = { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0' }
    const address = `${url}/${key}?external_id=${key}-${n}`
    ids.push(await clickIdIn(await fetch(address, { redirect: 'manual', headers })))
  }
  return ids
}

async function makeMoney({ url }: Server, make: Make, clicks: World['clicks']): Promise<void> {
  const { rows } = await make('GET', '/postback_keys')
  const key = rows.find(({ kind }: { kind: string }) => kind === 'general').key
  const call = async (query: string) => {
    const response = await fetch(`${url}/${key}/postback?${query}`)
    if (response.status !== 200) throw new Error(`${query}: ${response.status}`)
  }
  await make('PUT', '/status_words', { theirword: 'sale' })
  await call(`subid=${clicks.foreign[0]}&status=theirword&payout=${SECRET_PAYOUT}&tid=theirs-1`)
  await call(`subid=${clicks.own[0]}&status=sale&payout=${OWN_PAYOUT}&tid=ours-1`)
  const payload = `clickid,payout,status\n${clicks.foreign[1]},1,sale`
  const { results } = await make('POST', '/conversions/import', { payload })
  if (results[0].result !== 'accepted') throw new Error(`import: ${results[0].cause}`)
  const period = { from: '2020-01-01', to: '2100-01-01' }
  await make('POST', '/costs', { campaigns: [1], cost: 888.8, ...period })
}
