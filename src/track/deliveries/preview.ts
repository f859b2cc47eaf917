/** A postback written for a click and a conversion that are samples, to see what would be sent. */
import { type Call, callFor, type News } from '../../core/conversions/outgoing.ts'
import { compilePostback, postbacksOf } from '../../core/conversions/postbacks.ts'
import { type Event, EventKind, rowToEvent, SUB_IDS } from '../../core/event.ts'
import type { Postback } from '../../core/model.ts'
import type { RoutingTables } from '../../core/tables.ts'
import { numbered } from '../../lib/numbered.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import type { OutsideParts } from '../outside.ts'
import { clickContext } from './outgoing.ts'

export interface PreviewParts extends OutsideParts {
  readonly tables: () => RoutingTables
  readonly clock: () => number
}

export interface Sample {
  readonly clickId: string
  readonly click: Event
  readonly news: News
}

/** `null`: what comes out is no address. */
export function previewCall(
  parts: PreviewParts,
  postback: Postback,
  { clickId, click, news }: Sample,
): Call | null {
  const told = { clickId, click, tables: parts.tables(), origin: '', now: parts.clock() }
  return callFor(compilePostback(postback), news, clickContext(parts, told), 'test')
}

/** What is known of a delivery that was written once. */
export interface Written {
  readonly entry: string
  readonly key: string
  readonly clickId: string
  readonly news: News
}

/** What it would say by its entry as it is now; `null` if that is gone. */
export function rewrittenCall(
  parts: PreviewParts,
  click: Event,
  { entry, key, clickId, news }: Written,
): Call | null {
  const tables = parts.tables().ofPast
  const postback = postbacksOf(tables, click).find((one) => one.key === entry)
  const told = { clickId, click, tables, origin: '', now: parts.clock() }
  return postback === undefined ? null : callFor(postback, news, clickContext(parts, told), key)
}

export const SAMPLE_CLICK_ID = '0000000000samplecl00'

/** A click of nobody, whose texts say what they stand for. */
export function sampleClick(now: number): Event {
  const time = now - HOUR_MS
  return {
    ...rowToEvent([]),
    kind: EventKind.click,
    time,
    clickTime: time,
    campaignId: 1,
    offerId: 1,
    networkId: 1,
    sourceId: 1,
    host: 'tracker.example',
    ip: '203.0.113.7',
    country: 'DE',
    externalId: 'EXTERNAL-ID',
    keyword: 'keyword',
    source: 'source',
    creativeId: 'creative',
    adCampaignId: 'ad-campaign',
    subIds: numbered(SUB_IDS, (n) => `sub-${n}`),
    costMicros: 10_000,
    costCurrency: 'USD',
  }
}

export function sampleNews(now: number, currency: string, differs: Partial<News> = {}): News {
  return {
    change: 'conversion',
    now: { class: 'sale', word: 'sale' },
    earlier: [],
    isSilent: false,
    revenueMicros: 12_500_000,
    facts: {
      conversionId: '1',
      status: 'sale',
      originalStatus: 'sale',
      status2: '',
      transactionId: 'TRANSACTION-ID',
      revenueCurrency: currency,
      costMicros: 0,
      time: now,
    },
    ...differs,
  }
}
