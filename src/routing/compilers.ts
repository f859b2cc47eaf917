/** The compilers of `core`, as loading takes them. */
import { compileCampaign, compileFlows, compileLanding, compileOffer } from '../core/compile.ts'
import type { Compilers } from './load.ts'

export const COMPILERS: Compilers = {
  flows: compileFlows,
  campaign: compileCampaign,
  offer: compileOffer,
  landing: compileLanding,
}
