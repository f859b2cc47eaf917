/** Users of a management API under test, put straight into its store, each with a key. */
import { emptyPermission, type Permission } from '../../src/db/people/users.ts'
import { COMMAND_LINE } from '../../src/manage/access.ts'
import { createKey } from '../../src/manage/people/keys.ts'
import type { Management } from './management.ts'

export interface Person {
  readonly id: number
  readonly key: string
}

export function permission(subject: string, part: Partial<Permission> = {}): Permission {
  return { ...emptyPermission(subject), ...part }
}

/** Checked in a moment: for tests that don't look at how passwords are stored. */
export function quickHash(password: string): Promise<string> {
  return Bun.password.hash(password, { algorithm: 'argon2id', memoryCost: 8, timeCost: 1 })
}

export interface Rights {
  readonly role?: 'user' | 'admin'
  readonly permissions?: readonly Permission[]
  readonly hideProfit?: boolean
}

export function addPerson({ desk }: Management, login: string, rights: Rights = {}): Person {
  const { role = 'user', permissions = [], hideProfit = false } = rights
  const id = desk.stores.users.add({ login, passwordHash: 'none', role, permissions })
  desk.stores.users.change(id, { hideProfit })
  const key = createKey(desk, COMMAND_LINE, login)
  if (typeof key !== 'string') throw new Error('no key')
  return { id, key }
}
