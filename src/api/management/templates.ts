/** The built-in templates of traffic sources in the dialect's shape: tokens keyed by position. */
import templates from './templates.json' with { type: 'json' }

type Template = (typeof templates.traffic_sources)[number]

interface Token {
  readonly id: string
  readonly parameter: string
  readonly placeholder: string
  readonly name: string
}

export function sourceTemplates() {
  return templates.traffic_sources.map((template) => {
    const tokens = tokensOf(template)
    return {
      name: template.name,
      isIntegrated: false,
      adsFormat: [],
      trafficType: [template.category],
      selfServe: true,
      geo: '',
      postbackUrl: postbackOf(template, tokens),
      tokens: Object.fromEntries(tokens.map((token, index) => [String(index + 1), token])),
    }
  })
}

/** A parameter that the source adds by itself has no macro: it stands with an empty placeholder. */
function tokensOf(template: Template): Token[] {
  const fixed = [
    { id: 'external_id', param: template.click_id_param, macro: template.click_id_macro },
    { id: 'cost', param: template.cost_param, macro: template.cost_macro },
  ]
  const named = fixed.flatMap(({ id, param, macro }) =>
    param === null ? [] : [{ id, parameter: param, placeholder: macro ?? '', name: id }],
  )
  const free = template.tokens.map(({ param, macro, meaning }, index) => ({
    id: String(index + 1),
    parameter: param,
    placeholder: macro,
    name: meaning,
  }))
  return [...named, ...free]
}

/** `{token:P}` stands for the free field that the template fills from parameter P. */
function postbackOf(template: Template, tokens: readonly Token[]): string {
  return (template.postback_url ?? '').replaceAll(/\{token:([^}]+)\}/g, (whole, param: string) => {
    const token = tokens.find(({ parameter }) => parameter === param)
    return token === undefined ? whole : `{sub_id_${token.id}}`
  })
}
