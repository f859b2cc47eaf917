/** Users: who may come in, and as what. */
import { listUsers } from '../../api/lists.ts'
import type { UserRow } from '../../api/types.ts'
import { Badge } from '../../parts/chip.tsx'
import { t } from '../../words/words.ts'
import { EntityList } from '../entities/entity-list.tsx'

export type ListedUser = UserRow & { readonly name: string }

export function Users() {
  return (
    <EntityList<ListedUser>
      path="/users"
      api={null}
      title="nav.users"
      add="user.new"
      icon="users"
      emptyText="user.empty"
      list={async () => (await listUsers()).map((row) => ({ ...row, name: row.login }))}
      dimension={null}
      columns={[
        { key: 'id', title: 'ID', width: 64, cell: ({ id }) => id, sortBy: ({ id }) => id },
        {
          key: 'role',
          title: t('user.role'),
          width: 200,
          cell: ({ role }) => (
            <Badge look={role === 'super_admin' ? 'accent' : 'neutral'}>{t(`role.${role}`)}</Badge>
          ),
          sortBy: ({ role }) => role,
        },
      ]}
    />
  )
}
