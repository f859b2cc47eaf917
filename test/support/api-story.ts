/**
 * Sends every example of the API's document to a server, as they are and in the order in which they
 * need each other. Only what a server names by itself (clicks, tags, files) is put into its place.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { ADMINISTRATOR, GROUPS, SOME_UUID } from '../../src/api/management/examples/example.ts'
import { clickIdIn } from './postbacks.ts'
import type { Server } from './server.ts'
import { until } from './until.ts'
import { zip } from './zip.ts'

export interface DocumentedOperation {
  readonly operationId: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly example?: unknown
  }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { example?: unknown }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}
export type Content = Readonly<
  Record<string, { readonly schema: unknown; readonly example: unknown }>
>

export interface Told {
  readonly id: string
  readonly operation: DocumentedOperation
  readonly status: number
  readonly type: string
  readonly etag: string | null
  readonly text: string
  /** What it answered to a tag that never was; null where the document knows of no tag. */
  readonly stale: number | null
  /** What it answered to what GET showed, with its tag; null where no GET shows it. */
  readonly echo: Echo | null
  /** Whether the audit has a row more than before. */
  readonly isNoted: boolean
}

export interface Echo {
  readonly status: number
  readonly text: string
  readonly before: string
  readonly after: string
}

interface Listed {
  readonly method: string
  readonly path: string
  readonly operation: DocumentedOperation
}

/** Whether a whole answer is one value, as its lines may be each. */
export const isJson = (type: string) => /[/+]json/.test(type)

/** What others need, before them. The rest follows by method, deletions at the end. */
const FIRST = (
  'createGroup createDomain createTrafficSource createAffiliateNetwork createOffer createExternalLanding ' +
  'createIntegratedLanding createRotation createCampaign createPixel createLink createTag createUser ' +
  'createCustomColumn createReportPreset createSimpleFilter createView createNote createAccessKey ' +
  'createLinkToken createBlocklistException createPostbackKey importTemplates startBackup linkTag ' +
  'pauseCampaignRule unpauseCampaignRule pauseCampaignPath unpauseCampaignPath'
).split(' ')
/** Need clicks, and are needed. */
const SECOND =
  'upsertConversions importConversions createCosts uploadCosts reclassifyClicks enqueueCsv'.split(
    ' ',
  )
const METHODS = ['get', 'post', 'put', 'patch', 'delete']
/** End what the story needs, so they come after everything. */
const DELETIONS = METHODS.indexOf('delete')
const LAST = ['deleteClicks', 'refreshApiKey', 'deleteUser', 'deleteDomain', 'deleteLandingFile']
const EXAMPLE_CLICK = '00000000100000000abc'
const VISITS = 3
const AGENT =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36'

/** What the server named. */
type Names = Map<string, string>

/** Between changes and deletions, when everything is there: `ask` sends an example with another key. */
export type Meanwhile = (ask: (key: string) => Promise<Told[]>, send: Send) => Promise<void>
export type Send = (method: string, path: string, body?: unknown) => Promise<unknown>

/** In the order of sending; `meanwhile` may look around before anything is deleted. */
export async function tellStory(
  server: Server,
  key: string,
  meanwhile: Meanwhile = () => Promise.resolve(),
): Promise<Told[]> {
  const story = new Story(server, key)
  const listed = await story.listed()
  const byId = new Map(listed.map((one) => [one.operation.operationId, one]))
  const of = (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? [])
  const known = new Set([...FIRST, ...SECOND])
  const rest = listed.filter(({ operation }) => !known.has(operation.operationId))
  await story.prepare()
  const told = [...(await story.tell(of(FIRST)))]
  await story.visit()
  told.push(...(await story.tell(of(SECOND))))
  const ordered = rest.toSorted((a, b) => rank(a) - rank(b))
  const [last, before] = partition(ordered, (one) => rank(one) >= DELETIONS)
  told.push(...(await story.tell(before)))
  const looked = [...of(FIRST), ...of(SECOND), ...before]
  await meanwhile(
    (other) => story.askAs(other, looked),
    (method, path, body) => story.send(method, path, body),
  )
  told.push(...(await story.tell(last)))
  return told
}

function partition<T>(all: readonly T[], test: (one: T) => boolean): [yes: T[], no: T[]] {
  return [all.filter(test), all.filter((one) => !test(one))]
}

