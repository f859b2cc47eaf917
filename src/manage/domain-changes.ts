/**
 * Changes of domains for a running server. One that changes how words are compared writes every word
 * of the domain anew: many of them in a worker, half a minute for a million, so that visitors do not
 * wait.
 */
import { inWorker } from '../lib/task-worker.ts'
import type { Caller } from './access.ts'
import { type Alone, type DeskPlace, placeOf } from './alone.ts'
import type { Desk, Done } from './desk.ts'
import { changeDomain, type DomainChange } from './domains.ts'
import { changeLinkSettings } from './links/link-settings.ts'
import type { Refusal } from './refusal.ts'

export interface ChangeOrder {
  /** Who may, and what the audit says, differ. */
  readonly as: 'domain' | 'link_settings'
  readonly id: string
  readonly change: DomainChange
}

export type DomainTask = DeskPlace & { readonly caller: Caller; readonly order: ChangeOrder }

export interface DomainChanges {
  /** Resolves when the change is live. */
  make(desk: Desk, caller: Caller, order: ChangeOrder): Promise<Done | Refusal>
}

export interface DomainChangeParts {
  readonly dataDir: string
  /** The worker's entry point. */
  readonly worker: string
  readonly alone: Alone
}

/** Their words are written anew in some ten milliseconds. */
const FEW_LINKS = 1000

/** On a domain by its number, or `null` on all. */
export function hasManyLinks({ stores }: Desk, domain: number | null): boolean {
  return stores.links.search.count({ ownerId: null, domain, status: 'active' }) > FEW_LINKS
}

export function domainChanges({ dataDir, worker, alone }: DomainChangeParts): DomainChanges {
  return {
    async make(desk, caller, order) {
      if (!rewritesMany(desk, order)) return makeChange(desk, caller, order)
      if (alone.isRunning()) return { refused: 'busy' }
      const task: DomainTask = { ...placeOf(dataDir, desk), caller, order }
      const done = await alone.run(() => inWorker<DomainTask, Done | Refusal>(worker, task))
      desk.publish()
      return done
    },
  }
}

function rewritesMany(desk: Desk, { id, change }: ChangeOrder): boolean {
  const { stores } = desk
  const { caseSensitive } = change
  const before = caseSensitive === undefined ? null : stores.domains.find(id)
  if (before === null || before.caseSensitive === caseSensitive) return false
  return hasManyLinks(desk, stores.domainNumbers.all().get(id) ?? 0)
}

export function makeChange(desk: Desk, caller: Caller, order: ChangeOrder): Done | Refusal {
  const { as, id, change } = order
  const make = { domain: changeDomain, link_settings: changeLinkSettings }[as]
  return make(desk, caller, id, change)
}
