/** Random cost orders for the clicks of random ledgers. */
import type { CostOrder } from '../../src/core/cost-batches.ts'
import type { Upload } from '../../src/ledger/costs/cost-uploads.ts'
import { aCostOrder } from './queries.ts'
import type { Random } from './random-ledger.ts'

const HOUR = 3_600_000

/** A file of campaign 1 without lines. */
export function anUpload(id: string, lines: Upload['lines'] = []): Upload {
  return { id, campaigns: [1], lines }
}

export function randomOrder(random: Random): CostOrder {
  const from = Date.UTC(2026, 9, 3) + random.int(33 * 24) * HOUR
  const isAnyTime = random.chance(0.4)
  return aCostOrder({
    campaigns: random.of([[1], [2], [1, 2, 3], [4], [9], [8, 9]]),
    period: isAnyTime
      ? { from: 0, to: 4e12 }
      : { from, to: from + (1 + random.int(10)) * 23 * HOUR },
    how: random.of(['spread', 'spread', 'per_click']),
    micros: random.of([0, 1, 7, 1_000_000, 999_999_999_999]),
    where: random.of([
      [],
      [],
      [{ any: [{ field: 'deviceType', op: 'in', values: ['mobile', 'desktop'] }] }],
      [{ any: [{ field: 'token_1', op: 'in', values: ['zone-9'] }] }],
      [{ any: [{ field: 'offer', op: 'in', values: ['1'] }] }],
    ]) as CostOrder['where'],
    uniqueness: random.of(['all', 'all', 'campaign', 'tracker', 'campaign_or_tracker']),
    bots: random.of(['charged', 'free']),
  })
}

/**
 * Days and hours of values of a field, some of which overlap, and now and then others
 * among them; some name campaigns.
 */
export function randomFile(random: Random): CostOrder[] {
  const common = randomOrder(random)
  const field = random.of(['token_1', 'token_2', 'deviceType', 'offer'])
  const hasCampaigns = random.chance(0.5)
  const day = Date.UTC(2026, 9, 3 + random.int(30))
  const lines = Array.from({ length: 1 + random.int(8) }, (): CostOrder => {
    const from = day + random.int(72) * HOUR
    const value = random.of(['zone-1', 'zone-9', 'mobile', '1', null])
    const values = random.chance(0.2) ? [value, 'desktop', 'desktop'] : [value]
    return {
      ...common,
      campaigns: hasCampaigns ? random.of([common.campaigns, [1], [2], [3]]) : common.campaigns,
      period: { from, to: from + random.of([1, 24, 24, 25, 400]) * HOUR },
      micros: random.int(5_000_000),
      where: [{ any: [{ field, op: 'in', values }] }],
    }
  })
  return random.chance(0.3) ? [...lines, randomOrder(random), randomOrder(random)] : lines
}
