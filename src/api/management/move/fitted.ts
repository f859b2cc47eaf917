/**
 * An object of another tracker of our dialect by the schema that writes it here. What does not fit is taken out
 * and told, rule by rule and property by property; only without its name, or what it leads to, it is none.
 */
import type { Static, TSchema } from '@sinclair/typebox'

import type { Fields } from '../../../manage/refusal.ts'
import { shaped } from '../shape.ts'
import { type Foreign, listOf, nameIn, objectOf } from './foreign.ts'
import type { Remarks, Subject } from './remarks.ts'

const ROUNDS = 8
const ESSENTIAL: ReadonlySet<string> = new Set(['name', 'key', 'url', 'location'])
const PLACE = /^((?:customRotation\.)?(?:rules\.\d+|[^.]+))/

/** Null: it does not come. */
export function fitted<S extends TSchema>(
  schema: S,
  given: Foreign,
  of: Subject,
  told: Remarks,
): Static<S> | null {
  let row: Foreign | null = given
  for (let round = 0; row !== null && round < ROUNDS; round++) {
    const read = shaped(schema, row, 'skip_unknown')
    if ('value' in read) return read.value
    row = mended(row, read.fields, { of, told })
  }
  if (row !== null) told.leftOut(of, "can't be read")
  return null
}

interface Telling {
  readonly of: Subject
  readonly told: Remarks
}

interface Why {
  readonly why: string
}

function mended(row: Foreign, fields: Fields, { of, told }: Telling): Foreign | null {
  const wrong = Object.entries(fields).map(([path, texts]) => ({ path, why: texts.join(', ') }))
  const lost = wrong.find(({ path }) => ESSENTIAL.has(path) || path === 'body')
  if (lost !== undefined) {
    told.leftOut(of, `its ${lost.path} can't be taken over: ${lost.why}`)
    return null
  }
  // Of several that are wrong in one place the first is told.
  const places = Map.groupBy(wrong, ({ path }) => placeOf(path))
  return [...places].reduce<Foreign>((left, [place, [first]]) => {
    return without(left, place.split('.'), { of, told, why: first?.why ?? '' })
  }, row)
}

/** The property, or the rule. */
function placeOf(path: string): string {
  const [, place = ''] = PLACE.exec(path) ?? []
  return place
}

function without(row: Foreign, names: readonly string[], telling: Telling & Why): Foreign {
  const [name = '', ...rest] = names
  const { [name]: given, ...others } = row
  if (rest.length === 0) {
    telling.told.leftOut(telling.of, `its ${name} can't be taken over: ${telling.why}`)
    return others
  }
  if (name !== 'rules') return { ...row, [name]: without(objectOf(given), rest, telling) }
  const rules = listOf(given).map((rule, at) =>
    String(at) === rest[0] ? emptied(rule, telling) : rule,
  )
  return { ...row, rules }
}

/** It stays in its place, switched off. */
function emptied(rule: unknown, { of, told, why }: Telling & Why): object {
  const name = nameIn(objectOf(rule)['name'])
  told.paused({ ...of, part: name }, `can't be taken over: ${why}`)
  return { name, enabled: false, paths: [], criteria: [] }
}
