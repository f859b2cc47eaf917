/**
 * Short links in reports: `host/word` instead of a number. The names of few links go with the
 * question, so that rows are sorted and filtered by them and exports have them; of many only those
 * that the answer shows are looked up.
 */
import { wordKey } from '../../../core/links/words.ts'
import type { Query } from '../../../core/reports/query.ts'
import type { ReadStores } from '../../../db/stores.ts'
import { hostOf } from '../../../lib/host-name.ts'
import { linkDomainOf, linkDomainReader } from '../../../manage/links/link-domains.ts'
import type { ReportAnswer } from '../../../report/reports.ts'

const NAMED_MAX = 5000
const DIMENSION = 'link'
const EVERY = { ownerId: null, domain: null } as const

/** By id; `null` when there are too many to be sent along with every question. */
export function allLinkNames(read: ReadStores): ReadonlyMap<string, string> | null {
  const { search } = read.links
  const count =
    search.count({ ...EVERY, status: 'active' }) + search.count({ ...EVERY, status: 'deleted' })
  return count > NAMED_MAX ? null : linkNames(read, null)
}

/** `host/word` by id; `null` for all. */
export function linkNames(
  read: ReadStores,
  ids: readonly number[] | null,
): ReadonlyMap<string, string> {
  const domainOf = linkDomainReader(read)
  const named = read.links.places(ids)
  return new Map(
    named.map(({ id, domain, word }) => [
      String(id),
      `${domainOf(domain)?.record.host ?? ''}/${word}`,
    ]),
  )
}

/** Whether an answer's rows have names that its question came without. */
export function lacksLinkNames({ groupings, labels }: Query): boolean {
  return groupings.includes(DIMENSION) && !labels.names.has(DIMENSION)
}

/** The answer with names where its question came without. */
export function withLinkNames(read: ReadStores, query: Query, answer: ReportAnswer): ReportAnswer {
  if (!lacksLinkNames(query)) return answer
  const ids = answer.rows.flatMap(({ path }) =>
    path.flatMap(({ dimension, value }) => (dimension === DIMENSION ? [Number(value ?? 0)] : [])),
  )
  const names = linkNames(read, [...new Set(ids)])
  const rows = answer.rows.map((row) => ({
    ...row,
    path: row.path.map((part) =>
      part.dimension === DIMENSION && part.value !== null
        ? { ...part, label: names.get(part.value) ?? part.label }
        : part,
    ),
  }))
  return { ...answer, rows }
}

const SHORT_ADDRESS = /^(?:https?:\/\/)?([^/?#:]+)(?::\d+)?\/([^/?#]+)\/?$/i

/** What a short address, with or without scheme and port, stands for; `null` when it is not ours. */
export function ownAddress(
  read: ReadStores,
  text: string,
): { readonly domain: number; readonly word: string } | null {
  const [, host = '', word = ''] = SHORT_ADDRESS.exec(text.trim()) ?? []
  if (word === '') return null
  const ascii = hostOf(host) ?? host.toLowerCase()
  const known = read.domains.list('active').find((one) => one.host === ascii)
  const domain = known === undefined ? undefined : read.domainNumbers.all().get(known.id)
  return domain === undefined ? null : { domain, word }
}

/** Filters on links may name them by their address, too. */
export function withLinkIds(read: ReadStores, query: Query): Query {
  if (!query.where.some(({ any }) => any.some(({ field }) => field === DIMENSION))) return query
  const idOf = (value: string | null) => {
    const place = value === null ? null : ownAddress(read, value)
    if (place === null) return value
    const isExact = linkDomainOf(read, place.domain)?.record.caseSensitive ?? true
    const holder = read.links.holder(place.domain, wordKey(place.word, isExact))
    return holder === null ? value : String(holder)
  }
  const where = query.where.map(({ any }) => ({
    any: any.map((test) =>
      test.field === DIMENSION ? { ...test, values: test.values.map(idOf) } : test,
    ),
  }))
  return { ...query, where }
}
