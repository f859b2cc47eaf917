/** Values to choose from for a filter: those there are, and those that visits brought lately. */
import { type Static, Type } from '@sinclair/typebox'

import { CONTINENTS, COUNTRIES } from '../../../core/countries.ts'
import { dimensionFor, type FilteredBy, filteredBy } from '../../../core/reports/filtered-by.ts'
import { DEVICE_TYPES } from '../../../core/words/closed-lists.ts'
import { filterValue } from '../../../core/words/filter-values.ts'
import { readable } from '../../../manage/access.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { hasText } from '../query.ts'
import { seenValues, USUAL } from '../reports/seen-values.ts'

interface Choice {
  readonly value: string
  readonly label: string
}

const LIMIT = 50
const LIMIT_MAX = 500

const plain = (values: Iterable<string>): Choice[] =>
  [...values].map((value) => ({ value, label: value }))

export const CONNECTIONS = ['dialup', 'cable', 'corporate', 'cellular', 'satellite'] as const

/** Complete lists; nothing else can be meant. */
const COMPLETE: Readonly<Record<string, (call: Call) => Choice[]>> = {
  country: () => [...COUNTRIES].map(([value, { name }]) => ({ value, label: name })),
  continent: () => [...CONTINENTS].map(([value, label]) => ({ value, label })),
  device_type: () => plain(DEVICE_TYPES),
  connection_type: () => plain(CONNECTIONS),
  traffic_source: ({ read, caller }) =>
    readable(caller, 'traffic_sources', read.traffic_sources.list('active')).map(
      ({ id, name }) => ({ value: String(id), label: name }),
    ),
}

const Query = Type.Object({
  key: Type.String({ minLength: 1, maxLength: 64 }),
  q: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX })),
})
type ValuesCall = Call<unknown, Static<typeof Query>>

async function values(call: ValuesCall): Promise<object> {
  const { key, q = '', limit = LIMIT } = call.query
  const list = Object.hasOwn(COMPLETE, key) ? COMPLETE[key]?.(call) : null
  if (list) return cut(list, q, limit)
  const dimension = dimensionFor(key)
  const filter = dimension === null ? null : filteredBy(dimension, call.tables().privacy)
  if (dimension === null || filter === null) {
    const texts = ['has no values to choose from; see /flow/catalog for filters']
    return { refused: 'invalid', fields: { key: texts } }
  }
  const seen = await seenValues(call, { dimension, q, limit })
  if (!Array.isArray(seen)) return seen
  const usual = Object.hasOwn(USUAL, key) ? (USUAL[key] ?? []) : []
  return cut(choicesOf([...new Set([...seen, ...usual])], filter), q, limit)
}

/** As the filter takes them. */
function choicesOf(values: readonly string[], { form }: FilteredBy): Choice[] {
  return values.flatMap((label) => {
    const value = filterValue(form, label)
    return value === null ? [] : [{ value, label }]
  })
}

function cut(choices: readonly Choice[], q: string, limit: number) {
  const text = q.trim() === '' ? undefined : q.trim()
  const fitting = choices.filter(({ value, label }) => hasText(label, text) || hasText(value, text))
  return { rows: fitting.slice(0, limit), total: fitting.length }
}

export const flowValueOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/flow/values',
    id: 'listFlowValues',
    summary: 'Values to choose from for a filter',
    tag: 'Flows',
    own: true,
    query: Query,
    run: values,
  }),
]
