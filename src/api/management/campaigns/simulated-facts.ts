/** The visitor of a simulation: as he is described, and else as a stored click has him. */
import { type Static, Type } from '@sinclair/typebox'

import { uniqueIn } from '../../../core/click.ts'
import { continentOf } from '../../../core/countries.ts'
import { type Event, Flag } from '../../../core/event.ts'
import type { Flow } from '../../../core/model.ts'
import { parseTrace } from '../../../core/trace/trace-text.ts'
import type { Bound, Device } from '../../../core/visit.ts'
import { validHost } from '../../../detect/host.ts'
import type { SimulatedFacts } from '../../../track/visits/simulate.ts'
import { nullable } from '../shape.ts'

const optional = Type.Optional
const Word = optional(nullable(Type.String({ maxLength: 1024 })))
const Texts = optional(Type.Record(Type.String(), Type.Unknown()))

export const Facts = Type.Object({
  ip: Word,
  country: Word,
  region: Word,
  city: Word,
  isp: Word,
  asn: optional(nullable(Type.Integer({ minimum: 0 }))),
  connectionType: Word,
  userAgent: Word,
  device: optional(
    nullable(
      Type.Object({
        type: Word,
        brand: Word,
        model: Word,
        os: Word,
        osVersion: Word,
        browser: Word,
        browserVersion: Word,
      }),
    ),
  ),
  language: Word,
  referrer: Word,
  isBot: optional(nullable(Type.Boolean())),
  unique: optional(
    Type.Object({
      campaign: optional(Type.Boolean()),
      flow: optional(Type.Boolean()),
      global: optional(Type.Boolean()),
    }),
  ),
  host: optional(Type.String({ maxLength: 253 })),
  query: Texts,
  headers: Texts,
  cookies: Texts,
})

export type Said = Static<typeof Facts>

/** Whom a simulation is of, besides what is said of him. */
export interface SimulatedOf {
  /** `null`: nobody who came. */
  readonly click: Event | null
  readonly origin: string
  /** Whose filters he meets. */
  readonly flows: readonly Flow[]
}

export function factsOf(said: Said, { click, origin, flows }: SimulatedOf): SimulatedFacts {
  const { unique = {}, isBot = null } = said
  const host = hostAsVisited(said.host ?? URL.parse(origin)?.host ?? '')
  const agent = said.userAgent ?? null
  const isLeftOut = agent === null && click !== null && (click.flags & Flag.agentLeftOut) !== 0
  const device = said.device ?? (isLeftOut ? deviceOf(click) : null)
  return {
    ip: said.ip ?? (click?.ip || null),
    userAgent: agent ?? (isLeftOut ? null : (click?.userAgent ?? null)),
    device: device && given(device),
    geo: given({
      ...countryOf(said, click),
      // What the click has no word for may be unknown as well as empty: the database of now is asked.
      region: said.region ?? (click?.region || null),
      city: said.city ?? (click?.city || null),
      isp: said.isp ?? (click?.isp || null),
      organization: click?.organization || null,
      asn: said.asn ?? (click?.asn || null),
      operator: click?.operator || null,
      connectionType: said.connectionType ?? (click?.connectionType || null),
    }),
    language: said.language ?? click?.language ?? '',
    referrer: said.referrer ?? click?.referrer ?? '',
    isBot: isBot ?? (isLeftOut ? wasBot(click) : null),
    unique: { ...(click === null ? NEW : uniqueIn(click)), ...unique },
    bound: click === null ? null : boundIn(click),
    passed: said.query === undefined ? click : null,
    parentCampaignId: click?.parentCampaignId ?? 0,
    host: said.host === undefined && click !== null && click.host !== '' ? click.host : host,
    origin,
    rawQuery: queryOf(said.query, click),
    headers: headersOf(said, click, flows),
    // Of a stored click only the headers are known that became its facts.
    hasAllHeaders: click === null || said.headers !== undefined,
    origins: originsOf(said, click),
  }
}

const NEW = { campaign: true, flow: true, global: true }

/** What the click was bound to when it came, as its trace tells; plain addresses have no number there. */
function boundIn(click: Event): Bound | null {
  const bound = parseTrace(click.why, '').filter((entry) => entry.at === 'bound')
  if (bound.length === 0) return null
  const idOf = (of: string) => Math.max(bound.find((entry) => entry.of === of)?.id ?? 0, 0)
  const flowId = idOf('flow') || click.flowId
  const pathId = flowId === click.flowId ? click.pathId : 0
  return { flowId, pathId, landingId: idOf('landing'), offerId: idOf('offer') }
}

