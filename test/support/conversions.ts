/** Conversions for tests, which state only what differs. */
import type { Conversion } from '../../src/core/conversions/conversion.ts'

export function someConversion(differs: Partial<Conversion> = {}): Conversion {
  return {
    id: 1,
    clickId: '00000g00001d900beuv6',
    clickSeq: 1,
    clickTime: 0,
    campaignId: 1,
    offerId: 1,
    networkId: 0,
    sourceId: 1,
    country: 'DE',
    time: 1000,
    arrivedAt: 1000,
    changedAt: 1000,
    sentMicros: 0,
    sentCurrency: '',
    isFirst: true,
    isUpsell: false,
    isTest: false,
    isPixel: false,
    sender: '',
    notes: [],
    transactionId: '',
    word: 'lead',
    word2: '',
    class: 'lead',
    payoutMicros: 0,
    payoutCurrency: 'USD',
    rateNanos: 1_000_000_000,
    rateAt: 0,
    amountMicros: 0,
    costMicros: 0,
    isDeleted: false,
    ...differs,
  }
}
