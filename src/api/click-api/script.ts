/**
 * `<script src="https://…/<alias>?return=js.client&…">`: the campaign decides about the browser that
 * loads the page, as the Click API would, and the script that it gets acts on that; with
 * `return=json` the page gets the ids alone (`click-api.md` 10). What a page's query says about the
 * visitor himself is not believed.
 */
import { randomUUID } from 'node:crypto'

import { HTML } from '../../core/actions/action.ts'
import { scriptLiteral } from '../../core/actions/page.ts'
import { ALIAS, isReservedWord } from '../../core/paths.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { validHost } from '../../detect/host.ts'
import { readOfferToken } from '../../track/cookies/offer-token.ts'
import type { VisitorCall } from '../../track/visits/call-arrival.ts'
import { callCampaign } from '../../track/visits/call.ts'
import { asOn } from '../../track/visits/switched-off.ts'
import { type Address, splitUrl } from '../address.ts'
import type { HostVerdict } from '../hosts.ts'
import { type CallFields, newReading, takeUrlencoded } from './fields.ts'
import {
  answersCalls,
  type ClickApiParts,
  connectionOf,
  pageOf,
  preflight,
  proxyHeaders,
} from './routes.ts'
import { CLIENT_SCRIPT } from './script-text.ts'
import { type Connection, ownUnusual, visitorCall } from './visitor.ts'
import { answerBody } from './wire.ts'

const PAGE_CALL = /(?:^|[?&])return=(js\.client|json)(?:&|$)/

/**
 * Whether an address asks for the script, or for the ids alone. Elsewhere than below an alias the word means
 * something else: what a network wants to hear of its postback, or nothing.
 */
export function isPageCall({ path, rawQuery }: Address): boolean {
  if (!rawQuery.includes('return=js') || !PAGE_CALL.test(rawQuery)) return false
  const word = aliasIn(path)
  return word !== null && !isReservedWord(word)
}

export function pageCalls(parts: ClickApiParts) {
  return async (request: Request, verdict: HostVerdict, peer: string): Promise<Response> => {
    if (request.method === 'OPTIONS') return preflight(request)
    const { rawQuery } = splitUrl(request.url)
    const reply = PAGE_CALL.exec(rawQuery)?.[1] === 'json' ? ids : script
    try {
      const connection = connectionOf(parts, request, verdict, peer)
      return reply(await configFor(parts, connection, sentBy(request)))
    } catch (error) {
      parts.report(error, randomUUID())
      return reply(null, 500)
    }
  }
}

function sentBy({ url }: Request): CallFields {
  const fields = newReading()
  takeUrlencoded(fields, splitUrl(url).rawQuery)
  return fields
}

/** What a page is told: the ids, and what to do. */
interface PageConfig {
  /** Unix seconds. */
  readonly created_at: number
  readonly subid: string
  readonly token: string | null
  readonly content: object
}

interface Told {
  readonly config: PageConfig
  /** Under which name the page's own script wants to find it. */
  readonly name: string | null
}

/** `null` when no campaign has the alias. */
async function configFor(
  parts: ClickApiParts,
  connection: Connection,
  sent: CallFields,
): Promise<Told | null> {
  const tables = parts.tables()
  const found = byAlias(connection.path, tables)
  if (found === null) return null
  const campaign = asOn(connection.host, found, tables)
  const name = NAME.exec(sent.parameters.get('name') ?? '')?.[0] ?? null
  const config = known(parts, sent, campaign) ?? (await decided(parts, connection, sent, campaign))
  return { config, name }
}

const NAME = /^_?[A-Za-z0-9]{1,64}$/

/** Of `/<alias>` and `/<alias>/`, where a run of slashes is one. */
function aliasIn(path: string): string | null {
  const word = path.replace(/^\/+/, '').replace(/\/+$/, '')
  return ALIAS.test(word) ? word : null
}

function byAlias(path: string, tables: RoutingTables): CompiledCampaign | null {
  const word = aliasIn(path)
  if (word === null) return null
  const campaign = tables.byAlias(word) ?? tables.byAliasInAnyCase(word)
  return campaign !== null && answersCalls(campaign, tables) ? campaign : null
}

