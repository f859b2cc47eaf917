/** Users: who may come in, and as what. */
import type { UserRow } from '../../api/types.ts'
import { readStamp, shortTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Badge } from '../../parts/chip.tsx'
import { zone } from '../../state/period.ts'
import { t } from '../../words/words.ts'
import { EntityList } from '../entities/entity-list.tsx'
import type { ListState } from '../entities/entity-types.ts'
import { idColumn } from '../entities/id-column.ts'

export type ListedUser = UserRow & { readonly name: string }

const STATES = [
  { key: 'running', title: 'state.active' },
  { key: 'stopped', title: 'kill.blocked' },
] as const satisfies readonly ListState[]

export function Users() {
  return (
    <EntityList<ListedUser>
      path="/users"
      entity="user"
      api={null}
      title="nav.users"
      add="user.new"
      icon="users"
      emptyText="user.empty"
      dimension={null}
      states={STATES}
      columns={[
        idColumn(64),
        {
          key: 'role',
          title: t('user.role'),
          width: 200,
          cell: ({ role, isBlocked }) => (
            <>
              <Badge look={role === 'super_admin' ? 'accent' : 'neutral'}>
                {t(`role.${role}`)}
              </Badge>
              {isBlocked ? <Badge look="bad">{t('kill.blocked')}</Badge> : null}
            </>
          ),
          isSorted: true,
        },
        {
          key: 'seen',
          title: t('user.seen'),
          width: 180,
          cell: ({ seenAt }) => (
            <span class="number">
              {seenAt === null ? '—' : shortTime(readStamp(seenAt), zone.value)}
            </span>
          ),
          isSorted: true,
        },
        {
          key: 'readable',
          title: t('user.readable'),
          width: 150,
          cell: ({ campaigns }) => number(campaigns.readable),
          isSorted: true,
        },
        {
          key: 'owned',
          title: t('user.owned'),
          width: 150,
          cell: ({ campaigns }) => number(campaigns.owned),
          isSorted: true,
        },
      ]}
    />
  )
}
