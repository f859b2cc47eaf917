/** Deleted objects of a kind, and the way back. */
import { get } from '../../api/client.ts'
import { ActsHead } from '../../parts/acts-head.tsx'
import { WriteButton } from '../../parts/button.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { t } from '../../words/words.ts'
import { restore } from './entity-acts.tsx'
import type { EntityListProps, Listed } from './entity-types.ts'

interface InfoRow {
  readonly id: number | 'totals'
  readonly name?: string
}

/** The list with sums is the one that knows deleted objects. */
async function listDeleted(api: string): Promise<readonly Listed[]> {
  const rows = await get<InfoRow[]>(`/info${api}?status=deleted&datePreset=today`)
  return rows.flatMap(({ id, name = '' }) => (id === 'totals' ? [] : [{ id, name }]))
}

export function Deleted<Row extends Listed>({ props }: { readonly props: EntityListProps<Row> }) {
  const { api } = props
  const rows = useLoad(
    () => props.listDeleted?.() ?? (api === null ? Promise.resolve([]) : listDeleted(api)),
    [],
  )
  if (rows.error !== null) return <Failed failure={rows.error} onRetry={rows.reload} />
  if (rows.data === null) return <Skeleton />
  if (rows.data.length === 0) {
    return <Empty icon="trash" title={t('deleted.empty')} text={t('deleted.emptyText')} />
  }
  return (
    <div class="card">
      <table class="plain-table middle">
        <thead>
          <tr>
            <th scope="col">{t('list.name')}</th>
            <th scope="col">ID</th>
            <ActsHead />
          </tr>
        </thead>
        <tbody>
          {rows.data.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Text value={row.name} length={80} />
              </th>
              <td class="faint number">{row.id}</td>
              <td class="end">
                <WriteButton icon="refresh" onClick={() => void restore(props, row, rows.reload)}>
                  {t('restore')}
                </WriteButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
