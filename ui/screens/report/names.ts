/** Names of the ids in filters and on the way into a report: from lists, and from rows seen before. */
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

import { valueWord } from '../../../src/core/words/values.ts'
import {
  listCampaigns,
  listLandings,
  listNetworks,
  listOffers,
  listRotations,
  listSources,
} from '../../api/lists.ts'
import type { ReportAnswer } from '../../api/types.ts'
import { visible } from '../../format/text.ts'
import type { Option } from '../../parts/field.tsx'
import { language } from '../../words/words.ts'
import { listTags } from '../entities/tags.ts'
import type { PlainFilter, ReportState } from './state.ts'

type List = () => Promise<readonly { readonly id: number | string; readonly name: string }[]>

const LISTS: ReadonlyMap<string, List> = new Map<string, List>([
  ['campaign', listCampaigns],
  ['offer', listOffers],
  ['landing', listLandings],
  ['affiliateNetwork', listNetworks],
  ['trafficSource', listSources],
  ['rotation', listRotations],
])
const TAG_FIELD = /Tags$/
const listOf = (field: string): List | undefined =>
  TAG_FIELD.test(field) ? listTags : LISTS.get(field)

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

/** Everything of a kind that may be chosen, with traffic or without; none where there is no list. */
export async function listed(dimension: string): Promise<readonly Option[]> {
  const list = (await listOf(dimension)?.()) ?? []
  return list.map(({ id, name }) => ({ value: String(id), label: name }))
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

/** Asks for the lists that the address needs and that no row has told. */
export function useNames({ filters, inside }: Pick<ReportState, 'filters' | 'inside'>): void {
  const plain = filters.flatMap((one): readonly PlainFilter[] => ('any' in one ? one.any : [one]))
  const asked = [...plain.map(({ field }) => field), ...inside.map(({ dimension }) => dimension)]
  const wanted = [...new Set(asked)].filter((field) => listOf(field) !== undefined).join()
  useEffect(() => {
    for (const dimension of wanted.split(',')) {
      listOf(dimension)?.().then(
        (list) => remember(list.map(({ id, name }) => [keyOf(dimension, String(id)), name])),
        () => undefined,
      )
    }
  }, [wanted])
}

export function useFilterNames(filters: ReportState['filters']): void {
  useNames({ filters, inside: [] })
}
