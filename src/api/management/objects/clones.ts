/** Templates for copies of objects: what GET shows, under another name and without an id. */
import type { Records } from '../../../db/records.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import { rotationView } from '../campaigns/rotations.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { found, type NumberedKind } from '../resource.ts'
import { IdParams } from '../wire.ts'
import { landingView } from './landings.ts'
import { networkView } from './networks.ts'
import { sourceView } from './sources.ts'

type ById = Call<{ id: number }>

interface Cloned<K extends NumberedKind> {
  readonly kind: K
  readonly base: string
  readonly noun: string
  readonly tag: string
  readonly view: (call: ById, record: Records[K]) => View
}

interface View {
  readonly id?: unknown
  readonly name: string
}

function clone<K extends NumberedKind>({ kind, base, noun, tag, view }: Cloned<K>): Operation {
  return operation({
    method: 'GET',
    path: `${base}/:id/clone`,
    id: `clone${noun}`,
    summary: 'Template for a copy; nothing is stored',
    tag,
    params: IdParams,
    run: (call) => {
      const record = found(kind, call)
      if (isRefusal(record)) return record
      const { id: _id, ...rest } = view(call, record)
      return { ...rest, name: `${rest.name} (clone)` }
    },
  })
}

/** With the place under the name that making one wants. */
function creatable(view: ReturnType<typeof landingView>) {
  return { ...view, [view.type === 'integrated' ? 'path' : 'url']: view.location }
}

/** Those of campaigns and offers, which are shaped otherwise, stand with them. */
export const cloneOperations: readonly Operation[] = [
  clone({
    kind: 'landings',
    base: '/landing',
    noun: 'Landing',
    tag: 'Landings',
    view: (_call, landing) => creatable(landingView(landing)),
  }),
  clone({
    kind: 'rotations',
    base: '/rotation',
    noun: 'Rotation',
    tag: 'Rotations',
    // A copy is nobody's yet.
    view: (call, rotation) => ({ ...rotationView(call, rotation), campaigns: [] }),
  }),
  clone({
    kind: 'affiliate_networks',
    base: '/affiliate_network',
    noun: 'AffiliateNetwork',
    tag: 'Affiliate networks',
    view: (_call, network) => networkView(network),
  }),
  clone({
    kind: 'traffic_sources',
    base: '/traffic_source',
    noun: 'TrafficSource',
    tag: 'Traffic sources',
    view: (_call, source) => sourceView(source),
  }),
]
