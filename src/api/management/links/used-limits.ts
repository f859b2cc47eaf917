/** How much of their limits links have used: what an export tells, so that they go on elsewhere. */
import type { ReadStores } from '../../../db/stores.ts'
import { breathe } from '../../../lib/turns.ts'
import { givenLinks, type Shown } from '../../../manage/links/link-access.ts'
import type { Call } from '../operation.ts'
import type { LinkView } from './links.wire.ts'

const IDS_AT_ONCE = 10_000

/** A link as whoever takes it in is to have it: all visits lie before. `null`: nobody knows how many. */
export type TakenLink = Omit<LinkView, 'clicksBefore'> & { readonly clicksBefore: number | null }
export type AsTakenAlong = (view: LinkView) => TakenLink

/**
 * A ledger that can't say in time keeps nobody from his links: the file is then silent about limited
 * ones, and its import says so.
 */
export async function usedLimits(
  { read, reports }: Pick<Call, 'read' | 'reports'>,
  shown: Shown,
): Promise<AsTakenAlong> {
  const ids = await limitedIds(read, shown)
  if (ids.length === 0) return (view) => view
  const counts = await reports.linksClicks(ids).catch(() => null)
  const known = counts === null || 'refused' in counts ? null : counts
  const used = new Map(Array.from(ids, (id, at) => [id, known?.[at] ?? null] as const))
  return (view) => {
    const count = used.get(view.id)
    if (count === undefined) return view
    return { ...view, clicksBefore: count === null ? null : view.clicksBefore + count }
  }
}

/** All links may be limited: visitors come first. */
async function limitedIds({ links }: ReadStores, shown: Shown): Promise<Float64Array> {
  const { ownerId } = shown
  const given = givenLinks(links, shown).filter(({ clickLimit }) => clickLimit !== null)
  const ids = new Set(given.map(({ id }) => id))
  for (let after = 0; ;) {
    const more = links.limited({ ownerId, after }, IDS_AT_ONCE)
    for (const id of more) ids.add(id)
    if (more.length < IDS_AT_ONCE) return Float64Array.from(ids)
    after = more.at(-1)!
    await breathe()
  }
}
