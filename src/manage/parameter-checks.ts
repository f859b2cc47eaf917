/** What the parameters of campaigns and sources must be, so that links work and visits bring them. */
import type { Parameter } from '../core/model.ts'
import { MAX_NAME_BYTES } from '../detect/query.ts'
import type { Problems } from './refusal.ts'

/** What divides an address, or is read as another sign than it is written. */
// oxlint-disable-next-line no-control-regex -- controls are left out of what visits send
const DIVIDES = /[\u0000-\u0020\u007f&=#?+%]/
/** What a call of `/click` is for. */
const OF_OURS: ReadonlySet<string> = new Set(['key', 'lp', 'lp_type', 'cnv_id', 'upd_clickid'])

/** A list as it was and shall be: names that it had already may stay. */
export interface ParameterChange {
  readonly before: readonly Parameter[]
  readonly after: readonly Parameter[]
}

export function checkNames({ before, after }: ParameterChange, field: string, found: Problems) {
  const had = new Set(before.map(({ alias }) => alias))
  for (const { alias } of after) {
    if (alias === '' || had.has(alias)) continue
    const isName = Buffer.byteLength(alias) <= MAX_NAME_BYTES && !DIVIDES.test(alias)
    if (!isName) found.add(field, `"${alias.slice(0, 60)}" is not the name of a parameter`)
    else if (OF_OURS.has(alias)) found.add(field, `"${alias}" has another meaning in our addresses`)
  }
}

/** The first value that is there twice, `undefined` without one. */
export function twice(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index)
}
