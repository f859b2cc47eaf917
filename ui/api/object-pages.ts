/** Lists of objects as the server makes them: found, sorted and added up, a page at a time. */
import { language } from '../words/words.ts'
import { get, post, search } from './client.ts'
import { inParts } from './in-parts.ts'
import type { Measures } from './types.ts'

/** What is the same for all pages of a list. */
export interface ListQuestion {
  /** The kind of objects, in the server's words. */
  readonly entity: string
  readonly search: string
  /** Empty: all that are not deleted. */
  readonly status: string
  /** In one of these groups; empty: in any or none. */
  readonly groupUuids: readonly string[]
  /** With one of these tags. */
  readonly tags: readonly string[]
  readonly sortColumn: string
  readonly sortType: 'asc' | 'desc'
  readonly measures: readonly string[]
  readonly lastHour: boolean
  /** As parameters; none where nothing is added up. */
  readonly period: Readonly<Record<string, string | null | undefined>>
}

export interface ObjectPage<Row> {
  readonly rows: readonly Row[]
  /** Of all that match, as the totals are. */
  readonly total: number
  readonly totals: Measures
  readonly currency: string
  /** What of the kind, the deleted ones apart from the others, is in and has; by name. */
  readonly groups: readonly Part[]
  readonly tags: readonly Part[]
}

interface Part {
  readonly id: string
  readonly name: string
}

export function objectPage<Row>(
  { entity, period, ...question }: ListQuestion,
  place: { readonly offset: number; readonly limit: number },
  signal: AbortSignal | null = null,
): Promise<ObjectPage<Row>> {
  const asked = { ...question, ...period, ...place, language: language.peek() }
  return get(`/page/${entity}${search(asked)}`, signal)
}

export interface NamedObject {
  readonly id: number
  readonly name: string
  readonly accessLevel: string
}

/** All that match, however many. */
export async function allThatMatch(question: ListQuestion): Promise<readonly NamedObject[]> {
  const { entity, search: text, status, groupUuids, tags } = question
  const asked = search({ search: text, status, groupUuids, tags, namesOnly: true })
  return (await get<{ rows: readonly NamedObject[] }>(`/page/${entity}${asked}`)).rows
}

/** The server takes twice as many. */
const AT_ONCE = 5000

/** Ids of those that could not be changed. */
export async function changeAll(
  path: string,
  ids: readonly (number | string)[],
  change: object,
): Promise<readonly unknown[]> {
  const failed: unknown[] = []
  for (const part of inParts(ids, AT_ONCE)) {
    const body = { ids: part.map(Number), ...change }
    failed.push(...(await post<{ failedIds: readonly unknown[] }>(path, body)).failedIds)
  }
  return failed
}
