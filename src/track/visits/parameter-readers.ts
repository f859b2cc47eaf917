/** What reads the parameters of a campaign's visits, made once for each. */
import type { Parameter } from '../../core/model.ts'
import type { CompiledCampaign } from '../../core/tables.ts'
import { type ParameterReader, parameterReader } from '../../detect/parameters.ts'

const readers = new WeakMap<object, ParameterReader>()

/** Campaigns without parameters of their own share the reader of their source. */
export function readerOf(campaign: CompiledCampaign): ParameterReader {
  const { spec, source } = campaign
  const inherited = source?.parameters ?? NO_PARAMETERS
  const key = spec.parameters.length === 0 ? inherited : campaign
  const known = readers.get(key)
  if (known) return known
  const reader = parameterReader(spec.parameters, inherited)
  readers.set(key, reader)
  return reader
}

const NO_PARAMETERS: readonly Parameter[] = []
