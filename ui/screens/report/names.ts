/** Names of the ids in filters and on the way into a report: from rows seen before, or asked for. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import { valueWord } from '../../../src/core/words/values.ts'
import { type ChoiceKind, namedChoices } from '../../api/found.ts'
import type { ReportAnswer } from '../../api/types.ts'
import { visible } from '../../format/text.ts'
import type { Option } from '../../parts/field.tsx'
import { language } from '../../words/words.ts'
import { listTags } from '../entities/tags.ts'
import type { PlainFilter, ReportState } from './state.ts'

const KINDS: ReadonlyMap<string, ChoiceKind> = new Map<string, ChoiceKind>([
  ['campaign', 'campaign'],
  ['viaCampaign', 'campaign'],
  ['offer', 'offer'],
  ['landing', 'landing'],
  ['affiliateNetwork', 'affiliate_network'],
  ['trafficSource', 'traffic_source'],
  ['rotation', 'rotation'],
])
const TAG_FIELD = /Tags$/

/** Null: its values are no objects. */
export const kindOf = (dimension: string): ChoiceKind | null => KINDS.get(dimension) ?? null

const MAX_NAMES = 20_000

const names = signal<ReadonlyMap<string, string>>(new Map())

const keyOf = (dimension: string, value: string) => `${dimension} ${value}`

function remember(pairs: readonly (readonly [key: string, name: string])[]): void {
  const known = names.peek()
  const fresh = pairs.filter(([key, name]) => known.get(key) !== name)
  if (fresh.length === 0) return
  names.value = new Map([...(known.size > MAX_NAMES ? [] : known), ...fresh])
}

/** Rows carry their labels, so that a step into one of them has a name. */
export function rememberNames({ rows }: ReportAnswer): void {
  remember(
    rows.flatMap(({ path }) => {
      const last = path.at(-1)
      const isNamed = last?.value && last.label !== null && last.label !== last.value
      return isNamed ? [[keyOf(last.dimension, last.value ?? ''), last.label ?? ''] as const] : []
    }),
  )
}

/** All that the tags of an object can be. */
export async function tagOptions(signal: AbortSignal): Promise<readonly Option[]> {
  return (await listTags(signal)).map(({ id, name }) => ({ value: id, label: name }))
}

/** A value as people know it; rows bring the `label` that the server gives it. */
export function valueName(
  dimension: string,
  value: string | null,
  label: string | null = null,
): string {
  const word = valueWord(language.peek(), dimension, value)
  if (value === null) return word ?? ''
  return visible(word ?? label ?? names.value.get(keyOf(dimension, value)) ?? value)
}

/** Asks for the names that the address needs and that no row has told. */
export function useNames({ filters, inside }: Pick<ReportState, 'filters' | 'inside'>): void {
  const plain = filters.flatMap((one): readonly PlainFilter[] => ('any' in one ? one.any : [one]))
  const asked = [
    ...plain.flatMap(({ field, value }) => [value].flat().map((one) => [field, String(one)])),
    ...inside.map(({ dimension, value }) => [dimension, String(value)]),
  ]
  const wanted = JSON.stringify(asked)
  useEffect(() => {
    const controller = new AbortController()
    for (const [field = '', values = []] of Map.groupBy(asked, ([dimension]) => dimension)) {
      const ids = values.map(([_dimension, id = '']) => id)
      namesOf(field, ids, controller.signal).then(
        (rows) => remember(rows.map(({ id, name }) => [keyOf(field, String(id)), name])),
        () => undefined,
      )
    }
    return () => controller.abort()
  }, [wanted])
}

type Named = { readonly id: number | string; readonly name: string }

async function namesOf(
  field: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly Named[]> {
  const kind = kindOf(field)
  const known = names.peek()
  const unknown = ids.filter((id) => !known.has(keyOf(field, id)))
  if (unknown.length === 0) return []
  if (TAG_FIELD.test(field)) return listTags(signal)
  const numbers = unknown.map(Number).filter(Number.isInteger)
  return kind === null ? [] : namedChoices(kind, { ids: numbers }, signal)
}

export function useFilterNames(filters: ReportState['filters']): void {
  useNames({ filters, inside: [] })
}
