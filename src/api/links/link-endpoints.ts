/** Links and their statistics. Everything is the token owner's own; the rest looks absent. */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import { linkDomainOf, linkDomainReader, linkPlace } from '../../manage/links/link-domains.ts'
import { changeLink, createLink, deleteLink } from '../../manage/links/links.ts'
import { isRefusal, type Refusal } from '../../manage/refusal.ts'
import type { LinkSlice, LinkStatistics } from '../../report/link-statistics.ts'
import {
  BLOCKED,
  BUSY,
  data,
  empty,
  errors,
  type Failure,
  json,
  MAY_NOT_CREATE,
  NOT_FOUND,
} from './answers.ts'
import { type Answer, type Endpoint, isFailure, type LinksCall, zoneOf } from './call.ts'
import { pageHeaders, readPage } from './paging.ts'
import { sliceText, summaryText } from './statistics.ts'
import { linkChange, linkView, readId, wireFields } from './wire.ts'

export const linkList: Endpoint = {
  verbs: {
    GET: (call) => {
      const page = readPage(call.query)
      const ownerId = call.holder.user.id
      const rows = call.read.links.list({ ownerId, after: 0 }, page.perPage, page.offset)
      const domainOf = linkDomainReader(call.read)
      const views = rows.map((link) => linkView(link, domainOf(link.domain), call.origin))
      const total = call.read.links.search.count({ ownerId, domain: null, status: 'active' })
      return data(views, pageHeaders(page, total, call.path))
    },
    POST: async (call) => {
      const body = await call.body()
      if (!('attributes' in body)) return body
      return shown(call, await createLink(call.desk, placeOf(call), linkChange(body.attributes)))
    },
  },
}

export const oneLink: Endpoint = {
  verbs: {
    GET: (call) => {
      const link = ownLink(call)
      return isFailure(link) ? link : data(viewOf(call, link))
    },
    PUT: update,
    PATCH: update,
    POST: update,
    DELETE: async (call) => {
      const link = ownLink(call)
      if (isFailure(link)) return link
      await deleteLink(call.desk, call.caller, link)
      return empty(204)
    },
  },
}

async function update(call: LinksCall): Promise<Answer> {
  const link = ownLink(call)
  if (isFailure(link)) return link
  const body = await call.body()
  if (!('attributes' in body)) return body
  const change = linkChange(body.attributes)
  return shown(call, await changeLink(call.desk, placeOf(call), link, change))
}

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

/** Missing, deleted and foreign ones look the same; then it is told whether it is blocked. */
function ownLink({ read, holder, segments }: LinksCall): LinkRecord | Failure {
  const id = readId(segments[1] ?? '')
  const link = id === null ? null : read.links.find(id)
  if (link === null || link.deletedAt !== null || link.ownerId !== holder.user.id) return NOT_FOUND
  const domain = linkDomainOf(read, link.domain)
  return link.blocked || domain?.record.blocked === true ? BLOCKED : link
}

function placeOf({ desk, caller, holder }: LinksCall) {
  return linkPlace(desk.stores, caller, holder.user.id, holder.token.domains)
}

function viewOf({ read, origin }: LinksCall, link: LinkRecord): object {
  return linkView(link, linkDomainOf(read, link.domain), origin)
}

function shown(call: LinksCall, result: LinkRecord | Refusal): Answer {
  if (!isRefusal(result)) return data(viewOf(call, result))
  if (result.refused === 'invalid') return errors(wireFields(result.fields))
  return result.refused === 'forbidden' ? MAY_NOT_CREATE : NOT_FOUND
}
