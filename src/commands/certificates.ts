/** Https without a proxy in front: its socket, the certificates on it, and who gives new ones. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { HttpsHere, SluiceApp } from '../app.ts'
import { type Asking, certificateAsking } from '../certify/asking.ts'
import { acmeAuthority, type Authority } from '../certify/authority.ts'
import { dueAt } from '../certify/certificate.ts'
import {
  type Certificates,
  CERTIFICATES_OF_A_PROXY,
  type HostCertificate,
} from '../certify/facts.ts'
import { openOrders } from '../certify/orders.ts'
import { type CertificateStore, openCertificates } from '../certify/store.ts'
import type { Config, Socket } from '../config.ts'
import type { Stores } from '../db/stores.ts'
import { messageOf } from '../lib/errors.ts'
import { isAddress } from '../lib/host-name.ts'
import type { Log } from '../lib/log.ts'
import { HOUR_MS } from '../lib/spans.ts'
import type { Routing } from '../routing/routing.ts'
import type { Shown } from './listener.ts'
import type { Refused } from './refusals.ts'
import { type SecureListener, secureListener } from './secure-listener.ts'

/** Below the data folder. */
export const CERTIFICATES_FOLDER = 'certificates'

export interface OwnHttps extends HttpsHere {
  readonly facts: Certificates
  /** `null`: https is not answered here. */
  listen(app: SluiceApp): SecureListener | Refused | null
  /** Shows what has come: files, domains, certificates. */
  refresh(): void
  /** Asks for what is missing or due. */
  tend(): Promise<void>
}

export interface HttpsParts {
  readonly config: Config
  readonly stores: Pick<Stores, 'domains'>
  readonly tables: Routing['current']
  readonly clock: () => number
  readonly log: Log
}

const NO_HTTPS: OwnHttps = {
  facts: CERTIFICATES_OF_A_PROXY,
  proofAt: () => null,
  secureAdmin: () => null,
  isShown: () => false,
  listen: () => null,
  refresh() {},
  tend: async () => {},
}

export function ownHttps(parts: HttpsParts): OwnHttps {
  const { https } = parts.config
  return https === null ? NO_HTTPS : openHttps(parts, https)
}

function openHttps(parts: HttpsParts, socket: Socket): OwnHttps {
  const { config, tables, clock, log } = parts
  const folder = join(config.dataDir, CERTIFICATES_FOLDER)
  makeFolder(folder, log)
  const store = openCertificates(folder)
  const authority = authorityOf(config, folder)
  const hosts = knownHosts(parts)
  let listener: SecureListener | null = null
  let seen = { tables: tables(), files: store.files(), at: 0 }
  let problem: string | null = null
  let shownNow: ReadonlySet<string> = new Set()
  const show = () => {
    seen = { tables: tables(), files: store.files(), at: clock() }
    const before = problem
    const shown = shownFor([...hosts().known], store.find, clock())
    problem = listener?.show(shown) ?? null
    if (problem !== null && problem !== before) log('Https', problem)
    shownNow = new Set(problem === null ? shown.map(({ serverName }) => serverName) : [])
  }
  const asking = askingOf(parts, { folder, store, authority, hosts })
  const of = hostFacts(parts, { store, asking, hosts })
  const ask = config.authority === null ? async () => {} : asking.tend
  return {
    facts: {
      isOwn: true,
      hosts: () => [...hosts().wanted.keys()].map(of),
      of,
      problem: () => problem,
      fileProblems: () => store.problems(clock()),
      unwritten: store.unwritten,
      leadsHere: asking.hurry,
    },
    proofAt: authority.answerAt,
    secureAdmin(header) {
      if (!shownNow.has(config.adminHost) || listener === null) return null
      return secureOrigin(config, new URL(listener.url).port, header)
    },
    isShown: (host) => shownNow.has(host),
    listen(app) {
      const opened = secureListener(socket, app)
      if ('refused' in opened) return opened
      listener = opened
      tellFiles(store, clock(), log)
      show()
      return opened
    },
    refresh() {
      store.refresh()
      const hasFiles = store.files() !== seen.files
      if (hasFiles) tellFiles(store, clock(), log)
      const isOld = clock() - seen.at > HOUR_MS
      if (hasFiles || isOld || problem !== null || tables() !== seen.tables) show()
    },
    async tend() {
      store.keepAgain()
      store.forget((host) => hosts().known.has(host), clock())
      await ask()
    },
  }
}

