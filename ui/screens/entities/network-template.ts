/** A template of an affiliate network as the values of its form. */
import type { Values } from './field-specs.ts'

/** As it stands in the file of templates. */
export interface NetworkTemplate {
  readonly name: string
  readonly offer_url_append: string | null
  readonly postback_url: string | null
  /** Our class → words of the network. */
  readonly status_map: Readonly<Record<string, readonly string[]>>
  readonly notes: string
}

export function networkValues(template: NetworkTemplate): Values {
  const append = template.offer_url_append ?? ''
  return {
    name: template.name,
    offerUrlTemplate: append === '' ? '' : `{offer_url}&${append}`,
    postbackUrl: parametersOf(template.postback_url ?? ''),
    statusMap: wordsOf(template.status_map),
    notes: template.notes,
  }
}

/** `__POSTBACK__` stands for the address, which is each network's own. */
function parametersOf(url: string): string {
  return url.replace(/^__POSTBACK__\??/, '')
}

/** Word → class, as the API keeps it. */
function wordsOf(map: NetworkTemplate['status_map']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([name, words]) => words.map((word) => [word, name])),
  )
}
