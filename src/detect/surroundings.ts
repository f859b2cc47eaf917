/** What explaining a click takes besides the click: how the server is set up, and its campaign. */
import type { CompiledCampaign } from '../core/tables.ts'
import type { Surroundings } from '../core/trace/visitor-facts.ts'
import { namesSent } from './parameters.ts'

/** Names of headers as the server was started with them; `''` for none. */
export type ProxyHeaders = Pick<Surroundings, 'clientHeader' | 'countryHeader'>

/** `campaign`: as it is now; `null` where it is gone, and with it the names of its parameters. */
export function surroundingsOf(
  headers: ProxyHeaders,
  campaign: CompiledCampaign | null,
  rawQuery: string,
): Surroundings {
  const { spec, source } = campaign ?? { spec: { parameters: [], key: '' }, source: null }
  const names = namesSent({
    campaign: spec.parameters,
    source: source?.parameters ?? [],
    rawQuery,
    key: spec.key,
  })
  return { clientHeader: headers.clientHeader, countryHeader: headers.countryHeader, names }
}