/** By fact, whether it was said or is the click's; what is neither has its usual origin. */
function originsOf(said: Said, click: Event | null): string[] {
  const facts: readonly (readonly [name: string, said: unknown, ofClick: string | undefined])[] = [
    ['ip', said.ip, click?.ip],
    ['country', said.country, click?.country],
    ['region', said.region, click?.region],
    ['city', said.city, click?.city],
    ['isp', said.isp, click?.isp],
    ['user_agent', said.userAgent, click?.userAgent],
    ['device', said.device, undefined],
    ['language', said.language, click?.language],
    ['referrer', said.referrer, click?.referrer],
    ['app', undefined, click?.xRequestedWith],
  ]
  return facts.flatMap(([name, own, ofClick]) => {
    if (own !== undefined && own !== null) return [`${name}:said`]
    return ofClick === undefined || ofClick === '' ? [] : [`${name}:click`]
  })
}

/** With the continent that it lies on, as where a trusted proxy tells the country. */
function countryOf({ country = null }: Said, click: Event | null) {
  if (country === null) {
    return { country: click?.country || undefined, continent: click?.continent || undefined }
  }
  const code = country.toUpperCase()
  return { country: code, continent: continentOf(code) }
}

/** As a visit to it would have it: without port, in punycode. */
function hostAsVisited(said: string): string {
  return validHost(URL.parse(`http://${said}/`)?.hostname ?? '') ?? said
}

/** As it was seen in the agent that is not stored. */
function deviceOf(click: Event): Device {
  const { deviceType, deviceBrand, deviceModel, os, osVersion, browser, browserVersion } = click
  const names = { type: deviceType, brand: deviceBrand, model: deviceModel }
  return { ...names, os, osVersion, browser, browserVersion }
}

/** Before a flow marked it as one. */
function wasBot({ botReasons }: Event): boolean {
  return botReasons !== '' && botReasons !== 'flow'
}

/** Only what was said: what was left out stays as unknown as it would be live. */
function given<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const said = Object.entries(values).filter(([, value]) => value !== undefined && value !== null)
  return Object.fromEntries(said) as { [K in keyof T]?: NonNullable<T[K]> }
}

const textsOf = (record: Record<string, unknown> | undefined): [string, string][] =>
  Object.entries(record ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])

function queryOf(query: Record<string, unknown> | undefined, click: Event | null): string {
  return query === undefined
    ? (click?.rawQuery ?? '')
    : new URLSearchParams(textsOf(query)).toString()
}

function headersOf(
  { headers, cookies, language, referrer, userAgent }: Said,
  click: Event | null,
  flows: readonly Flow[],
) {
  const own = textsOf(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const cookie = textsOf(cookies).map(([name, value]) => `${name}=${value}`)
  const stored = click === null ? [] : headersSeen(click, flows)
  return new Map<string, string>([
    ...stored,
    ['accept-language', language ?? click?.language ?? ''],
    ['referer', referrer ?? click?.referrer ?? ''],
    ['user-agent', userAgent ?? click?.userAgent ?? ''],
    ['cookie', cookie.join('; ')],
    ...own,
  ])
}

/** No click is stored with its headers, but what filters saw of them stands in its trace. */
function headersSeen(click: Event, flows: readonly Flow[]): [string, string][] {
  const trace = parseTrace(click.why, '')
  const app: [string, string] = ['x-requested-with', click.xRequestedWith]
  const seen = flows.flatMap(({ id, filters }) => {
    const values = trace.flatMap((entry) =>
      entry.at === 'filter' && entry.flowId === id && entry.key === 'header' ? [entry.seen] : [],
    )
    const asked = filters.filter(({ key, enabled }) => key === 'header' && enabled)
    return asked.flatMap(({ payload }, at): [string, string][] => {
      const value = values[at] ?? null
      return value === null ? [] : [[headerIn(payload).toLowerCase(), value]]
    })
  })
  return [app, ...seen]
}

function headerIn(payload: unknown): string {
  const { name = '' } = (payload ?? {}) as { readonly name?: unknown }
  return typeof name === 'string' ? name : ''
}
