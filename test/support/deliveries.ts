/** A queue of postbacks in a `config.db` of its own, and deliveries to put into it. */
import { rmSync } from 'node:fs'

import type { News } from '../../src/core/conversions/outgoing.ts'
import { deliveryOutbox, deliveryQueue, type NewDelivery } from '../../src/db/money/deliveries.ts'
import { openConfig } from '../../src/db/open.ts'
import { NOON } from './build.ts'
import { temporaryFolder } from './management.ts'

const SOME_NEWS: News = {
  change: 'conversion',
  now: { class: 'sale', word: 'sale' },
  earlier: [],
  isSilent: false,
  revenueMicros: 1_000_000,
  facts: {
    conversionId: '1',
    status: 'sale',
    originalStatus: 'sale',
    status2: '',
    transactionId: '',
    revenueCurrency: 'USD',
    costMicros: 0,
    time: NOON,
  },
}

/** `url` is the call's. */
export function aDelivery(differs: Partial<NewDelivery> & { url?: string } = {}): NewDelivery {
  const { url = 'https://source.test/', ...rest } = differs
  return {
    key: 'key',
    stepId: 1,
    conversionId: 1,
    clickId: '1jjlqn2cluajkp9edd1o',
    clickSeq: 1,
    campaignId: 1,
    entry: 'campaign 1',
    state: 'waiting',
    reason: '',
    detail: '',
    call: { method: 'GET', url, headers: [], body: null },
    successText: '',
    failureText: '',
    news: SOME_NEWS,
    ...rest,
  }
}

export interface StoredDelivery {
  readonly key: string
  readonly state: string
  readonly reason: string
  readonly tries: number
  readonly next_at: number | null
}

export function openQueue(folder = temporaryFolder()) {
  const config = openConfig(folder)
  if ('damaged' in config) throw new Error(config.damaged)
  const db = config.writer
  const queue = deliveryQueue(db)
  return {
    db,
    folder,
    queue,
    outbox: deliveryOutbox(db),
    add: (deliveries: readonly NewDelivery[], at = NOON) =>
      db.transaction(() => deliveries.forEach((one) => queue.add(one, at))).immediate(),
    stored: () =>
      db
        .query<StoredDelivery, []>(
          'SELECT "key", state, reason, tries, next_at FROM deliveries ORDER BY id',
        )
        .all(),
    close() {
      config.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
