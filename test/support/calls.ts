/** Calls of networks as the log keeps them. */
import { type IncomingRow, Standing } from '../../src/db/money/incoming-calls.ts'
import { NOON } from './build.ts'

/** One that was accepted, unless it is said otherwise. */
export function aCall(differs: Partial<IncomingRow>): IncomingRow {
  return {
    at: NOON,
    method: 'GET',
    url: '/postback',
    fields: '[]',
    ip: '',
    userAgent: '',
    dialect: 'keitaro',
    keyId: null,
    networkId: 0,
    status: 200,
    verdict: 'accepted',
    cause: '',
    detail: '',
    clickId: '',
    clickSeq: null,
    campaignId: 0,
    transactionId: '',
    conversionId: null,
    amountText: '',
    notes: '',
    tries: 1,
    nextTryAt: null,
    resolvedAt: null,
    dismissedAt: null,
    edits: '[]',
    reading: '',
    amountCurrency: '',
    standing: Standing.network,
    ...differs,
  }
}
