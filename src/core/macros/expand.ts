/** Fills a template. One pass: what a value brings along is never read as a macro. */
import type { MacroContext } from './context.ts'
import { cutValue } from './escape.ts'
import { MACROS } from './index.ts'
import type { Template } from './template.ts'

export function expand({ pieces }: Template, context: MacroContext): string {
  let text = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece
    else text += piece.encode(cutValue(MACROS[piece.macro]?.value(context, piece.args) ?? ''))
  }
  return text
}
