/** The number of an object, which every list of them has. */
import type { ListColumn, Listed } from './entity-types.ts'

/** `width` in pixels. */
export function idColumn(width = 52): ListColumn<Listed> {
  return { key: 'id', title: 'ID', width, cell: ({ id }) => id, isSorted: true }
}
