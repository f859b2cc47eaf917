/**
 * Who the user is and what he may do. The server decides; this keeps what
 * it would refuse off the screen.
 */
import { computed, signal } from '@preact/signals'

import type { SessionUser } from '../api/types.ts'

export const user = signal<SessionUser | null>(null)
/** Those of the tracker. Reports and new amounts are in this currency. */
export const currency = signal('USD')
/** Where the days of new limits end, unless another is chosen. */
export const trackerZone = signal('UTC')
export const isAdmin = computed(() => user.value !== null && user.value.role !== 'user')
export const isOwner = computed(() => user.value?.role === 'super_admin')
export const hidesMoney = computed(() => user.value?.hideProfit === true)

/** Whether an administrator looks at everything as this user. */
export const isViewing = signal(false)

/** Counts how often the rights turned out to be others: every screen is drawn anew then. */
export const rightsRead = signal(0)

/** Whether some objects of a kind may be read, by the word of permission records. */
export function mayRead(subject: string): boolean {
  return isAdmin.value || recordFor(subject) !== undefined
}

export function mayCreate(subject: string): boolean {
  return isAdmin.value || recordFor(subject)?.canCreate === true
}

/** Whether there may be objects of a kind that the user may change. */
export function mayChangeSome(subject: string): boolean {
  if (mayCreate(subject)) return true
  const { accessLevel, modifyUuids = [], modifyGroupUuids = [] } = recordFor(subject) ?? {}
  return accessLevel === 'MODIFY' || modifyUuids.length > 0 || modifyGroupUuids.length > 0
}

/** Of what is changed by who made it (links, pixels, columns): whether that of others is, too. */
export function mayChangeOthers(subject: string): boolean {
  return mayCreate(subject) || recordFor(subject)?.accessLevel !== 'READ'
}

/** Whether an object of another's was given to the user by its id, to look at only. */
export function mayOnlyLookAt(subject: string, id: string): boolean {
  const { readUuids = [], modifyUuids = [] } = recordFor(subject) ?? {}
  return readUuids.includes(id) && !modifyUuids.includes(id)
}

function recordFor(subject: string) {
  return user.value?.permissions.find((record) => record.subject === subject)
}
