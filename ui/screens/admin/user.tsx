/** One user: role, password, what he may see and change. */
import { ask, get, post } from '../../api/client.ts'
import type { Role } from '../../api/types.ts'
import { Button, RemoveButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/states.tsx'
import type { ScreenProps } from '../../routes.ts'
import { forgetShared } from '../../state/load.ts'
import { navigate } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { isAdmin, isOwner, user as self } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { KillSwitch } from '../campaigns/kill-switch.tsx'
import { EntityForm } from '../entities/entity-form.tsx'
import { type FieldSpec, textOf, type Values } from '../entities/field-specs.ts'
import type { Age, Stored } from '../entities/form-state.ts'
import { LEAST_PASSWORD } from '../setup/strength.ts'
import { ApiKey, useApiKeys } from './api-key.tsx'
import {
  PermissionMatrix,
  type PermissionView,
  type Rules,
  rulesOf,
  sentenceOf,
  wireOf,
} from './permissions.tsx'

interface Identity {
  readonly identity: string
  readonly role: Role
  readonly isBlocked: boolean
  readonly permissions: readonly PermissionView[]
}

const BLANK: Values = { login: '', password: '', role: 'user', rules: {}, hideProfit: false }

async function readUser(id: string, signal?: AbortSignal): Promise<Stored> {
  const [{ data, etag }, hidden] = await Promise.all([
    ask<Identity>('GET', `/identity/${id}`, { signal }),
    get<{ hideProfit: boolean }>(`/user/${id}/hide_profit`, signal),
  ])
  const values = {
    login: data.identity,
    password: '',
    role: data.role,
    blocked: data.isBlocked,
    rules: rulesOf(data.permissions),
    hideProfit: hidden.hideProfit,
  }
  return { values, etag }
}

async function createUser(values: Values): Promise<number> {
  const body = {
    login: textOf(values, 'login').trim(),
    password: textOf(values, 'password'),
    role: textOf(values, 'role'),
    permissions: wireOf(values['rules'] as Rules),
  }
  const { data } = await ask<{ user_id: number }>('POST', '/user/create', { body })
  return data.user_id
}

function changeUser(id: string, values: Values, etag: string | null): Promise<unknown> {
  const password = textOf(values, 'password')
  const role = textOf(values, 'role')
  const body = {
    login: textOf(values, 'login').trim(),
    ...(role === 'super_admin' ? {} : { role }),
    ...(password === '' ? {} : { password }),
  }
  return ask('PUT', `/user/${id}/edit`, { body, etag })
}

/** Administrators see and change everything. */
async function completeUser(id: string, values: Values, age: Age): Promise<void> {
  if (textOf(values, 'role') !== 'user') return
  const permissions = wireOf(values['rules'] as Rules)
  const hideProfit = values['hideProfit'] === true
  if (age === 'stored') await ask('PUT', `/user/${id}/permissions`, { body: { permissions } })
  if (age === 'stored' || hideProfit) {
    await ask('PUT', `/user/${id}/hide_profit`, { body: { hideProfit } })
  }
}

export function UserScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  const isSelf = String(self.value?.id) === id
  return (
    <EntityForm
      path="/users"
      id={id}
      list="nav.users"
      add="user.new"
      blank={BLANK}
      read={readUser}
      fields={(values) => fields(values, id === 'new' ? 'new' : 'stored')}
      nameOf={(values) => textOf(values, 'login')}
      create={createUser}
      complete={completeUser}
      change={changeUser}
      actions={(values, onChanged) =>
        isSelf || id === 'new' ? null : (
          <>
            {isAdmin.value ? <ViewAs id={id} /> : null}
            <KillSwitch
              kind="user"
              id={id}
              isBlocked={values['blocked'] === true}
              onChanged={onChanged}
            />
            <RemoveButton onClick={() => void remove(id, values)} />
          </>
        )
      }
      aside={(values) => (
        <>
          <Notice look="info">{sentenceOf(values)}</Notice>
          {id === 'new' ? null : <KeyOf id={id} />}
        </>
      )}
    />
  )
}

function KeyOf({ id }: { readonly id: string }) {
  return <ApiKey userId={id} keys={useApiKeys(id)} />
}

/** Everything is loaded anew: from now on it is what that user may see. */
function ViewAs({ id }: { readonly id: string }) {
  const look = () =>
    void post('/session/view', { userId: Number(id) }).then(
      () => location.assign('/admin'),
      tellFailure,
    )
  return (
    <Button icon="users" look="quiet" onClick={look}>
      {t('viewAs.start')}
    </Button>
  )
}

async function remove(id: string, values: Values): Promise<void> {
  const title = t('delete.title', { name: textOf(values, 'login') })
  if (!(await confirmed(title, t('user.deleteText'), t('delete')))) return
  try {
    await ask('DELETE', `/user/${id}`)
    forgetShared()
    navigate('/users')
  } catch (error) {
    tellFailure(error)
  }
}

function fields(values: Values, age: 'new' | 'stored'): readonly FieldSpec[] {
  const role = textOf(values, 'role')
  const roles =
    role === 'super_admin' ? ['super_admin'] : isOwner.value ? ['user', 'admin'] : ['user']
  const limited: readonly FieldSpec[] = [
    {
      kind: 'own',
      name: 'rules',
      label: t('user.permissions'),
      isWide: true,
      draw: (value, set) => <PermissionMatrix rules={(value ?? {}) as Rules} onChange={set} />,
    },
    {
      kind: 'switch',
      name: 'hideProfit',
      label: t('user.hideProfit'),
      hint: t('user.hideProfitHint'),
      isWide: true,
    },
  ]
  return [
    { kind: 'text', name: 'login', label: t('login.login'), isRequired: true },
    {
      kind: 'select',
      name: 'role',
      label: t('user.role'),
      options: roles.map((value) => ({ value, label: t(`role.${value as Role}`) })),
    },
    {
      kind: 'password',
      name: 'password',
      label: age === 'new' ? t('login.password') : t('user.password'),
      hint: t(age === 'new' ? 'user.passwordNew' : 'user.passwordHint', { n: LEAST_PASSWORD }),
      isRequired: age === 'new',
      isWide: true,
    },
    ...(role === 'user' ? limited : []),
  ]
}
