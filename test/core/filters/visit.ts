/** A visit for filter tests: a case states only the facts it is about. */
import type { Template } from '../../../src/core/macros/template.ts'
import type { CompiledCampaign } from '../../../src/core/tables.ts'
import type { Device, Geo, History, Parameters, Visit, Visitor } from '../../../src/core/visit.ts'
import { EMPTY_DEVICE } from '../../../src/detect/device.ts'
import { parseIp } from '../../../src/lib/ip.ts'
import { aCampaign as campaignWith, aTrafficSource, someParameters } from '../../support/build.ts'

/** Everything is known and empty, unless stated. */
export interface Facts {
  readonly visitor?: Partial<Omit<Visitor, 'geo' | 'device' | 'ip'>>
  readonly ip?: string | null
  readonly geo?: Partial<Geo>
  readonly device?: Partial<Device> | null
  readonly parameters?: Partial<Omit<Parameters, 'query'>>
  readonly query?: Record<string, string>
  /** `null`: none were forwarded. */
  readonly headers?: Record<string, string> | null
  readonly host?: string
  readonly url?: string
  readonly sourceId?: number | null
  /** Scopes with their id, such as `flow 5`, in which the visitor is new. */
  readonly newIn?: readonly string[]
  readonly uniquenessKnown?: boolean
  /** Clicks that flow 5 has taken. */
  readonly clicks?: { readonly total?: number; readonly day?: number; readonly hour?: number }
}

const CAMPAIGN_ID = 3
export const FLOW_ID = 5

const noGeo: Geo = {
  country: '',
  continent: '',
  region: '',
  regionName: '',
  city: '',
  cityId: '',
  isp: '',
  organization: '',
  asn: 0,
  operator: '',
  connectionType: '',
  isProxy: false,
  isDatacenter: false,
}

const campaign = campaignWith({ id: CAMPAIGN_ID })

const NOTHING: Template = { pieces: [], soundness: 'sound' }

export function aVisit(facts: Facts = {}): Visit {
  const { headers = {} } = facts
  return {
    campaign: aCampaign(facts.sourceId ?? null),
    visitor: aVisitor(facts),
    parameters: someParameters({
      ...facts.parameters,
      query: new Map(Object.entries(facts.query ?? {})),
    }),
    history: aHistory(facts),
    clickId: '00000000000000000000',
    origin: 'https://trk.example',
    host: facts.host ?? 'trk.example',
    url: facts.url ?? 'https://trk.example/alias',
    header: (name) => headers && (headers[name.toLowerCase()] ?? ''),
  }
}

function aVisitor({ ip = '192.0.2.1', geo, device = {}, visitor }: Facts): Visitor {
  return {
    ip: ip === null ? null : parseIp(ip),
    ipText: ip ?? 'nonsense',
    geo: { ...noGeo, ...geo },
    userAgent: device && 'Mozilla/5.0',
    device: device && { ...EMPTY_DEVICE, ...device },
    language: '',
    xRequestedWith: '',
    referrer: '',
    searchEngine: '',
    botReasons: [],
    robot: '',
    unusual: [],
    ...visitor,
  }
}

function aHistory({ newIn = [], uniquenessKnown = true, clicks = {} }: Facts): History {
  return {
    unique: (scope, id) => newIn.includes(`${scope} ${id}`),
    uniquenessKnown,
    bound: () => null,
    flowClicks: (flowId, window) => (flowId === FLOW_ID ? (clicks[window] ?? 0) : 1e9),
    capUsed: () => 0,
  }
}

function aCampaign(sourceId: number | null): CompiledCampaign {
  return {
    spec: { ...campaign, sourceId },
    mode: 'position',
    forced: [],
    regular: [],
    fallback: null,
    source: sourceId === null ? null : aSource(sourceId),
    appendToLanding: NOTHING,
    appendToOffer: NOTHING,
    postbacks: [],
  }
}

function aSource(id: number): CompiledCampaign['source'] {
  return aTrafficSource({ id })
}
