/** The campaign that every link is made of, and its flows: the same engine as campaigns have. */
import { compileCampaign, compileFlows } from '../compile.ts'
import type { Campaign } from '../model.ts'
import { PLAIN_CAMPAIGN, PLAIN_FLOW } from '../plain.ts'
import type { CompiledFilter, CompiledFlow, FilterResult } from '../tables.ts'
import { type LinkDevice, linkDevice } from './device.ts'

const SPEC: Campaign = {
  ...PLAIN_CAMPAIGN,
  id: 0,
  uniqueness: { ...PLAIN_CAMPAIGN.uniqueness, cookies: false },
  clickApiEnabled: false,
}

/** Without flows. */
export const EMPTY_CAMPAIGN = compileCampaign(
  SPEC,
  compileFlows({ mode: 'position', flows: [] }),
  null,
)

/** Below zero, where no flow's statistics and counters are. */
const FLOW_IDS: Readonly<Record<LinkDevice, number>> = { web: -1, ios: -2, android: -3 }

const TYPES = { web: 'default', ios: 'forced', android: 'forced' } as const

const isDevice = (device: LinkDevice): CompiledFilter => {
  const allow: FilterResult = { verdict: 'allow', seen: device, why: null }
  const reject: FilterResult = { verdict: 'reject', seen: null, why: null }
  return {
    key: 'link_device',
    onUnknown: 'reject',
    test: ({ visitor }) => (linkDevice(visitor.userAgent ?? '') === device ? allow : reject),
  }
}

const FILTERS: Readonly<Record<LinkDevice, readonly CompiledFilter[]>> = {
  web: [],
  ios: [isDevice('ios')],
  android: [isDevice('android')],
}

/** `location` was checked when it was saved, and holds no macros: braces are data. */
export function linkFlow(device: LinkDevice, location: string): CompiledFlow {
  const template = { pieces: [location], soundness: 'sound' } as const
  const { weight, combine, markAsBot, storeClicks } = PLAIN_FLOW
  return {
    id: FLOW_IDS[device],
    type: TYPES[device],
    name: device,
    weight,
    combine,
    markAsBot,
    storeClicks,
    filters: FILTERS[device],
    action: { key: 'http', payload: location, template },
    paths: [],
  }
}