/** Whoever came by another port than ours passed one that leads here: then so does the usual one of https. */
function secureOrigin({ adminHost, port }: Config, securePort: string, header: string): string {
  const cameBy = /:(\d+)$/.exec(header)?.[1] ?? '80'
  const isDirect = port === 0 || cameBy === String(port)
  return new URL(`https://${adminHost}${isDirect && securePort !== '' ? `:${securePort}` : ''}`)
    .origin
}

interface Held {
  readonly folder: string
  readonly store: CertificateStore
  readonly authority: Authority
  readonly hosts: () => KnownHosts
}

function askingOf({ clock, log }: HttpsParts, { folder, store, authority, hosts }: Held): Asking {
  const { directory } = authority
  const orders = openOrders({ file: join(folder, 'asked.json'), directory, clock, log })
  const file = join(folder, 'tries.json')
  return certificateAsking({
    hosts: () => hosts().wanted,
    store,
    authority,
    orders,
    file,
    clock,
    log,
  })
}

/** What is known of one host, whether it is to have one or not. */
function hostFacts(
  { config, clock }: HttpsParts,
  { store, asking, hosts }: { store: CertificateStore; asking: Asking; hosts: () => KnownHosts },
): (host: string) => HostCertificate {
  return (host) => {
    const held = store.find(host, clock())
    const unasked = unaskedFor(host, config, hosts())
    return {
      host,
      until: held?.until ?? null,
      dueAt: held && dueAt(held),
      issuer: held?.issuer ?? '',
      failure: unasked === null ? asking.failureOf(host) : null,
      turnAt: unasked === null ? asking.turnOf(host) : null,
      unasked,
    }
  }
}

function unaskedFor(host: string, config: Config, hosts: KnownHosts): HostCertificate['unasked'] {
  if (isAddress(host)) return 'address'
  if (config.authority === null) return 'no_authority'
  return hosts.wanted.has(host) ? null : 'stopped'
}

/** With `none` nobody is asked, and nothing is proven. */
function authorityOf(config: Config, folder: string): Authority {
  const { authority, authorityEmail, authorityBinding } = config
  return acmeAuthority({
    directory: authority ?? '',
    email: authorityEmail,
    accountFile: join(folder, 'account.json'),
    binding: authorityBinding,
  })
}

/** Ours before root puts a file there: in a folder of root's we could keep nothing. */
function makeFolder(folder: string, log: Log): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    log('Certificates', `their folder can’t be made: ${messageOf(error)}`)
  }
}

interface KnownHosts {
  /** Who are to have one, the most important first, and whether a user who is no administrator added it. */
  readonly wanted: ReadonlyMap<string, { readonly isOfLimitedUser: boolean }>
  /** With domains that are switched off: browsers shall hear of it, and not of a wrong certificate. */
  readonly known: ReadonlySet<string>
}

/** The admin's host, unless it has a socket of its own, and the domains, the default one first. */
function knownHosts({ config, stores, tables }: HttpsParts): () => KnownHosts {
  const ofAdmin = config.adminHost === '' || config.adminListen !== null ? [] : [config.adminHost]
  const read = (): KnownHosts => {
    const domains = stores.domains.list('active').filter(({ host }) => !isAddress(host))
    const inOrder = domains.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
    const working = inOrder.filter(({ blocked }) => !blocked)
    return {
      wanted: new Map([
        ...ofAdmin.map((host) => [host, { isOfLimitedUser: false }] as const),
        ...working.map(({ host, isOfLimitedUser }) => [host, { isOfLimitedUser }] as const),
      ]),
      known: new Set([...ofAdmin, ...inOrder.map(({ host }) => host)]),
    }
  }
  let known = read()
  let knownFor = tables()
  return () => {
    if (knownFor !== tables()) {
      knownFor = tables()
      known = read()
    }
    return known
  }
}

/** The first is shown to whoever names no host, or one that is not ours. */
function shownFor(hosts: readonly string[], find: CertificateStore['find'], now: number): Shown[] {
  return hosts.flatMap((host) => {
    const held = find(host, now)
    return held === null ? [] : [{ serverName: host, cert: held.chain, key: held.key }]
  })
}

function tellFiles(store: CertificateStore, now: number, log: Log): void {
  for (const { name, problem } of store.problems(now)) {
    log(`Certificate ${name}`, `not used: ${problem}`)
  }
  for (const { name, problem } of store.unwritten()) {
    log(`Certificate ${name}`, `could not be stored, and is used until a restart: ${problem}`)
  }
}
