/** Pixels of the token's owner, and the domains he may use. */
import type { Pixel } from '../../db/links/pixels.ts'
import { offsetAt, twoDigits } from '../../lib/zoned-time.ts'
import { linkDomains } from '../../manage/links/link-domains.ts'
import { changePixel, createPixel, removePixel } from '../../manage/links/pixels.ts'
import { isRefusal, type Refusal } from '../../manage/refusal.ts'
import { BLOCKED, data, empty, errors, type Failure, MAY_NOT_CREATE, NOT_FOUND } from './answers.ts'
import { type Answer, type Endpoint, isFailure, type LinksCall, zoneOf } from './call.ts'
import { pageHeaders, readPage } from './paging.ts'
import { domainView, pixelChange, pixelView, readId, wireFields } from './wire.ts'

export const domainList: Endpoint = {
  verbs: {
    GET: (call) => {
      const page = readPage(call.query)
      const all = domainsOf(call)
      const rows = all.slice(page.offset, page.offset + page.perPage)
      const views = rows.map((domain) => domainView(domain, call.origin))
      return data(views, pageHeaders(page, all.length, call.path))
    },
  },
}

export const oneDomain: Endpoint = {
  verbs: {
    GET: (call) => {
      const id = readId(call.segments[1] ?? '')
      const domain = domainsOf(call).find(({ number }) => number === id)
      if (domain === undefined) return NOT_FOUND
      return domain.record.blocked ? BLOCKED : data(domainView(domain, call.origin))
    },
  },
}

function domainsOf({ read, caller, holder }: LinksCall) {
  return linkDomains(read, caller, holder.token.domains)
}

export const pixelList: Endpoint = {
  verbs: {
    GET: (call) => {
      const page = readPage(call.query)
      const ownerId = call.holder.user.id
      const rows = call.read.pixels.list(ownerId, page.perPage, page.offset)
      const total = call.read.pixels.count(ownerId)
      const views = rows.map((pixel) => viewOf(call, pixel))
      return data(views, pageHeaders(page, total, call.path))
    },
    POST: async (call) => {
      const body = await call.body()
      if (!('attributes' in body)) return body
      const { desk, caller, holder } = call
      const change = pixelChange(body.attributes)
      return shown(call, await createPixel(desk, caller, holder.user.id, change))
    },
  },
}

export const onePixel: Endpoint = {
  verbs: {
    GET: (call) => {
      const pixel = ownPixel(call)
      return isFailure(pixel) ? pixel : data(viewOf(call, pixel))
    },
    PUT: update,
    PATCH: update,
    POST: update,
    DELETE: async (call) => {
      const pixel = ownPixel(call)
      if (isFailure(pixel)) return pixel
      await removePixel(call.desk, call.caller, pixel)
      return empty(204)
    },
  },
}

async function update(call: LinksCall): Promise<Answer> {
  const pixel = ownPixel(call)
  if (isFailure(pixel)) return pixel
  const body = await call.body()
  if (!('attributes' in body)) return body
  const change = pixelChange(body.attributes)
  return shown(call, await changePixel(call.desk, call.caller, pixel, change))
}

function ownPixel({ read, holder, segments }: LinksCall): Pixel | Failure {
  const id = readId(segments[1] ?? '')
  const pixel = id === null ? null : read.pixels.find(id)
  return pixel !== null && pixel.ownerId === holder.user.id ? pixel : NOT_FOUND
}

function viewOf(call: LinksCall, pixel: Pixel): object {
  return pixelView(pixel, zonedTime(zoneOf(call), pixel.createdAt))
}

function shown(call: LinksCall, result: Pixel | Refusal): Answer {
  if (!isRefusal(result)) return data(viewOf(call, result))
  if (result.refused === 'invalid') return errors(wireFields(result.fields))
  return result.refused === 'forbidden' ? MAY_NOT_CREATE : NOT_FOUND
}

/** `2026-11-21T13:00:00.123+01:00`: never `Z`, which some clients can't read here. */
function zonedTime(zone: string, time: number): string {
  const offset = offsetAt(zone, time)
  const local = new Date(time + offset).toISOString().slice(0, -1)
  const minutes = Math.abs(offset) / 60_000
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(Math.floor(minutes % 60))}`
}
