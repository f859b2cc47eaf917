/** Operations on domains. */
import { Type } from '@sinclair/typebox'

import type { Certificates } from '../../../certify/facts.ts'
import type { Domain } from '../../../core/model.ts'
import type { DomainRecord } from '../../../db/records.ts'
import { hostOfUrl } from '../../../lib/url-host.ts'
import { accessTo, lookUp, readable } from '../../../manage/access.ts'
import { changeDomain, createDomain, makeDefault, removeDomain } from '../../../manage/domains.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import type { DomainFacts } from '../../../track/outbound/domain-facts.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { hasText, PAGE, pageOf } from '../query.ts'
import { Uuid } from '../shape.ts'
import { failureView } from '../system/certificate-status.ts'
import { Empty, timestamp, timestampOrNull } from '../wire.ts'
import { domainShown } from './domain-full.ts'

const tag = 'Domains'
const Params = Type.Object({ id: Uuid })
const Host = Type.Object({ host: Type.String({ minLength: 1, maxLength: 253 }) })

/** Shown where there is no certificate. */
const NO_DATE = '1970-01-01 00:00:00'

function domainView(call: Call, counts: Map<string, number>) {
  const { read, caller, certificates } = call
  const nameOf = (id: number) => {
    const campaign = lookUp(read, caller, 'campaigns', { id, need: 'read' })
    return isRefusal(campaign) ? '' : campaign.name
  }
  return (domain: DomainRecord) => ({
    id: domain.id,
    domain: domain.host,
    createdAt: timestamp(domain.createdAt),
    ...certificateOf(certificates, domain),
    indexPage: String(domain.indexPage),
    campaignName: typeof domain.indexPage === 'number' ? nameOf(domain.indexPage) : '',
    checkError: '',
    isDefault: domain.isDefault,
    isBanned: domain.blocked,
    campaignsCount: counts.get(domain.id) ?? 0,
    accessLevel: accessTo(caller, 'domains', domain),
  })
}

/** A proxy's is not known. */
function certificateOf(certificates: Certificates, { host }: DomainRecord) {
  const { until, failure } = certificates.of(host)
  return {
    expiresAt: until === null ? NO_DATE : timestamp(until),
    isSsl: until !== null,
    certificateError: failure?.said ?? '',
  }
}

/** Those that the caller may read. */
function campaignsByDomain({ read, caller }: Call): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { domainId } of readable(caller, 'campaigns', read.campaigns.list('active'))) {
    if (domainId !== null) counts.set(domainId, (counts.get(domainId) ?? 0) + 1)
  }
  return counts
}

/** Null: neither of the two words nor a campaign's id. */
function indexPageOf(text: string | number): Domain['indexPage'] | null {
  if (text === 'blank_page' || text === '404_page') return text
  return /^[1-9]\d{0,14}$/.test(String(text)) ? Number(text) : null
}

const lists: Operation[] = [
  operation({
    method: 'GET',
    path: '/domains',
    id: 'listDomainsFull',
    summary: 'List domains with their state',
    tag,
    run: (call) =>
      readable(call.caller, 'domains', call.read.domains.list('active')).map(
        domainView(call, campaignsByDomain(call)),
      ),
  }),
  operation({
    method: 'GET',
    path: '/domain/list/filtered',
    id: 'listDomains',
    summary: 'List domains',
    tag,
    query: Type.Object({
      host: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
      ...PAGE,
    }),
    run: ({ read, caller, query, certificates }) => {
      const rows = readable(caller, 'domains', read.domains.list('active'))
        .filter((domain) => hasText(domain.host, query.host))
        .map((domain) => ({
          id: domain.id,
          host: domain.host,
          isBanned: domain.blocked,
          expiresAt: certificateOf(certificates, domain).expiresAt,
          accessLevel: accessTo(caller, 'domains', domain),
        }))
      return pageOf(rows, query)
    },
  }),
]

