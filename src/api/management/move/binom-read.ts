/** Reads all of a Binom v2 through its public API (`/public/api/v1`, key in `api-key`). */
import type { Kind } from '../../../db/records.ts'
import { type Foreign, idIn, listOf, nameIn, objectOf } from './foreign.ts'
import { pagesOf, unlessClosed } from './reading.ts'
import type { Remarks } from './remarks.ts'
import { type TrackerReader, Unreadable } from './tracker-reader.ts'

export const BINOM = { api: '/public/api/v1', header: 'api-key' }

/** What can be grouped there and here. */
export const BINOM_GROUPS = ['campaigns', 'offers', 'landings', 'rotations'] as const

/** Rows as they came, of any shape; an object is its row in the list with what it says of itself. */
export interface BinomAnswers {
  readonly groups: Foreign
  readonly networks: readonly unknown[]
  readonly sources: readonly unknown[]
  readonly offers: readonly unknown[]
  readonly landings: readonly unknown[]
  readonly rotations: readonly unknown[]
  readonly domains: readonly unknown[]
  readonly campaigns: readonly unknown[]
}

export async function readBinom(reader: TrackerReader, told: Remarks): Promise<BinomAnswers> {
  const whole = (kind: Kind, base: string, rows: readonly unknown[]) =>
    reader.each(rows, (row) => wholeOf(reader, told, { kind, base, row: objectOf(row) }))
  const campaigns = await pagesOf(reader, '/campaign/short/info')
  const networks = await reader.list('/affiliate_network/list/all')
  const sources = await pagesOf(reader, '/traffic_source/list/filtered')
  const offers = await pagesOf(reader, '/offer/alternative/all')
  const landings = await pagesOf(reader, '/landing/list/filtered')
  const rotations = await pagesOf(reader, '/rotation/list/filtered')
  const domains = await unlessClosed(told, 'domains', () => reader.list('/domains'))
  const groups = await unlessClosed(told, 'groups', async () => [await reader.get('/groups')])
  return {
    groups: objectOf(groups[0]),
    networks: await whole('affiliate_networks', '/affiliate_network', networks),
    sources: await whole('traffic_sources', '/traffic_source', sources),
    offers,
    landings: await whole('landings', '/landing', landings),
    rotations: await whole('rotations', '/rotation', rotations),
    domains,
    campaigns: await whole('campaigns', '/campaign', campaigns),
  }
}

export const groupRows = (groups: Foreign, subject: string) => listOf(groups[subject])

interface Listed {
  readonly kind: Kind
  readonly base: string
  readonly row: Foreign
}

/** Null: it was deleted meanwhile, or is not shown to this key. */
async function wholeOf(
  reader: TrackerReader,
  told: Remarks,
  { kind, base, row }: Listed,
): Promise<Foreign | null> {
  const id = idIn(row['id'])
  if (id === null) return row
  try {
    return { ...row, ...objectOf(await reader.get(`${base}/${id}`)), id }
  } catch (error) {
    if (!(error instanceof Unreadable && (error.status === 404 || error.status === 403)))
      throw error
    told.leftOut(
      { kind, name: nameIn(row['name']), part: '' },
      'is listed, but not shown to this key',
    )
    return null
  }
}
