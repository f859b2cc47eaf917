/**
 * Refusals of flow sets that came as rules and default paths: they name what was sent, not the flows
 * that it became. A hidden flow was not sent, and keeps its place in the flow set.
 */
import { isRefusal, problems, type Refusal } from '../../../manage/refusal.ts'

/** For each flow of a set the property that it came as, e.g. `rules.0`; null: it was not sent. */
export type Places = readonly (string | null)[]

export const DEFAULT_PATHS = 'defaultPaths'

/**
 * `answer` as it is unless it is a refusal of flows. `within` is the property that held the plan, '' where
 * the body is the plan; `places` null: there was none.
 */
export function namedAsSent<T>(
  answer: T | Refusal,
  { places, within }: { readonly places: Places | null; readonly within: string },
): T | Refusal {
  if (places === null || !isRefusal(answer) || answer.refused !== 'invalid') return answer
  const found = problems()
  for (const [field, texts] of Object.entries(answer.fields)) {
    const name = sentName(field, places, within)
    for (const text of texts) found.add(name, text)
  }
  return found.refusal() ?? answer
}

const IN_FLOW = /^flows\.(\d+)\.(.*)$/

function sentName(field: string, places: Places, within: string): string {
  if (field === 'flows') return within || 'rules'
  const [, index, rest] = IN_FLOW.exec(field) ?? []
  const place = places[Number(index)] ?? null
  if (rest === undefined || place === null) return field
  const property = place === DEFAULT_PATHS ? rest.replace(/^paths(\.|$)/, '') : rest
  const named = property
    .replace(/^filters\b/, 'criteria')
    .replace(/(landings\.\d+)\.landingId$/, '$1.id')
  return [within, place, named].filter((part) => part !== '').join('.')
}
