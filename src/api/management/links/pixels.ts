/** Operations on pixels, and on what domains do for short links. */
import { Type } from '@sinclair/typebox'

import type { Pixel } from '../../../db/links/pixels.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { lookUp } from '../../../manage/access.ts'
import { permitted, shownTo } from '../../../manage/links/link-access.ts'
import { changePixel, createPixel, removePixel } from '../../../manage/links/pixels.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { nullable, Uuid } from '../shape.ts'
import { Empty, IdParams, timestamp } from '../wire.ts'

const tag = 'Short links'
const optional = Type.Optional
const LISTED = 100
const PixelBody = Type.Object({
  name: optional(Type.String({ maxLength: 1000 })),
  code: optional(Type.String({ maxLength: 100_000 })),
})

type ById = Call<{ id: number }>

function pixelOf({ read, caller, params }: ById, need: 'read' | 'modify'): Pixel | Refusal {
  return permitted(caller, 'pixel', read.pixels.find(params.id), need)
}

export function pixelView(
  read: ReadStores,
  { id, name, code, ownerId, createdAt, changedAt }: Pixel,
) {
  const times = { createdAt: timestamp(createdAt), changedAt: timestamp(changedAt) }
  return { id, name, code, ownerId, usedBy: read.pixels.uses(id).count, ...times }
}

const pixelOr = ({ read }: Pick<ById, 'read'>, result: Pixel | Refusal) =>
  isRefusal(result) ? result : pixelView(read, result)
const one = { path: '/pixels/:id', tag, params: IdParams, own: true } as const
const current = (call: ById) => pixelOr(call, pixelOf(call, 'read'))

const pixels: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/pixels',
    id: 'listPixels',
    summary: 'List pixels',
    tag,
    query: Type.Object({
      limit: optional(Type.Integer({ minimum: 1, maximum: 1000 })),
      offset: optional(Type.Integer({ minimum: 0 })),
    }),
    own: true,
    run: ({ read, caller, query }) => {
      const shown = shownTo(caller, 'pixel')
      const rows = read.pixels.list(shown, query.limit ?? LISTED, query.offset ?? 0)
      return { rows: rows.map((row) => pixelView(read, row)), total: read.pixels.count(shown) }
    },
  }),
  operation({
    method: 'POST',
    path: '/pixels',
    id: 'createPixel',
    summary: 'Make a pixel: code that links show before their visitors go on',
    tag,
    body: PixelBody,
    status: 201,
    own: true,
    run: async ({ read, desk, caller, body }) =>
      pixelOr({ read }, await createPixel(desk, caller, caller.userId ?? 0, body)),
  }),
  operation({
    ...one,
    method: 'GET',
    id: 'getPixel',
    summary: 'Read a pixel',
    current,
    run: current,
  }),
  operation({
    ...one,
    method: 'PATCH',
    id: 'changePixel',
    summary: 'Change a pixel, on every link that shows it',
    body: PixelBody,
    current,
    run: async (call) => {
      const pixel = pixelOf(call, 'modify')
      if (isRefusal(pixel)) return pixel
      return pixelOr(call, await changePixel(call.desk, call.caller, pixel, call.body))
    },
  }),
  operation({
    ...one,
    method: 'DELETE',
    id: 'deletePixel',
    summary: 'Remove a pixel; one that links show only with force=1',
    query: Type.Object({ force: optional(Type.Boolean()) }),
    answer: Empty,
    run: async (call) => {
      const pixel = pixelOf(call, 'modify')
      if (isRefusal(pixel)) return pixel
      const { count, linkIds } = call.read.pixels.uses(pixel.id)
      const isShown = (id: number) =>
        !isRefusal(permitted(call.caller, 'link', call.read.links.find(id), 'read'))
      if (count > 0 && call.query.force !== true) return used(count, linkIds.filter(isShown))
      await removePixel(call.desk, call.caller, pixel)
      return {}
    },
  }),
]

function used(count: number, links: readonly number[]) {
  const message = `${count} short links show it: force=1 takes it off them`
  return { failure: { status: 409, message, detail: { count, links } } }
}

const DomainParams = Type.Object({ id: Uuid })
const Page = optional(nullable(Type.String({ maxLength: 8192 })))
const SettingsBody = Type.Object({
  rootPage: Page,
  notFoundPage: Page,
  caseSensitive: optional(Type.Boolean()),
  isLinkDefault: optional(Type.Boolean()),
})

function settings({ read, caller, params }: Call<{ id: string }>): object {
  const domain = lookUp(read, caller, 'domains', { id: params.id, need: 'read' })
  if (isRefusal(domain)) return domain
  return {
    id: read.domainNumbers.all().get(domain.id) ?? null,
    rootPage: domain.rootPage?.shown ?? null,
    notFoundPage: domain.notFoundPage?.shown ?? null,
    caseSensitive: domain.caseSensitive,
    isLinkDefault: domain.isLinkDefault,
  }
}

const domains: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/domain/:id/link_settings',
    id: 'getLinkSettings',
    summary: 'Read what a domain does for short links',
    tag,
    params: DomainParams,
    own: true,
    current: settings,
    run: settings,
  }),
  operation({
    method: 'PATCH',
    path: '/domain/:id/link_settings',
    id: 'changeLinkSettings',
    summary: 'Set where / and unknown words of a domain lead, and how words are compared',
    tag,
    params: DomainParams,
    body: SettingsBody,
    own: true,
    current: settings,
    run: async (call) => {
      const { domainChanges, desk, caller, params, body } = call
      const order = { as: 'link_settings', id: params.id, change: body } as const
      const done = await domainChanges.make(desk, caller, order)
      return isRefusal(done) ? done : settings(call)
    },
  }),
]

export const pixelOperations: readonly Operation[] = [...pixels, ...domains]
