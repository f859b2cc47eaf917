/** Fills a template. One pass: what a value brings along is never read as a macro. */
import type { MacroContext } from './context.ts'
import { cutValue } from './escape.ts'
import { MACROS } from './index.ts'
import type { Slot, Template } from './template.ts'

export function expand({ pieces }: Template, context: MacroContext): string {
  let text = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece
    else text += piece.encode(valueOf(piece, context))
  }
  return text
}

/** What a macro is worth, before it is encoded for its place. */
export function valueOf({ macro, args }: Slot, context: MacroContext): string {
  return cutValue(MACROS[macro]?.value(context, args) ?? '')
}