/** By method; of deletions what lies deeper first. */
function rank({ method, path, operation }: Listed): number {
  const last = LAST.indexOf(operation.operationId)
  if (last !== -1) return METHODS.length + last
  return METHODS.indexOf(method) + (method === 'delete' ? 1 / path.split('/').length : 0)
}

class Story {
  readonly #names: Names = new Map()
  #deeds = 0
  readonly server: Server
  readonly key: string

  constructor(server: Server, key: string) {
    this.server = server
    this.key = key
  }

  async listed(): Promise<Listed[]> {
    const response = await fetch(`${this.server.url}/api/doc/json`)
    const { paths } = (await response.json()) as {
      paths: Record<string, Record<string, DocumentedOperation>>
    }
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
    )
  }

  /**
   * What no example makes: groups of each kind, files of a landing. Nobody is told that he asks too
   * often either: on a fast machine a story would be.
   */
  async prepare(): Promise<void> {
    await this.send('PATCH', '/settings', { 'api.requests_per_second': 0 })
    for (const [subject, uuid] of Object.entries(GROUPS)) {
      if (uuid !== SOME_UUID)
        await this.send('POST', `/group/${subject}/${uuid}`, { name: subject })
    }
    const folder = join(this.server.dataDir, 'landers/quiz')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'index.html'), '<h1>Quiz</h1>')
  }

  async tell(all: readonly Listed[]): Promise<Told[]> {
    const told: Told[] = []
    for (const one of all) {
      const answer = await this.#tellOne(one)
      told.push(answer)
      await this.#learn(one, answer)
    }
    return told
  }

  async visit(): Promise<void> {
    for (let at = 0; at < VISITS; at++) {
      const url = `${this.server.url}/click?key=push-de&zone=42&click=x${at}`
      const headers = { 'user-agent': AGENT }
      const id = await clickIdIn(await fetch(url, { redirect: 'manual', headers }))
      this.#names.set('click', id)
    }
    const path = `/public/api/v1/clicklog/click/${this.#names.get('click')}`
    await until('the click is found', async () => (await this.#request('GET', path)).status === 200)
  }

  /** Learns nothing, and makes nothing that the rest of the story needs. */
  async askAs(key: string, all: readonly Listed[]): Promise<Told[]> {
    const told: Told[] = []
    for (const one of all) told.push(await this.#tellOne(one, key))
    return told
  }

  async #tellOne({ method, path, operation }: Listed, key = this.key): Promise<Told> {
    const { operationId: id, parameters = [], requestBody } = operation
    let address = path
    const search = new URLSearchParams()
    for (const { name, in: place, example } of parameters) {
      if (place === 'path') address = address.replace(`{${name}}`, this.#named(path, example))
      if (place !== 'query' || example === undefined) continue
      for (const value of [example].flat()) search.append(name, this.#told(textOf(value)))
    }
    const target = search.size === 0 ? address : `${address}?${search}`
    const send = (headers: Readonly<Record<string, string>>) =>
      this.#request(method.toUpperCase(), target, this.#bodyOf(requestBody), {
        'api-key': key,
        ...headers,
      })
    const isGuarded = parameters.some(({ name }) => name === 'If-Match')
    const stale = isGuarded ? (await send({ 'if-match': '"never"' })).status : null
    const isChange = isGuarded && (method === 'put' || method === 'patch')
    const echo = isChange && key === this.key ? await this.#echo(method, target) : null
    const response = await send({})
    const { status, headers } = response
    const deeds = await this.#deedsNow()
    const isNoted = deeds > this.#deeds
    this.#deeds = deeds
    const type = headers.get('content-type') ?? ''
    const etag = headers.get('etag')
    const text = await response.text()
    return { id, operation, status, type, etag, text, stale, echo, isNoted }
  }

  async #echo(method: string, target: string): Promise<Echo | null> {
    const read = () => this.#request('GET', target)
    const shown = await read()
    const before = await shown.text()
    if (!shown.ok || !before.startsWith('{')) return null
    const tag = { 'if-match': shown.headers.get('etag') ?? 'none' }
    const answer = await this.#request(method.toUpperCase(), target, before, tag)
    const text = await answer.text()
    this.#deeds = await this.#deedsNow()
    return { status: answer.status, text, before, after: await (await read()).text() }
  }

  /** The number of the newest row of the audit. */
  async #deedsNow(): Promise<number> {
    const path = '/audit?limit=1&datePreset=all_time'
    const { rows } = (await this.send('GET', path)) as { rows: { id: number }[] }
    return rows[0]?.id ?? 0
  }

  #bodyOf(requestBody: DocumentedOperation['requestBody']): BodyInit | null {
    if (requestBody === undefined) return null
    const json = requestBody.content['application/json']
    if (json !== undefined) return this.#told(JSON.stringify(json.example))
    const form = new FormData()
    form.append(
      'file',
      new File([zip([{ name: 'index.html', text: '<h1>Uploaded</h1>' }])], 'page.zip'),
    )
    return form
  }

  /** Texts with the server's names in place of the examples'. */
  #told(text: string): string {
    const click = text.replaceAll(EXAMPLE_CLICK, this.#names.get('click') ?? EXAMPLE_CLICK)
    return click.includes('addTagIds')
      ? click.replaceAll(SOME_UUID, this.#names.get('tag') ?? SOME_UUID)
      : click
  }

  #named(path: string, example: unknown): string {
    const kind = PLACES.find(([place]) => path.includes(place))?.[1]
    const name = kind === undefined ? undefined : this.#names.get(kind)
    return encodeURIComponent(name ?? this.#told(textOf(example)))
  }

  async #learn({ operation }: Listed, { status, text }: Told): Promise<void> {
    const kind = MADE[operation.operationId]
    if (kind !== undefined && status < 300) {
      const made = JSON.parse(text) as Record<string, unknown>
      this.#names.set(
        kind,
        String(made['id'] ?? made['name'] ?? made['importId'] ?? made['batchId']),
      )
    }
    if (operation.operationId === 'createUser') {
      const chief = { login: 'chief', password: 'a long password', role: 'admin' }
      const made = await this.send('POST', '/user/create', chief)
      if ((made as { user_id: number }).user_id !== ADMINISTRATOR) throw new Error('other ids')
    }
    if (operation.operationId === 'startBackup') await this.#backedUp()
    if (operation.operationId === 'enqueueCsv') await this.#exported()
  }

  async #backedUp(): Promise<void> {
    await until('the backup is made', async () => {
      const { rows } = (await this.send('GET', '/backups')) as { rows: { name: string }[] }
      if (rows[0] !== undefined) this.#names.set('backup', rows[0].name)
      return rows.length > 0
    })
  }

  async #exported(): Promise<void> {
    await until('the file is made', async () => {
      const [file] = (await this.send('GET', '/csv/files')) as { name: string }[]
      if (file !== undefined) this.#names.set('file', file.name)
      return file !== undefined
    })
  }

  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const content = body === undefined ? null : JSON.stringify(body)
    const response = await this.#request(method, `/public/api/v1${path}`, content)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  #request(
    method: string,
    target: string,
    body: BodyInit | null = null,
    further: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const headers = { 'api-key': this.key, ...further }
    return fetch(this.server.url + target, { method, headers, ...(body === null ? {} : { body }) })
  }
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** Which operation names what. */
const MADE: Readonly<Record<string, string>> = {
  createTag: 'tag',
  createView: 'view',
  createAccessKey: 'access key',
  createLinkToken: 'link token',
  createBlocklistException: 'exception',
  startBackup: 'backup',
  enqueueCsv: 'task',
  importConversions: 'import',
  createCosts: 'batch',
  uploadCosts: 'upload',
  reclassifyClicks: 'reclassification',
}
/** Where such names stand in paths. */
const PLACES: readonly (readonly [place: string, kind: string])[] = [
  ['/tags/{id}', 'tag'],
  ['/views/{uuid}', 'view'],
  ['/api_keys/{id}', 'access key'],
  ['/link_tokens/{id}', 'link token'],
  ['/blocklist_exceptions/{id}', 'exception'],
  ['/backups/{name}', 'backup'],
  ['/csv/file/{name}', 'file'],
  ['/dequeue/{id}', 'task'],
  ['/conversions/import/{id}', 'import'],
  ['/costs/file/{importId}', 'upload'],
  ['/costs/{id}', 'batch'],
  ['/clicks/reclassify/{id}', 'reclassification'],
]
