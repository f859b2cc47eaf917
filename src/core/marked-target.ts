/**
 * The address that a choice leads to in pieces: which macro gave which piece. For whoever looks at a
 * decision on paper; visits fill the same templates without keeping the pieces apart (`targets.ts`).
 */
import { actionType } from './actions/index.ts'
import type { Choice } from './decision.ts'
import type { MacroContext } from './macros/context.ts'
import { valueOf } from './macros/expand.ts'
import type { Slot, Template } from './macros/template.ts'
import { appendedTemplate, landingIds, sendsIds } from './targets.ts'
import { joinUrl } from './url.ts'

export interface TargetPiece {
  /** As it stands in the address; `''` for a macro without a value. */
  readonly text: string
  /** Before it was encoded; equal to `text` for what is no macro. */
  readonly value: string
  /** The macro as it is written, `{sub_id_1}`; `null` for what was configured as it is. */
  readonly macro: string | null
}

/**
 * `context` must have dice that nobody has thrown yet. One piece if `target` is not what the templates
 * give now, as with macros in a host, which the URL parser may rewrite; none for actions without an address.
 */
export function markedTarget(
  choice: Choice,
  context: MacroContext,
  target: string,
): readonly TargetPiece[] {
  if (target === '') return []
  const { action, actionKey } = choice
  const whole = [plain(target)]
  if (action === null || actionType(actionKey)?.payloadKind !== 'url') return whole
  const pieces = joined(filled(action.template, context), appendedPieces(choice, context))
  return pieces.map(({ text }) => text).join('') === target ? pieces : whole
}

function filled({ pieces }: Template, context: MacroContext): TargetPiece[] {
  return pieces.map((piece) => {
    if (typeof piece === 'string') return plain(piece)
    const value = valueOf(piece, context)
    return { text: piece.encode(value), value, macro: writtenAs(piece) }
  })
}

function plain(text: string): TargetPiece {
  return { text, value: text, macro: null }
}

function writtenAs(piece: Slot): string {
  return piece.args === '' ? `{${piece.name}}` : `{${piece.name}:${piece.args}}`
}

function appendedPieces(choice: Choice, context: MacroContext): TargetPiece[] {
  const template = appendedTemplate(choice)
  const own = template === null ? [] : filled(template, context)
  if (!sendsIds(choice)) return own
  const ids = landingIds(context)
  const isEmpty = own.every(({ text }) => text === '')
  return [...own, plain(isEmpty ? ids : `&${ids}`)]
}

/** As `joinUrl` does it: in front of the first `#` of the filled address. */
function joined(
  address: readonly TargetPiece[],
  appended: readonly TargetPiece[],
): readonly TargetPiece[] {
  const extra = appended.map(({ text }) => text).join('')
  if (extra === '') return address
  const at = address.findIndex(({ text }) => text.includes('#'))
  const head = at < 0 ? address : address.slice(0, at)
  const tail = at < 0 ? [] : address.slice(at)
  const [first, ...rest] = tail
  const cut = first?.text.indexOf('#') ?? 0
  const before = first === undefined ? [] : [{ ...first, text: first.text.slice(0, cut) }]
  const base = [...head, ...before]
  const text = base.map((piece) => piece.text).join('')
  const joint = joinUrl(text, 'x').slice(text.length, -1)
  const fragment = first === undefined ? [] : [plain(first.text.slice(cut))]
  return [...base, plain(joint), ...appended, ...fragment, ...rest].filter(
    (piece) => piece.text !== '' || piece.macro !== null,
  )
}
