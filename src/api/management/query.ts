/** Query parameters as values for a schema. Lists come in four spellings that mean the same. */
import { Kind, type TSchema, Type } from '@sinclair/typebox'

import { anyCase, Uuid } from './shape.ts'

/** `name[]=a`, `name[0]=a` and a repeated `name=a` are one list; of single values the last counts. */
export function queryValues(search: string, schema: TSchema): Record<string, unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, TSchema>
  const given = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(search)) {
    const bare = name.replace(/\[\d{0,6}\]$/, '')
    if (!Object.hasOwn(properties, bare)) continue
    const values = given.get(bare)
    if (values === undefined) given.set(bare, [value])
    else values.push(value)
  }
  const result: Record<string, unknown> = {}
  for (const [name, values] of given) {
    result[name] = properties[name]?.[Kind] === 'Array' ? values : values.at(-1)
  }
  return result
}

const optional = Type.Optional

/** A text filter that is present must not be empty. */
export const TextFilter = optional(Type.String({ minLength: 1, maxLength: 1000 }))
export const IdFilter = optional(Type.Integer({ minimum: 0 }))
export const UuidFilter = optional(Uuid)

/** Lists have no limit unless one is asked for. */
export const PAGE = {
  limit: optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
  offset: optional(Type.Integer({ minimum: 0 })),
}
export const SORT = { sortType: optional(anyCase(['asc', 'desc'])) }
export const STATUS = { status: optional(anyCase(['all', 'active', 'with_traffic', 'deleted'])) }

export interface Page {
  readonly limit?: number
  readonly offset?: number
}

export function pageOf<T>(rows: readonly T[], { limit, offset = 0 }: Page): readonly T[] {
  return rows.slice(offset, limit === undefined ? undefined : offset + limit)
}

/** Which objects a list takes from the store. */
export function storedStatus(status: string | undefined): 'all' | 'active' | 'deleted' {
  return status === 'all' || status === 'deleted' ? status : 'active'
}

/** Substring, any letter case. An absent filter keeps everything. */
export function hasText(text: string, filter: string | undefined): boolean {
  return filter === undefined || text.toLowerCase().includes(filter.toLowerCase())
}
