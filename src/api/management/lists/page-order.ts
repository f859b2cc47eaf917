/** The order of the objects of a page, over all that match: by a text of theirs or by a number. */
import { lately } from '../../../lib/lru.ts'
import { textOrder } from '../../../lib/text-order.ts'
import type { Thing } from '../entities.ts'
import type { OrderValue } from './listed-kind.ts'

/** Orders of texts that are kept: some columns of some kinds, in the languages of the admin. */
const KEPT = 40

/** By kind, column and language: lists of each are much alike. */
const orderOf = lately(KEPT, (key: string) => textOrder(key.slice(0, key.indexOf(' '))))

export interface Sorting {
  /** Tells columns apart whose texts have nothing in common. */
  readonly column: string
  readonly direction: 'asc' | 'desc'
  /** A tag that `Intl` takes. */
  readonly language: string
}

/** No value is last either way; ties keep the order in which they came. */
export async function inOrder(
  things: readonly Thing[],
  valueOf: (thing: Thing) => OrderValue,
  { column, direction, language }: Sorting,
): Promise<readonly Thing[]> {
  const values = things.map(valueOf)
  const isText = values.some((value) => typeof value === 'string')
  const keys = isText
    ? await orderOf(`${language} ${column}`).ranksOf(values.map(textOrNull))
    : Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN))
  const sign = direction === 'asc' ? 1 : -1
  const places = Uint32Array.from(keys.keys())
  const valued = places.filter((at) => !Number.isNaN(keys[at]))
  valued.sort((a, b) => sign * (keys[a]! - keys[b]!) || a - b)
  const last = places.filter((at) => Number.isNaN(keys[at]))
  return [...valued, ...last].map((at) => things[at]!)
}

const textOrNull = (value: OrderValue) => (value === null ? null : String(value))
