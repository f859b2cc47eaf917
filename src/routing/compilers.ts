/** The compilers of `core`, as loading takes them. */
import { compileCampaign, compileLanding, compileOffer } from '../core/compile.ts'
import type { Compilers } from './load.ts'

export const COMPILERS: Compilers = {
  campaign: compileCampaign,
  offer: compileOffer,
  landing: compileLanding,
}
