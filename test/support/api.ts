/** Sluice as its administrator uses it: an account made on the command line, then the API. */
import { runCommand } from '../../src/commands/run.ts'
import type { Server } from './server.ts'
import { until } from './until.ts'

export interface Answer<Body> {
  readonly status: number
  /** Parsed JSON, or the text when it is none; the caller says what it expects. */
  readonly body: Body
}

export type Api = <Body = unknown>(
  method: string,
  path: string,
  body?: unknown,
) => Promise<Answer<Body>>

export interface Admin {
  readonly api: Api
  readonly key: string
}

export interface NewCampaign {
  readonly alias: string
  /** Where the default flow leads; may hold macros. */
  readonly target?: string
  /** The action of the default flow. */
  readonly action?: string
}

export interface MadeCampaign {
  readonly id: number
  readonly alias: string
}

interface Made {
  readonly id: number
}

const EMAIL = 'admin@example.test'
const PASSWORD = 'correct horse battery'

/** Makes the first user and a key, and waits until the running server knows the key. */
export async function admin(server: Server): Promise<Admin> {
  const data = ['--data', server.dataDir]
  await succeed(
    ['user', 'create', '--admin', '--email', EMAIL, '--password-stdin', ...data],
    PASSWORD,
  )
  const key = (await succeed(['key', 'create', '--user', EMAIL, ...data])).trim()
  const api = apiOf(server, key)
  await until('the key is known', async () => (await api('GET', '/user/role')).status !== 401)
  return { api, key }
}

/** The management API of a server; `path` is below `/public/api/v1`. */
export function apiOf(server: { readonly port: number }, key: string): Api {
  return async <Body>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/public/api/v1${path}`, {
      method,
      headers: { 'api-key': key, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: parsed(text) as Body }
  }
}

/** A campaign with one default flow, reached at `/<alias>`. */
export async function makeCampaign(api: Api, wanted: NewCampaign): Promise<MadeCampaign> {
  const { alias, target = 'https://offer.test/?c={subid}', action = 'http' } = wanted
  const source = await need(api<Made>('POST', '/traffic_source', { name: `Source of ${alias}` }))
  const campaign = { name: `Campaign ${alias}`, trafficSourceId: source.id, key: alias }
  const { id } = await need(api<Made>('POST', '/campaign', campaign))
  await need(api('PUT', `/campaign/${id}/flows`, flowSet({ key: action, payload: target })))
  await need(api('PATCH', `/campaign/${id}/full`, { alias }))
  return { id, alias }
}

export interface OfferCampaign extends MadeCampaign {
  readonly offerId: number
  readonly networkId: number
}

/** A campaign whose visitors go to an offer of a network; `offer` are further properties of it. */
export async function makeOfferCampaign(
  api: Api,
  alias: string,
  offer: Readonly<Record<string, unknown>> = {},
): Promise<OfferCampaign> {
  const name = `Offer of ${alias}`
  const network = await need(api<Made>('POST', '/affiliate_network', { name: `Of ${alias}` }))
  const plain = { name, url: 'https://offer.test/?c={subid}', affiliateNetworkId: network.id }
  const made = await need(api<Made>('POST', '/offer', { ...plain, isAuto: true, ...offer }))
  const source = await need(api<Made>('POST', '/traffic_source', { name: `Source of ${alias}` }))
  const taken = { offerId: made.id, enabled: true, weight: 100 }
  const paths = [{ name: 'p', enabled: true, weight: 100, landings: [], offers: [taken] }]
  const campaign = { name: `Campaign ${alias}`, trafficSourceId: source.id, key: alias }
  const customRotation = { defaultPaths: paths, rules: [] }
  const { id } = await need(api<Made>('POST', '/campaign', { ...campaign, customRotation }))
  await need(api('PATCH', `/campaign/${id}/full`, { alias }))
  return { id, alias, offerId: made.id, networkId: network.id }
}

function flowSet(action: { key: string; payload: string }): unknown {
  const flow = {
    type: 'default',
    name: 'All visitors',
    weight: 100,
    enabled: true,
    combine: 'and',
    filters: [],
    markAsBot: false,
    storeClicks: true,
    action,
    paths: [],
  }
  return { mode: 'position', flows: [flow] }
}

/** The body of a successful answer; anything else throws with what was said. */
async function need<Body>(asked: Promise<Answer<Body>>): Promise<Body> {
  const { status, body } = await asked
  if (status >= 300) throw new Error(`the API answered ${status}: ${JSON.stringify(body)}`)
  return body
}

/** Runs a command in this process: one of its own would take a quarter of a second each time. */
async function succeed(words: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await runHere(words, input)
  if (code !== 0) throw new Error(`sluice ${words.join(' ')} ended with ${code}: ${stderr}`)
  return stdout
}

async function runHere(words: readonly string[], input: string) {
  const [printed, warned]: [string[], string[]] = [[], []]
  const code = await runCommand(words, {
    env: {},
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    readInput: () => Promise.resolve(input),
  })
  return { code, stdout: printed.join('\n'), stderr: warned.join('\n') }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
