/** The black-box cases of the Click API (`test/cases/click-api.json`) against a running server. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import file from '../../cases/click-api.json'
import {
  actionFlow,
  type Installation,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

interface Asked {
  readonly method: string
  readonly path: string
  readonly query?: Record<string, string>
  readonly form?: Record<string, string>
  readonly form_set?: string
  readonly headers?: Record<string, string>
  readonly cookies?: Record<string, string>
}

interface Step {
  readonly request: Asked
  readonly expect: readonly [what: string, operator: string, value?: unknown][]
  readonly save?: Record<string, string>
}

interface Case {
  readonly id: string
  readonly title: string
  readonly fixture: string
  readonly steps: readonly Step[]
}

interface Received {
  readonly status: number
  readonly header: Record<string, string>
  readonly text: string
  readonly ms: number
  readonly json: unknown
}

type Variables = Map<string, unknown>

let installation: Installation
const fixtures: Variables = new Map(Object.entries(file.constants))

beforeAll(async () => {
  installation = await openInstallation()
  for (const [name, token] of await fixtureTokens(installation)) fixtures.set(name, token)
  const keys = await installation.api<{ rows: { key: string }[] }>('GET', '/postback_keys')
  fixtures.set('POSTBACK_KEY', keys.body.rows[0]?.key)
}, 30_000)

afterAll(cleanUp)

async function fixtureTokens(made: Installation): Promise<[string, string][]> {
  const offer = await made.offer('https://offer.example/?sid={subid}&kw={keyword}&s1={sub_id_1}')
  const plainOffer = await made.offer('https://offer.example/')
  const landing = await made.landing('https://lp.example/')
  const german = { key: 'language', mode: 'accept', payload: ['de'] }
  const flows: [string, object[]][] = [
    ['TOKEN', [{ ...pathFlow([], [offer]), type: 'regular' }, actionFlow('do_nothing')]],
    ['TOKEN_REDIRECT', [actionFlow('http', 'https://dest.example/?sid={subid}&kw={keyword}')]],
    ['TOKEN_LP', [pathFlow([landing], [plainOffer])]],
    [
      'TOKEN_LANG',
      [
        actionFlow('http', 'https://dest.example/de', { type: 'regular', filters: [german] }),
        actionFlow('http', 'https://dest.example/other'),
      ],
    ],
    ['TOKEN_HTML', [actionFlow('show_html', '<b>HELLO-HTML</b>')]],
    ['TOKEN_404', [actionFlow('status404')]],
    ['TOKEN_NOTHING', [actionFlow('do_nothing')]],
  ]
  const tokens: [string, string][] = []
  for (const [name, set] of flows) {
    tokens.push([name, (await made.campaign(name.toLowerCase(), set)).token])
  }
  const off = await made.campaign('off', [actionFlow('do_nothing')], { clickApiEnabled: false })
  return [...tokens, ['TOKEN_OFF', off.token]]
}

let addresses = 0
const newAddress = () => `93.184.${++addresses}.7`

function filled<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') return filledText(value, variables) as T
  if (Array.isArray(value)) return value.map((one) => filled(one as unknown, variables)) as T
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, one]) => [name, filled(one, variables)])
  return Object.fromEntries(members) as T
}

function filledText(text: string, variables: Variables): unknown {
  const alone = /^\{\{(\w+)\}\}$/.exec(text)?.[1]
  if (alone !== undefined) return variables.get(alone)
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => String(variables.get(name)))
}

async function send(asked: Asked, variables: Variables): Promise<Received> {
  const set = (file.form_sets as Record<string, Record<string, string>>)[asked.form_set ?? ''] ?? {}
  const request = filled({ ...asked, form: { ...set, ...asked.form } }, variables)
  const query = new URLSearchParams(request.query).toString()
  const body = request.method === 'POST' ? new URLSearchParams(request.form) : null
  const cookie = Object.entries(request.cookies ?? {}).map(([name, value]) => `${name}=${value}`)
  const headers = {
    ...request.headers,
    ...(cookie.length > 0 ? { cookie: cookie.join('; ') } : {}),
  }
  const started = performance.now()
  const url = `${installation.server.url}${request.path}?${query}`
  const answer = await fetch(url, { method: request.method, headers, body, redirect: 'manual' })
  const text = await answer.text()
  const ms = performance.now() - started
  const header = Object.fromEntries(answer.headers)
  return { status: answer.status, header, text, ms, json: parsed(text) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `json.headers[0]`; undefined where there is nothing. */
