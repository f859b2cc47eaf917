/** What the admin keeps off the screen of somebody with limited rights. */
import { afterEach, expect, test } from 'bun:test'

import type { PermissionRecord, Role } from '../../ui/api/types.ts'
import {
  closedAt,
  isReadOnlyAt,
  mayChangeAt,
  mayCreateAt,
  onlyRead,
} from '../../ui/state/rights.ts'
import { user } from '../../ui/state/user.ts'

const preferences = {
  language: null,
  theme: 'auto',
  timezone: null,
  columns: {},
  thresholds: {},
} as const

function logIn(role: Role, permissions: readonly PermissionRecord[], canCreateUsers = false): void {
  const who = { id: 7, login: 'bob', role, hideProfit: false, canCreateUsers }
  user.value = { ...who, permissions, preferences }
}

afterEach(() => {
  user.value = null
})

const READ = { accessLevel: 'READ' } as const
const CUSTOM = { accessLevel: 'CUSTOM' } as const

test.each([
  ['campaign', '/campaigns', READ, [false, false]],
  ['campaign', '/campaigns', { ...READ, canCreate: true }, [true, true]],
  ['campaign', '/campaigns', { accessLevel: 'MODIFY' }, [true, false]],
  ['campaign', '/campaigns', CUSTOM, [false, false]],
  ['campaign', '/campaigns', { ...CUSTOM, modifyUuids: ['1'] }, [true, false]],
  ['campaign', '/campaigns', { ...CUSTOM, modifyGroupUuids: ['g'] }, [true, false]],
  ['offer', '/campaigns', { accessLevel: 'MODIFY', canCreate: true }, [false, false]],
  ['link', '/links', READ, [false, false]],
  ['link', '/links', CUSTOM, [true, false]],
  ['link', '/links', { ...READ, canCreate: true }, [true, true]],
] as const)('a record on %s at %s: %p', (subject, path, record, [changes, creates]) => {
  logIn('user', [{ subject, ...record }])
  expect([mayChangeAt(path), mayCreateAt(path)]).toEqual([changes, creates])
})

test('a link that was given to be looked at is read only, one to be changed and an own one are not', async () => {
  logIn('user', [{ subject: 'link', ...CUSTOM, readUuids: ['1', '2'], modifyUuids: ['2'] }])
  const is = await Promise.all(['1', '2', '3'].map((id) => isReadOnlyAt('/links', id)))
  expect(is).toEqual([true, false, false])
})

test('a screen is closed with what is below it, and open to whom the navigation leads there', () => {
  logIn('user', [{ subject: 'campaign', ...READ }])
  const open = ['/', '/campaigns', '/campaigns/1/flows', '/report', '/account', '/nowhere']
  const closed = ['/offers', '/offers/1', '/postbacks', '/users', '/users/7', '/settings']
  expect(open.map(closedAt)).toEqual(open.map(() => null))
  expect(closed.filter((path) => closedAt(path) === null)).toEqual([])
  logIn('admin', [])
  expect([closedAt('/users'), closedAt('/settings')?.path]).toEqual([null, '/settings'])
})

test('an administrator makes users only if an owner lets him', () => {
  logIn('admin', [])
  expect([mayCreateAt('/users'), mayCreateAt('/campaigns')]).toEqual([false, true])
  logIn('admin', [], true)
  expect(mayCreateAt('/users')).toBe(true)
  logIn('super_admin', [])
  expect(mayCreateAt('/users')).toBe(true)
})

test('lists say of each whether it may be read only', () => {
  const rows = [{ id: 1, accessLevel: 'read' }, { id: 2, accessLevel: 'modify' }, { id: 3 }]
  expect([...onlyRead(rows)]).toEqual(['1'])
})
