/**
 * The address that a choice leads to in pieces: which macro gave which piece. For whoever looks at a
 * decision on paper; visits fill the same templates without keeping the pieces apart (`targets.ts`).
 */
import { actionType } from './actions/index.ts'
import type { Choice } from './decision.ts'
import type { MacroContext } from './macros/context.ts'
import { expand } from './macros/expand.ts'
import type { Piece, Template } from './macros/template.ts'
import { appendedTemplate, landingIds, sendsIds } from './targets.ts'
import { joinUrl } from './url.ts'

export interface TargetPiece {
  /** As it stands in the address; `''` for a macro without a value. */
  readonly text: string
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
  const whole = [{ text: target, macro: null }]
  if (action === null || actionType(actionKey)?.payloadKind !== 'url') return whole
  const pieces = joined(filled(action.template, context), appendedPieces(choice, context))
  return pieces.map(({ text }) => text).join('') === target ? pieces : whole
}

function filled({ pieces }: Template, context: MacroContext): TargetPiece[] {
  return pieces.map((piece) => ({
    text: expand({ pieces: [piece], soundness: 'sound' }, context),
    macro: writtenAs(piece),
  }))
}

function writtenAs(piece: Piece): string | null {
  if (typeof piece === 'string') return null
  return piece.args === '' ? `{${piece.name}}` : `{${piece.name}:${piece.args}}`
}

function appendedPieces(choice: Choice, context: MacroContext): TargetPiece[] {
  const template = appendedTemplate(choice)
  const own = template === null ? [] : filled(template, context)
  if (!sendsIds(choice)) return own
  const ids = landingIds(context)
  const isEmpty = own.every(({ text }) => text === '')
  return [...own, { text: isEmpty ? ids : `&${ids}`, macro: null }]
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
  const fragment = first === undefined ? [] : [{ text: first.text.slice(cut), macro: null }]
  return [...base, { text: joint, macro: null }, ...appended, ...fragment, ...rest].filter(
    (piece) => piece.text !== '' || piece.macro !== null,
  )
}
