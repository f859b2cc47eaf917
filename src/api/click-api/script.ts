/**
 * `<script src="https://…/<alias>?return=js.client&…">`: the campaign decides about the browser that
 * loads the page, as the Click API would, and the script that it gets acts on that (`click-api.md`
 * 10). What a page's query says about the visitor himself is not believed.
 */
import { randomUUID } from 'node:crypto'

import { ALIAS } from '../../core/paths.ts'
import type { CompiledCampaign, RoutingTables } from '../../core/tables.ts'
import { validHost } from '../../detect/host.ts'
import type { VisitorCall } from '../../track/call-arrival.ts'
import { callCampaign } from '../../track/call.ts'
import { readOfferToken } from '../../track/offer-token.ts'
import type { HostVerdict } from '../hosts.ts'
import { fieldCollector, takeUrlencoded } from './fields.ts'
import { type ClickApiParts, connectionOf, pageOf } from './routes.ts'
import { CLIENT_SCRIPT } from './script-text.ts'
import { type Connection, visitorCall } from './visitor.ts'
import { answerBody } from './wire.ts'

/** Whether a URL asks for the script. */
export function isScriptCall(url: string): boolean {
  return url.includes('return=js.client') && /[?&]return=js\.client(?:&|$)/.test(url)
}

export function clickScript(parts: ClickApiParts) {
  return async (request: Request, verdict: HostVerdict, peer: string): Promise<Response> => {
    const connection = connectionOf(parts, request, verdict, peer)
    try {
      const text = await scriptFor(parts, connection, sentBy(request))
      return script(text === null ? 404 : 200, request.method === 'HEAD' ? '' : (text ?? ''))
    } catch (error) {
      parts.report(error, randomUUID())
      return script(500, '')
    }
  }
}

type Sent = ReadonlyMap<string, string>

function sentBy({ url }: Request): Sent {
  const { take, fields } = fieldCollector()
  takeUrlencoded(url.slice(url.indexOf('?') + 1), take)
  return fields.scalars
}

/** `null` when no campaign has the alias. */
async function scriptFor(
  parts: ClickApiParts,
  connection: Connection,
  sent: Sent,
): Promise<string | null> {
  const campaign = byAlias(connection.path, parts.tables())
  if (campaign === null) return null
  const name = NAME.exec(sent.get('name') ?? '')?.[0] ?? null
  const config = known(parts, sent, campaign) ?? (await decided(parts, connection, sent, campaign))
  return `(${CLIENT_SCRIPT})(${literal(config)},${literal(name)});\n`
}

const NAME = /^_?[A-Za-z0-9]{1,64}$/

function byAlias(path: string, tables: RoutingTables): CompiledCampaign | null {
  const word = path.slice(1).replace(/\/$/, '')
  const campaign = ALIAS.test(word) ? tables.byAlias(word) : null
  return campaign?.spec.state === 'archived' || !campaign?.spec.clickApiEnabled ? null : campaign
}

/** A visitor who shows the ids of a click of this campaign is here again: no new click, no action. */
function known({ keys, clock }: ClickApiParts, sent: Sent, { spec }: CompiledCampaign) {
  const token = sent.get('token') ?? ''
  const read = token === '' ? null : readOfferToken(keys.offerToken, token, clock())
  if (read === null || read.clickId !== sent.get('sub_id') || read.campaignId !== spec.id)
    return null
  const content = { body: '', headers: [], status: 200, cookies: {}, cookies_ttl: 1 }
  return { created_at: seconds(clock), subid: read.clickId, token, content }
}

async function decided(
  parts: ClickApiParts,
  connection: Connection,
  sent: Sent,
  campaign: CompiledCampaign,
) {
  const called = callCampaign(parts, browserCall(parts, connection, sent), campaign)
  await called.stored
  const page = called.answer === null ? null : await pageOf(parts, called.answer)
  const wanted = { info: false, log: false, remarks: [], tookSeconds: 0 }
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

/** Words for the script, and facts that the connection itself tells better. */
const NOT_BELIEVED = [
  'return',
  'name',
  'host',
  'sub_id',
  'token',
  'ip',
  'ua',
  'user_agent',
  'language',
  'x_requested_with',
  'force_redirect_offer',
]

function browserCall(parts: ClickApiParts, connection: Connection, sent: Sent): VisitorCall {
  const scalars = new Map(sent)
  for (const name of NOT_BELIEVED) scalars.delete(name)
  const fields = { scalars, originalHeaders: null, headers: null, server: null }
  return {
    ...visitorCall(fields, connection, parts.addresses),
    origin: knownOrigin(sent.get('host') ?? '', parts.tables()) ?? connection.origin,
    forwarded: connection.header,
  }
}

/** The origin of a URL that leads to one of our domains. */
function knownOrigin(text: string, tables: RoutingTables): string | null {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return null
  const host = validHost(url.host)
  return host !== null && tables.domain(host) !== null ? url.origin : null
}

/** JSON that can't end the script around it, nor a line of it. */
function literal(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function script(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: {
      'Content-Type': 'application/javascript; charset=utf-8',
      'Cache-Control': 'no-store',
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}
