/** A template of a traffic source as the values of its form. */
import type { Values } from './field-specs.ts'
import type { Token } from './token-table.tsx'

/** As it stands in the file of templates. */
export interface SourceTemplate {
  readonly name: string
  readonly click_id_param: string | null
  readonly click_id_macro: string | null
  readonly cost_param: string | null
  readonly cost_macro: string | null
  readonly tokens: readonly { param: string; macro: string; meaning: string }[]
  readonly postback_url: string | null
  readonly notes: string
}

export function sourceValues(template: SourceTemplate): Values {
  const tokens = tokensOf(template)
  return {
    name: template.name,
    tokens,
    postbackUrl: postbackOf(template.postback_url ?? '', tokens),
    notes: template.notes,
  }
}

function tokensOf(template: SourceTemplate): readonly Token[] {
  const fixed = [
    { id: 'external_id', parameter: template.click_id_param, placeholder: template.click_id_macro },
    { id: 'cost', parameter: template.cost_param, placeholder: template.cost_macro },
  ].flatMap(({ id, parameter, placeholder }): Token[] =>
    parameter === null ? [] : [{ id, parameter, placeholder: placeholder ?? '', name: id }],
  )
  const free = template.tokens.map(({ param, macro, meaning }, at): Token => ({
    id: String(at + 1),
    parameter: param,
    placeholder: macro,
    name: meaning,
  }))
  return [...fixed, ...free]
}

/** `{token:P}` of the file is the slot that parameter P fills. */
function postbackOf(url: string, tokens: readonly Token[]): string {
  return url.replace(/\{token:([^}]+)\}/g, (whole, parameter: string) => {
    const token = tokens.find((one) => one.parameter === parameter)
    return token === undefined ? whole : `{sub_id_${token.id}}`
  })
}
