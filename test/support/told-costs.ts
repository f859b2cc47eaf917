/** A ledger that prices nothing: it keeps what orders of costs it is given. */
import type { CostOrder, Unallocated } from '../../src/core/cost-batches.ts'
import type { CostAsk, CostRun } from '../../src/ledger/costs/cost-book.ts'
import type { CostLedger } from '../../src/ledger/costs/cost-link.ts'
import type { UploadState } from '../../src/ledger/costs/cost-uploads.ts'

/** What is asked of it, and what it is to answer. */
export function toldCosts() {
  const asked: { order: CostOrder; ask: CostAsk }[] = []
  const stage = {
    /** That each order finds. */
    clicks: 4,
    /** When it begins to answer. */
    waitsFor: Promise.resolve(),
    /** When batches were made. */
    at: 0,
    /** What is worked on. */
    running: null as CostRun | null,
  }
  /** What is known of files. */
  const uploads = new Map<string, UploadState>()
  const resultOf = (id: number, unallocated: readonly Unallocated[] = []) => {
    return { id, uuid: 'u', clicks: stage.clicks, shareMicros: 250_000, unallocated }
  }
  const ledger: CostLedger = {
    async apply(orders, ask) {
      await stage.waitsFor
      if (stage.clicks === 0 && ask.whenNone === 'refuse') return null
      return orders.map((order) => {
        const left = [{ campaignId: 1, time: 0, micros: order.micros }]
        return resultOf(asked.push({ order, ask }), stage.clicks === 0 ? left : [])
      })
    },
    set: (id) => Promise.resolve(resultOf(id)),
    setUpload: (upload) =>
      Promise.resolve(
        asked.flatMap(({ ask }, index) => (ask.upload?.id === upload ? [resultOf(index + 1)] : [])),
      ),
    list({ before = null, limit = Infinity }) {
      const older = asked.slice(0, before === null ? undefined : before - 1)
      return Promise.resolve({
        hasMore: older.length > limit,
        batches: older
          .slice(-limit)
          .map(({ order, ask }, index) => ({
            id: Math.max(0, older.length - limit) + index + 1,
            uuid: 'u',
            createdAt: stage.at,
            plannedAt: 0,
            undone: false,
            clicks: stage.clicks,
            shareMicros: 1,
            inForce: 0,
            unallocated: [],
            order,
            history: [],
            upload: ask.upload?.id ?? null,
          }))
          .toReversed(),
        running: stage.running,
      })
    },
    campaignsOf(which) {
      const found = asked.filter(({ ask }, index) =>
        'id' in which ? which.id === index + 1 : which.upload === ask.upload?.id,
      )
      return Promise.resolve(found[0]?.order.campaigns ?? null)
    },
    uploadOf: (id) => Promise.resolve(uploads.get(id) ?? null),
    partsOf: (upload) => {
      const ids = [...uploads.keys(), ...asked.flatMap(({ ask }) => ask.upload?.id ?? [])]
      const own = ids.filter((id) => id === upload || id.startsWith(`${upload}.`))
      return Promise.resolve([...new Set(own)])
    },
    takeResumed: () => Promise.resolve([]),
    replan: () => Promise.resolve(0),
    ofClick: () => Promise.resolve([]),
  }

  return { asked, stage, uploads, ledger }
}
