/** The clicks of the last hour beside each campaign: whether traffic runs now, whatever the period. */
import { useMemo } from 'preact/hooks'

import { sumsBy } from '../../api/measures.ts'
import { stampOf } from '../../format/dates.ts'
import { Measure } from '../../parts/measure.tsx'
import { useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { t } from '../../words/words.ts'
import type { ListColumn, Listed } from '../entities/entity-types.ts'

const HOUR_MS = 3_600_000

export function useLastHour<Row extends Listed>(): ListColumn<Row> {
  const sums = useLoad(
    (signal) => {
      const now = Date.now()
      const hour = { from: stampOf(now - HOUR_MS), to: stampOf(now), timezone: 'UTC' }
      return sumsBy('campaign', ['clicks'], { preset: 'custom_time', ...hour }, signal)
    },
    [refreshes.value],
  )
  // The same until there are other numbers: lists are sorted anew when it changes.
  return useMemo(() => {
    const of = ({ id }: Listed) => sums.data?.rows.get(String(id))?.['clicks'] ?? 0
    return {
      key: 'last_hour',
      title: t('campaign.lastHour'),
      width: 72,
      align: 'end',
      cell: (row) => (
        <Measure
          name="clicks"
          value={sums.data === null ? null : of(row)}
          format="def"
          decimals={0}
        />
      ),
      sortBy: of,
    }
  }, [sums.data])
}
