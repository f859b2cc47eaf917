/** Domains with all their properties: also what they answer where no campaign and no link is. */
import { type Static, Type } from '@sinclair/typebox'

import type { DomainRecord } from '../../../db/records.ts'
import { sent } from '../../../lib/sent.ts'
import { lookUp } from '../../../manage/access.ts'
import type { DomainChange } from '../../../manage/domains.ts'
import { isRefusal } from '../../../manage/refusal.ts'
import type { Call } from '../operation.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { timestamp } from '../wire.ts'
import { fullOperations } from './full-form.ts'

const optional = Type.Optional
const Page = optional(nullable(Type.String({ maxLength: 8192 })))

export const DomainFull = Type.Object({
  host: optional(Type.String({ minLength: 1, maxLength: 253 })),
  indexPage: optional(
    Type.Union([anyCase(['blank_page', '404_page']), Type.Integer({ minimum: 1 })]),
  ),
  notFound: optional(anyCase(['404', 'root_campaign'])),
  httpsOnly: optional(Type.Boolean()),
  noIndex: optional(Type.Boolean()),
  robotsTxt: optional(Type.String({ maxLength: 65_536 })),
  rootPage: Page,
  notFoundPage: Page,
  caseSensitive: optional(Type.Boolean()),
  isLinkDefault: optional(Type.Boolean()),
})

export function domainChange(body: Static<typeof DomainFull>): DomainChange {
  return sent<DomainChange>(body)
}

export function domainFullView(domain: DomainRecord) {
  const {
    changedAt: _changed,
    deletedAt: _deleted,
    isOfLimitedUser: _limited,
    createdAt,
    ...rest
  } = domain
  const { rootPage, notFoundPage } = rest
  return {
    ...rest,
    rootPage: rootPage?.shown ?? null,
    notFoundPage: notFoundPage?.shown ?? null,
    createdAt: timestamp(createdAt),
  }
}

/** What GET shows of the domain of a call, which is what its tag is of. */
export function domainShown({ read, caller, params }: Call<{ id: string }>) {
  const domain = lookUp(read, caller, 'domains', { id: params.id, need: 'read' })
  return isRefusal(domain) ? domain : domainFullView(domain)
}

export const domainFullOperations = fullOperations({
  kind: 'domains',
  base: '/domain',
  noun: 'Domain',
  article: 'a domain',
  tag: 'Domains',
  params: Type.Object({ id: Uuid }),
  body: DomainFull,
  view: domainFullView,
  patch: ({ domainChanges, desk, caller, body }, { id }) =>
    domainChanges.make(desk, caller, { as: 'domain', id, change: domainChange(body) }),
})
