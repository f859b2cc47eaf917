/** The macros there are. To add one, write an entry in one of the lists and a case in `test/core`. */
import { clickMacros } from './click-macros.ts'
import type { MacroType } from './context.ts'
import { conversionMacros } from './conversion-macros.ts'
import { valueMacros } from './value-macros.ts'
import { visitorMacros } from './visitor-macros.ts'

export const MACROS: readonly MacroType[] = [
  ...clickMacros,
  ...visitorMacros,
  ...valueMacros,
  ...conversionMacros,
]

const places: ReadonlyMap<string, number> = new Map(
  MACROS.flatMap((type, place) => [type.name, ...type.otherNames].map((name) => [name, place])),
)

/** Place in `MACROS`, by any of its names; `null` for names that nobody has. Case matters. */
export function findMacro(name: string): number | null {
  return places.get(name) ?? null
}

/** Likewise, of a macro with arguments; `null`, too, where it takes no such ones. */
export function findMention(name: string, args: string): number | null {
  const place = places.get(name)
  return place !== undefined && MACROS[place]!.takes(args) ? place : null
}

/** Likewise, the macro itself. */
export function macroNamed(name: string): MacroType | null {
  const place = places.get(name)
  return place === undefined ? null : MACROS[place]!
}
