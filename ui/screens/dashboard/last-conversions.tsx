/** The newest conversions of the period. */
import { get, search } from '../../api/client.ts'
import { wallTime } from '../../format/dates.ts'
import { money } from '../../format/numbers.ts'
import { Card } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { currency } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { type ConversionRow, withoutId } from '../money/conversion-row.ts'

const SHOWN = 10

export function LastConversions() {
  const list = useLoad(
    (signal) =>
      get<{ rows: ConversionRow[] }>(
        `/conversions${search({ ...periodSearch(), limit: SHOWN })}`,
        signal,
      ),
    [periodInput.value, refreshes.value],
  )
  return (
    <Card
      title={t('dashboard.conversions')}
      actions={<a href={href('/conversions')}>{t('all')}</a>}
    >
      {list.data === null ? (
        list.error === null ? (
          <Skeleton lines={3} />
        ) : (
          <Failed failure={list.error} onRetry={list.reload} />
        )
      ) : list.data.rows.length === 0 ? (
        <p class="faint">{t('conversion.empty')}</p>
      ) : (
        <table class="plain-table">
          <tbody>
            {list.data.rows.map((row) => (
              <tr key={row.conversion_id}>
                <td class="number faint">{wallTime(row.conversed_at)}</td>
                <td>
                  <Text value={withoutId(row.campaign)} length={28} />
                </td>
                <td class="end strong">
                  {row.payout === undefined ? null : money(Number(row.payout), currency.value)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
