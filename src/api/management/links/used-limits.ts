/** How much of their limits links have used: what an export tells, so that they go on elsewhere. */
import type { ReadStores } from '../../../db/stores.ts'
import { breathe } from '../../../lib/turns.ts'
import { givenLinks, type Shown } from '../../../manage/links/link-access.ts'
import type { ReportRefused } from '../../../report/reports.ts'
import type { Call } from '../operation.ts'
import type { LinkView } from './links.wire.ts'

const IDS_AT_ONCE = 10_000

/** The link as whoever takes it in is to have it: all visits lie before. */
export type AsTakenAlong = (view: LinkView) => LinkView

export async function usedLimits(
  { read, reports }: Pick<Call, 'read' | 'reports'>,
  shown: Shown,
): Promise<AsTakenAlong | ReportRefused> {
  const ids = await limitedIds(read, shown)
  if (ids.length === 0) return (view) => view
  const counts = await reports.linksClicks(ids)
  if ('refused' in counts) return counts
  const used = new Map(Array.from(ids, (id, at) => [id, counts[at] ?? 0] as const))
  return (view) => ({ ...view, clicksBefore: view.clicksBefore + (used.get(view.id) ?? 0) })
}

/** All links may be limited: visitors come first. */
async function limitedIds({ links }: ReadStores, shown: Shown): Promise<Float64Array> {
  const { ownerId } = shown
  const given = givenLinks(links, shown).filter(({ clickLimit }) => clickLimit !== null)
  const ids: number[] = []
  for (;;) {
    const more = links.limited({ ownerId, after: ids.at(-1) ?? 0 }, IDS_AT_ONCE)
    ids.push(...more)
    if (more.length < IDS_AT_ONCE) return Float64Array.from([...ids, ...given.map(({ id }) => id)])
    await breathe()
  }
}
