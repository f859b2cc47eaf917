/** The clicks of the last hour beside each campaign: whether traffic runs now, whatever the period. */
import { Measure } from '../../parts/measure.tsx'
import { t } from '../../words/words.ts'
import type { ListColumn, Listed } from '../entities/entity-types.ts'

export function lastHourColumn(): ListColumn<Listed> {
  return {
    key: 'last_hour',
    title: t('campaign.lastHour'),
    width: 72,
    align: 'end',
    cell: ({ clicksLastHour = 0 }) => (
      <Measure name="clicks" value={clicksLastHour} format="def" decimals={0} />
    ),
    isSorted: true,
  }
}
