/**
 * Macros of Keitaro's addresses that have another name here. Most are called the same; but there the name of
 * any parameter of a campaign is a macro, too: `{adset_name}` is the field that it feeds.
 */
import { strangeMentions, unknownNames } from '../../../core/macros/check.ts'
import { macroNamed } from '../../../core/macros/index.ts'
import { type Foreign, nameIn, objectOf } from './foreign.ts'
import type { Remarks, Subject } from './remarks.ts'

/** Fields by the names of parameters. A name that feeds different fields in different campaigns is none. */
export function macroFields(rows: readonly Foreign[]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const row of rows) {
    for (const [field, given] of Object.entries(objectOf(row['parameters']))) {
      const name = nameIn(objectOf(given)['name'])
      if (name === '' || macroNamed(field) === null) continue
      fields.set(name, fields.get(name) === undefined || fields.get(name) === field ? field : '')
    }
  }
  return new Map([...fields].filter(([, field]) => field !== ''))
}

const MENTION = /\{(_?)([A-Za-z][A-Za-z0-9_]*)\}/g

interface Naming {
  readonly told: Remarks
  readonly fields: ReadonlyMap<string, string>
}

/** The address with names of parameters replaced by those of our macros; tells of those that nobody knows. */
export function ownMacros(move: Naming, of: Subject, address: string): string {
  const own = withFields(move, of, address)
  for (const name of [...unknownNames(own), ...strangeMentions(own)]) {
    move.told.toDo(of, `{${name}} is not a macro here and will be empty`)
  }
  return own
}

/** As `ownMacros`, in pages: what nobody knows are ordinary braces there. */
export function withFields({ told, fields }: Naming, of: Subject, text: string): string {
  return text.replaceAll(MENTION, (mention, raw: string, name: string) => {
    const field = macroNamed(name) === null ? fields.get(name) : undefined
    if (field === undefined) return mention
    told.changed(of, `{${name}} becomes {${field}}, the field of that parameter`)
    return `{${raw}${field}}`
  })
}