const changes: Operation[] = [
  operation({
    method: 'POST',
    path: '/domain/:id',
    id: 'createDomain',
    summary: 'Add a domain under an id of your choice',
    tag,
    params: Params,
    body: Host,
    answer: Empty,
    status: 201,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(createDomain(desk, caller, params.id, body.host)),
  }),
  operation({
    method: 'PUT',
    path: '/domain/:id',
    id: 'replaceDomain',
    summary: 'Change the host of a domain',
    tag,
    params: Params,
    body: Host,
    answer: Empty,
    status: 201,
    current: domainShown,
    run: ({ desk, caller, params, body }) =>
      emptyUnless(changeDomain(desk, caller, params.id, body)),
  }),
  operation({
    method: 'DELETE',
    path: '/domain/:id',
    id: 'deleteDomain',
    summary: 'Remove a domain that nothing uses',
    tag,
    params: Params,
    answer: Empty,
    current: domainShown,
    run: ({ desk, caller, params }) => emptyUnless(removeDomain(desk, caller, params.id)),
  }),
  operation({
    method: 'PUT',
    path: '/domain/default/:id',
    id: 'setDefaultDomain',
    summary: 'Make a domain the default one',
    tag,
    params: Params,
    answer: Empty,
    current: domainShown,
    run: ({ desk, caller, params }) => emptyUnless(makeDefault(desk, caller, params.id)),
  }),
  operation({
    method: 'PUT',
    path: '/domain/index_page/:id',
    id: 'setDomainIndexPage',
    summary: 'Choose what / of a domain shows',
    tag,
    params: Params,
    body: Type.Object({ indexPage: Type.Union([Type.String({ maxLength: 20 }), Type.Integer()]) }),
    answer: Empty,
    current: domainShown,
    run: ({ desk, caller, params, body }) => {
      const page = indexPageOf(body.indexPage)
      if (page === null) return wrong('indexPage', 'must be blank_page, 404_page or a campaign id')
      return emptyUnless(changeDomain(desk, caller, params.id, { indexPage: page }))
    },
  }),
]

const INDEX_WORDS: ReadonlySet<unknown> = new Set(['blank_page', '404_page'])

async function checked(call: Call, domain: DomainRecord, counts: ReadonlyMap<string, number>) {
  const { id, host, createdAt, indexPage, isDefault } = domain
  return {
    id,
    domain: host,
    createdAt: timestamp(createdAt),
    indexPage: INDEX_WORDS.has(indexPage) ? indexPage : 'campaign',
    ...(await call.checkDomain(host)),
    isDefault,
    campaignsCount: counts.get(id) ?? 0,
  }
}

/** More are not looked at in one request: each asks two addresses at once. */
const CHECKED_MAX = 40

async function checkAll(call: Call): Promise<object> {
  const domains = readable(call.caller, 'domains', call.read.domains.list('active'))
  if (domains.length > CHECKED_MAX) {
    const text = `at most ${CHECKED_MAX} at once: check them one by one`
    return wrong('domains', text)
  }
  const counts = campaignsByDomain(call)
  return Promise.all(domains.map((domain) => checked(call, domain, counts)))
}

const checks: Operation[] = [
  operation({
    method: 'GET',
    path: '/domains/check',
    id: 'checkDomains',
    summary: 'Whether the domains lead here, with or without a certificate; looked at now',
    tag,
    run: checkAll,
  }),
  operation({
    method: 'GET',
    path: '/domain/mode',
    id: 'getDomainMode',
    summary: 'Who has the certificates of domains: Sluice itself, or a proxy in front',
    tag,
    answer: Type.Object({ mode: Type.String() }),
    run: ({ certificates }) => ({ mode: certificates.isOwn ? 'own' : 'proxy' }),
  }),
]

function factsView({ expected, seen, certificate }: DomainFacts) {
  const shown = certificate && {
    issuer: certificate.issuer,
    expiresAt: timestamp(certificate.expiresAt),
  }
  return { expected, seen, certificate: shown }
}

/** Null: a proxy in front has them. */
function ownView({ certificates }: Call, { host }: DomainRecord) {
  if (!certificates.isOwn) return null
  const { until, failure, turnAt, unasked } = certificates.of(host)
  return {
    expiresAt: timestampOrNull(until),
    failure: failureView(failure),
    turnAt: timestampOrNull(turnAt),
    unasked,
  }
}

const check = operation({
  method: 'GET',
  path: '/domain/:id/check',
  id: 'checkDomain',
  summary: 'Whether a domain leads here, what to enter for it, and its certificate; looked at now',
  tag,
  params: Params,
  run: async (call) => {
    const { read, caller, params } = call
    const domain = lookUp(read, caller, 'domains', { id: params.id, need: 'read' })
    if (isRefusal(domain)) return domain
    const [found, facts] = await Promise.all([
      checked(call, domain, campaignsByDomain(call)),
      call.domainFacts(domain.host, hostOfUrl(new URL(call.origin))),
    ])
    if (found.error === '') call.certificates.leadsHere(domain.host)
    return { ...found, ...factsView(facts), ownCertificate: ownView(call, domain) }
  },
})

export const domainOperations: readonly Operation[] = [...lists, ...changes, check, ...checks]
