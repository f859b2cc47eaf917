/** What reads the parameters of a campaign's visits, made once for each. */
import type { Parameter } from '../../core/model.ts'
import type { CompiledCampaign } from '../../core/tables.ts'
import { type ParameterReader, parameterReader } from '../../detect/parameters.ts'
import { whileAlive } from '../../lib/lru.ts'

/** Campaigns without parameters of their own share the reader of their source. */
export function readerOf(campaign: CompiledCampaign): ParameterReader {
  const isOwn = campaign.spec.parameters.length > 0
  return isOwn ? readerOfCampaign(campaign) : readerOfSource(inheritedBy(campaign))
}

const readerOfCampaign = whileAlive((campaign: CompiledCampaign) =>
  parameterReader(campaign.spec.parameters, inheritedBy(campaign)),
)

const readerOfSource = whileAlive((inherited: readonly Parameter[]) =>
  parameterReader(NO_PARAMETERS, inherited),
)

function inheritedBy({ source }: CompiledCampaign): readonly Parameter[] {
  return source?.parameters ?? NO_PARAMETERS
}

const NO_PARAMETERS: readonly Parameter[] = []
