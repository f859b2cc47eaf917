/** Tokens of the dialect ↔ parameters: the same list in the same order under other names. */
import { type Static, Type } from '@sinclair/typebox'

import { SUB_IDS } from '../../../core/event.ts'
import type { Parameter } from '../../../core/model.ts'
import { numbered } from '../../../lib/numbered.ts'
import { anyCase, nullable } from '../shape.ts'

const SLOTS = numbered(SUB_IDS, String)
const Text = Type.Optional(nullable(Type.String({ maxLength: 1000 })))

const SourceToken = Type.Object({
  id: anyCase(['external_id', 'cost', ...SLOTS]),
  parameter: Text,
  placeholder: Text,
  name: Text,
})
export const SourceTokens = Type.Array(SourceToken, { maxItems: 32 })

function parameterOf({ id, parameter, placeholder, name }: Static<typeof SourceToken>): Parameter {
  return {
    field: /^\d/.test(id) ? `sub_id_${id}` : id,
    label: name ?? '',
    alias: parameter ?? '',
    placeholder: placeholder ?? '',
  }
}

/** The dialect's id of a field; null for fields it does not have. */
export function tokenIdOf(field: string): string | null {
  if (field === 'external_id' || field === 'cost') return field
  return /^sub_id_\d+$/.test(field) ? field.slice('sub_id_'.length) : null
}

export function tokenViews(parameters: readonly Parameter[]) {
  return parameters.flatMap(({ field, alias, placeholder, label }) => {
    const id = tokenIdOf(field)
    return id === null ? [] : [{ id, parameter: alias, placeholder, name: label }]
  })
}

/**
 * The list as sent. Fields the dialect can't show stay behind the one that they followed, or at the
 * front: links have parameters in this order.
 */
export function parametersOf(
  tokens: Static<typeof SourceTokens>,
  stored: readonly Parameter[],
): Parameter[] {
  const sent = tokens.map(parameterOf)
  const fields = new Set(sent.map(({ field }) => field))
  const hidden = new Map<string, Parameter[]>()
  let anchor = FRONT
  for (const parameter of stored) {
    if (fields.has(parameter.field)) anchor = parameter.field
    else if (tokenIdOf(parameter.field) === null)
      hidden.getOrInsertComputed(anchor, () => []).push(parameter)
  }
  const behind = (field: string) => hidden.get(field) ?? []
  return [...behind(FRONT), ...sent.flatMap((shown) => [shown, ...behind(shown.field)])]
}

/** No field has this name. */
const FRONT = ''
