/**
 * Filters by the tags of objects: `campaignTags` and the like. A click's campaign may have several tags,
 * so they are no dimension; such a filter is one on the objects that have one of them at present.
 */
import type { QueryInput, QueryProblem } from './query.ts'

type AnyFilter = NonNullable<QueryInput['filters']>[number]
type Leaf = Extract<AnyFilter, { field: string }>

/** Kinds of objects whose tags are filtered by, by the dimension of their ids. */
const KINDS = {
  campaign: 'campaigns',
  trafficSource: 'traffic_sources',
  offer: 'offers',
  affiliateNetwork: 'affiliate_networks',
  landing: 'landings',
  rotation: 'rotations',
} as const
export type TaggedDimension = keyof typeof KINDS
export type TaggedObjects = (typeof KINDS)[TaggedDimension]

/** Ids of the objects of a kind that have one of the tags, of those that the caller may read. */
export type TaggedWith = (kind: TaggedObjects, tags: readonly string[]) => ReadonlySet<string>

/** Fields by which a query may filter, each with the dimension of its objects. */
export const TAG_FIELDS: ReadonlyMap<string, TaggedDimension> = new Map(
  (Object.keys(KINDS) as TaggedDimension[]).map((key) => [`${key}Tags`, key]),
)
export const TAG_OPERATORS = ['in', 'not_in'] as const

/** The filter with ids of objects in place of tags; others as they are. */
export function byObjects(
  filter: AnyFilter,
  taggedWith: TaggedWith,
  refuse: (problem: QueryProblem['message']) => void,
): AnyFilter {
  const plain = (leaf: Leaf): Leaf => {
    const dimension = TAG_FIELDS.get(leaf.field)
    if (dimension === undefined) return leaf
    const tags = Array.isArray(leaf.value)
      ? leaf.value.filter((one) => typeof one === 'string')
      : []
    if (!Array.isArray(leaf.value) || !TAG_OPERATORS.some((op) => op === leaf.op)) {
      refuse(`${leaf.field}: takes ${TAG_OPERATORS.join(', ')} with a list of ids of tags`)
      return { field: dimension, op: 'in', value: [] }
    }
    const { op, level } = leaf
    const value = [...taggedWith(KINDS[dimension], tags)].toSorted()
    return { field: dimension, op, value, ...(level === undefined ? {} : { level }) }
  }
  return 'any' in filter ? { any: filter.any.map(plain) } : plain(filter)
}
