/** Pixels of the token's owner, and the domains he may use. */
import type { Pixel } from '../../db/links/pixels.ts'
import { offsetText } from '../../lib/time-text.ts'
import { offsetAt } from '../../lib/zoned-time.ts'
import { linkDomains } from '../../manage/links/link-domains.ts'
import { changePixel, createPixel, removePixel } from '../../manage/links/pixels.ts'
import { BLOCKED, data, type Failure, NOT_FOUND } from './answers.ts'
import { type Endpoint, type LinksCall, zoneOf } from './call.ts'
import { listOf, oneOf, type OwnObjects } from './objects.ts'
import { pageHeaders, readPage } from './paging.ts'
import { domainView, pixelChange, pixelView, readId } from './wire.ts'

export const domainList: Endpoint = {
  verbs: {
    GET: (call) => {
      const page = readPage(call.query)
      const all = domainsOf(call)
      const rows = all.slice(page.offset, page.offset + page.perPage)
      const views = rows.map((domain) => domainView(domain, call))
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
      return domain.record.blocked ? BLOCKED : data(domainView(domain, call))
    },
  },
}

function domainsOf({ read, caller, holder }: LinksCall) {
  return linkDomains(read, caller, holder.token.domains)
}

const PIXELS: OwnObjects<Pixel> = {
  page(call, { perPage, offset }) {
    const { pixels } = call.read
    const ownerId = call.holder.user.id
    const rows = pixels.list({ ownerId }, perPage, offset).map((pixel) => viewOf(call, pixel))
    return { rows, total: pixels.count({ ownerId }) }
  },
  find: ownPixel,
  view: viewOf,
  create: ({ desk, caller, holder }, attributes) =>
    createPixel(desk, caller, holder.user.id, pixelChange(attributes)),
  change: ({ desk, caller }, pixel, attributes) =>
    changePixel(desk, caller, pixel, pixelChange(attributes)),
  remove: ({ desk, caller }, pixel) => removePixel(desk, caller, pixel),
}

export const pixelList = listOf(PIXELS)
export const onePixel = oneOf(PIXELS)

function ownPixel({ read, holder, segments }: LinksCall): Pixel | Failure {
  const id = readId(segments[1] ?? '')
  const pixel = id === null ? null : read.pixels.find(id)
  return pixel !== null && pixel.ownerId === holder.user.id ? pixel : NOT_FOUND
}

function viewOf(call: LinksCall, pixel: Pixel): object {
  return pixelView(pixel, zonedTime(zoneOf(call), pixel.createdAt))
}

/** `2026-11-21T13:00:00.123+01:00`: never `Z`, which some clients can't read here. */
function zonedTime(zone: string, time: number): string {
  const local = new Date(time + offsetAt(zone, time)).toISOString().slice(0, -1)
  return `${local}${offsetText(zone, time)}`
}
