/** What the server does, or did, while nobody waited for it: costs of past clicks, exports to files. */
import { dateTime, readStamp } from '../../format/dates.ts'
import { percent } from '../../format/numbers.ts'
import { Badge } from '../../parts/chip.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import type { Loaded } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { t } from '../../words/words.ts'

export interface Task {
  readonly id: string
  readonly type: 'update_cost' | 'clicklog_csv_archive' | 'conversions_csv_archive'
  /** From 0 to 1; null: not known. */
  readonly progress: number | null
  /** Absent while it runs. */
  readonly startedAt?: string
  readonly status: 'pending' | 'finished' | 'error'
  readonly errorMessage: string | null
}

const SHOWN = 20

export function Tasks({ list }: { readonly list: Loaded<readonly Task[]> }) {
  return (
    <Card title={t('system.tasks')}>
      {list.error !== null ? (
        <Failed failure={list.error} onRetry={list.reload} />
      ) : list.data === null ? (
        <Skeleton lines={2} />
      ) : list.data.length === 0 ? (
        <p class="faint">{t('list.emptyTitle')}</p>
      ) : (
        <TaskTable tasks={list.data.slice(0, SHOWN)} />
      )}
    </Card>
  )
}

const LOOKS = { pending: 'neutral', finished: 'good', error: 'bad' } as const

function TaskTable({ tasks }: { readonly tasks: readonly Task[] }) {
  return (
    <table class="plain-table">
      <tbody>
        {tasks.map(({ id, type, progress, startedAt, status, errorMessage }) => (
          <tr key={id}>
            <th scope="row">{t(`task.${type}`)}</th>
            <td class="faint">{dateTime(readStamp(startedAt), zone.value)}</td>
            <td class="end">
              <Badge look={LOOKS[status]}>
                {status === 'pending' && progress !== null
                  ? percent(progress * 100, 0)
                  : t(`task.${status}`)}
              </Badge>
              {errorMessage === null ? null : <Text value={errorMessage} length={80} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
