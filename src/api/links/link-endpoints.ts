/** Links and their statistics. Everything is the token owner's own; the rest looks absent. */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { ReadStores } from '../../db/stores.ts'
import { linkDomainOf, linkDomainReader, linkPlace } from '../../manage/links/link-domains.ts'
import { changeLink, createLink, deleteLink } from '../../manage/links/links.ts'
import type { LinkSlice, LinkStatistics } from '../../report/link-statistics.ts'
import { BLOCKED, BUSY, type Failure, json, NOT_FOUND } from './answers.ts'
import { type Answer, type Endpoint, isFailure, type LinksCall, zoneOf } from './call.ts'
import { listOf, oneOf, type OwnObjects } from './objects.ts'
import { sliceText, summaryText } from './statistics.ts'
import { linkChange, linkView, readId } from './wire.ts'

const LINKS: OwnObjects<LinkRecord> = {
  page(call, { perPage, offset }) {
    const { read, holder } = call
    const ownerId = holder.user.id
    const domainOf = linkDomainReader(read)
    const domains = domainsOf(read, holder)
    const rows = read.links
      .list({ ownerId, domains, after: 0 }, perPage, offset)
      .map((link) => linkView(link, domainOf(link.domain), call))
    const countOn = (domain: number | null) =>
      read.links.search.count({ ownerId, domain, status: 'active' })
    const total = (domains ?? [null]).reduce((sum: number, domain) => sum + countOn(domain), 0)
    return { rows, total }
  },
  find: ownLink,
  view: (call, link) => linkView(link, linkDomainOf(call.read, link.domain), call),
  create: (call, attributes) => createLink(call.desk, placeOf(call), linkChange(attributes)),
  change: (call, link, attributes) =>
    changeLink(call.desk, placeOf(call), link, linkChange(attributes)),
  remove: ({ desk, caller }, link) => deleteLink(desk, caller, link),
}

export const linkList = listOf(LINKS)
export const oneLink = oneOf(LINKS)

export const linkSummary: Endpoint = { verbs: { GET: (call) => statistics(call, summaryText) } }

export function linkSlice(slice: LinkSlice): Endpoint {
  return { verbs: { GET: (call) => statistics(call, (all) => sliceText(all, slice)) } }
}

async function statistics(
  call: LinksCall,
  textOf: (all: LinkStatistics) => string,
): Promise<Answer> {
  const link = ownLink(call)
  if (isFailure(link)) return link
  const all = await call.reports.link({ linkId: link.id, zone: zoneOf(call), period: null })
  return 'refused' in all ? BUSY : json(textOf(all))
}

/** Numbers of the domains that a token is for; `null`: for any. */
function domainsOf(read: ReadStores, { token }: LinksCall['holder']): number[] | null {
  const numbers = read.domainNumbers.all()
  const known = token.domains?.flatMap((id) => numbers.get(id) ?? [])
  return known === undefined ? null : [...new Set(known)]
}

/**
 * Missing, deleted and foreign ones look the same, and those on domains that the token is not for;
 * then it is told whether it is blocked.
 */
function ownLink({ read, holder, segments }: LinksCall): LinkRecord | Failure {
  const id = readId(segments[1] ?? '')
  const link = id === null ? null : read.links.find(id)
  if (link === null || link.deletedAt !== null || link.ownerId !== holder.user.id) return NOT_FOUND
  if (domainsOf(read, holder)?.includes(link.domain) === false) return NOT_FOUND
  const domain = linkDomainOf(read, link.domain)
  return link.blocked || domain?.record.blocked === true ? BLOCKED : link
}

function placeOf({ desk, caller, holder }: LinksCall) {
  return linkPlace(desk.stores, caller, holder.user.id, holder.token.domains)
}
