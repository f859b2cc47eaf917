/** The newest conversions of the period. */
import { get, search } from '../../api/client.ts'
import { Card } from '../../parts/page.tsx'
import { Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { t } from '../../words/words.ts'

type Row = Readonly<Record<string, string | null>>

const SHOWN = 10

export function LastConversions() {
  const list = useLoad(
    (signal) =>
      get<{ rows: Row[] }>(`/conversions${search({ ...periodSearch(), limit: SHOWN })}`, signal),
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
          <p class="faint">{t('conversion.empty')}</p>
        )
      ) : list.data.rows.length === 0 ? (
        <p class="faint">{t('conversion.empty')}</p>
      ) : (
        <table class="plain-table">
          <tbody>
            {list.data.rows.map((row, at) => (
              <tr key={at}>
                <td class="number faint">{row['conversed_at'] ?? row['created_at'] ?? ''}</td>
                <td>
                  <Text value={row['campaign'] ?? ''} length={28} />
                </td>
                <td class="end strong">{row['payout']}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