/**
 * A visitor who shows the ids of a click of this campaign is here again: no new click, no action. They
 * stand in the page's query because the campaign sent him there, or were kept from an earlier visit.
 */
function known(
  parts: ClickApiParts,
  { facts, parameters }: CallFields,
  campaign: CompiledCampaign,
): PageConfig | null {
  return (
    ofIds(parts, parameters.get('_token'), parameters.get('_subid'), campaign) ??
    ofIds(parts, facts.get('token'), parameters.get('sub_id'), campaign)
  )
}

function ofIds(
  { keys, clock }: ClickApiParts,
  token: string = '',
  subId: string = '',
  { spec }: CompiledCampaign,
): PageConfig | null {
  const read = token === '' ? null : readOfferToken(keys.offerToken, token, clock())
  if (read === null || typeof read === 'string' || read.campaignId !== spec.id) return null
  if (read.clickId !== subId) return null
  return { created_at: seconds(clock), subid: read.clickId, token, content: NOTHING_TO_DO }
}

const NOTHING_TO_DO = {
  body: '',
  headers: [],
  status: 200,
  contentType: HTML,
  uniqueness_cookie: '',
  cookies_ttl: 1,
  cookies: {},
}

async function decided(
  parts: ClickApiParts,
  connection: Connection,
  sent: CallFields,
  campaign: CompiledCampaign,
): Promise<PageConfig> {
  const called = callCampaign(parts, browserCall(parts, connection, sent), campaign)
  await called.stored
  const page = called.answer === null ? null : await pageOf(parts, called.answer)
  const wanted = {
    info: false,
    log: false,
    remarks: [],
    tookSeconds: 0,
    headers: proxyHeaders(parts),
  }
  const answer = answerBody(called, page, wanted)
  const body = page?.bytes ? Buffer.from(page.bytes) : Buffer.from(page?.body ?? '')
  return {
    created_at: seconds(parts.clock),
    subid: called.clickId,
    token: called.token || null,
    content: { ...answer, body: body.toString('base64') },
  }
}

function seconds(clock: () => number): number {
  return Math.floor(clock() / 1000)
}

/** Words for the script. */
const WORDS = ['return', 'name', 'host', 'sub_id']
/** Facts that the connection itself tells better. */
const NOT_BELIEVED = [
  'token',
  'ip',
  'ua',
  'user_agent',
  'language',
  'x_requested_with',
  'force_redirect_offer',
]

function browserCall(parts: ClickApiParts, connection: Connection, sent: CallFields): VisitorCall {
  const fields: CallFields = {
    ...newReading(),
    facts: without(sent.facts, NOT_BELIEVED),
    parameters: without(sent.parameters, WORDS),
    query: null,
  }
  return {
    ...visitorCall(fields, connection, parts.addresses),
    origin: knownOrigin(sent.parameters.get('host') ?? '', parts.tables()) ?? connection.origin,
    forwarded: connection.header,
    unusual: ['script', ...ownUnusual(connection, parts.addresses)],
  }
}

function without(fields: ReadonlyMap<string, string>, names: readonly string[]) {
  const kept = new Map(fields)
  for (const name of names) kept.delete(name)
  return kept
}

/** The origin of a URL that leads to one of our domains. */
function knownOrigin(text: string, tables: RoutingTables): string | null {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  const host = validHost(url.host)
  return host !== null && tables.domain(host) !== null ? url.origin : null
}

type Reply = (told: Told | null, status?: 500) => Response

const script: Reply = (told, status) => {
  const text =
    told === null
      ? ''
      : `(${CLIENT_SCRIPT})(${scriptLiteral(told.config)},${scriptLiteral(told.name)});\n`
  return answered('application/javascript', text, status ?? (told ? 200 : 404))
}

const ids: Reply = (told, status) => {
  const { subid, token } = told?.config ?? {}
  const body = told === null ? { error: 'There is no such campaign' } : { subid, token }
  return answered('application/json', JSON.stringify(body), status ?? (told ? 200 : 404))
}

function answered(type: string, text: string, status: number): Response {
  return new Response(text, {
    status,
    headers: {
      'Content-Type': `${type}; charset=utf-8`,
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