function valueAt(received: Received, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>((value, step) => (value as Record<string, unknown> | null)?.[step], received)
}

/** Each expectation that does not hold, in words. */
function misses(received: Received, step: Step, variables: Variables): string[] {
  return step.expect
    .filter(([what, operator, raw]) => {
      const value = valueAt(received, what)
      const wanted = filled(raw, variables)
      return !holds(
        operator,
        value,
        operator === 'equals_path' ? valueAt(received, wanted as string) : wanted,
      )
    })
    .map(([what, operator, wanted]) => {
      const seen = JSON.stringify(valueAt(received, what))
      return `${what} ${operator} ${JSON.stringify(wanted)}: ${seen}`
    })
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')
const fits = (value: unknown, pattern: unknown) =>
  typeof value === 'string' && new RegExp(text(pattern)).test(value)
const isIn = (value: unknown, list: unknown) =>
  (list as unknown[]).some((one) => Bun.deepEquals(one, value ?? null))
const items = (value: unknown) => (Array.isArray(value) ? (value as unknown[]) : null)

function holds(operator: string, value: unknown, wanted: unknown): boolean {
  switch (operator) {
    case 'equals':
    case 'equals_path':
      return value !== undefined && Bun.deepEquals(value, wanted)
    case 'not_equals':
      return !Bun.deepEquals(value, wanted)
    case 'in':
      return isIn(value, wanted)
    case 'not_in':
      return !isIn(value, wanted)
    case 'type':
      return typeOf(value) === wanted
    case 'type_in':
      return (wanted as string[]).includes(typeOf(value))
    case 'matches':
      return fits(value, wanted)
    case 'contains':
      return text(value).includes(text(wanted))
    case 'exists':
      return value !== undefined
    case 'absent_or_null':
      return value === undefined || value === null
    case 'len_gte':
      return text(value).length >= Number(wanted)
    case 'any_matches':
      return items(value)?.some((one) => fits(one, wanted)) === true
    case 'none_match':
      return items(value)?.some((one) => fits(one, wanted)) === false
    case 'jwt':
      return (jwtPart(value, 0) as { alg?: unknown } | undefined)?.alg === wanted
    case 'jwt_data_keys':
      return (wanted as string[]).every((key) => Object.hasOwn(jwtData(value), key))
    case 'lte':
      return Number(value) <= Number(wanted)
    default:
      throw new Error(`no operator ${operator}`)
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'int' : typeof value
}

function jwtPart(value: unknown, index: number): unknown {
  return parsed(Buffer.from(text(value).split('.')[index] ?? '', 'base64url').toString())
}

function jwtData(value: unknown): object {
  const { data } = (jwtPart(value, 1) ?? {}) as { data?: unknown }
  return (parsed(text(data)) ?? {}) as object
}

function variablesOf({ fixture }: Case): Variables {
  const own = new Map([...fixtures, ['IP', newAddress()], ['IP2', newAddress()]])
  return fixture === 'click_api_disabled' ? own.set('TOKEN', fixtures.get('TOKEN_OFF')) : own
}

const cases = file.cases as unknown as Case[]

test.each(cases.map((one) => [`${one.id}: ${one.title}`, one] as const))(
  '%s',
  async (_name, one) => {
    const variables = variablesOf(one)
    for (const step of one.steps) {
      const received = await send(step.request, variables)
      expect(misses(received, step, variables)).toEqual([])
      for (const [name, path] of Object.entries(step.save ?? {})) {
        variables.set(name, valueAt(received, path))
      }
    }
  },
)
