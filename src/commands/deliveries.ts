/** Outgoing postbacks of the running server: who sends what the booking of conversions queues. */
import type { PostbackTools } from '../api/management/money/postback-tools.ts'
import type { Config } from '../config.ts'
import { valueTexts } from '../core/conversions/sums.ts'
import type { Event } from '../core/event.ts'
import { clickRecords } from '../db/money/click-records.ts'
import { hasDeliveries } from '../db/money/deliveries.ts'
import { clickValues } from '../db/money/ledger-queue.ts'
import { postbackLog } from '../db/money/postback-log.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import { findClick } from '../track/conversions/find-click.ts'
import { isCallJudged } from '../track/conversions/trial.ts'
import { type DeliveryLink, startDeliveries } from '../track/deliveries/delivery-link.ts'
import { tryOnce } from '../track/deliveries/delivery-try.ts'
import { previewCall, rewrittenCall } from '../track/deliveries/preview.ts'
import type { OutsideParts } from '../track/outside.ts'
import type { TrackParts } from '../track/parts.ts'
import { makeTestClick } from '../track/visits/test-click.ts'
import type { BelievedClock } from './believed-clock.ts'
import { clientOf, outboundRules } from './outbound.ts'

export interface SendingParts {
  readonly config: Config
  readonly log: Log
  readonly believed: Pick<BelievedClock, 'memory'>
}

export function openDeliveries(
  { reader }: ConfigDatabase,
  { config, log, believed }: SendingParts,
): DeliveryLink {
  return startDeliveries({
    file: workerFile('track/deliveries/delivery-worker.ts'),
    hasEarlier: hasDeliveries(reader),
    dataDir: config.dataDir,
    ...outboundRules(config),
    clock: believed.memory,
    onProblem: (problem) => log('Postbacks', problem),
  })
}

export interface ToolParts {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly ledger: Pick<Ledger, 'reserve' | 'appendDurable'>
  readonly track: OutsideParts & TrackParts
  readonly callSelf: PostbackTools['callSelf']
}

/** What operations on postbacks need of this server. */
export function postbackTools({ config, db, ledger, track, callSelf }: ToolParts): PostbackTools {
  const client = clientOf(config)
  const valuesOf = clickValues(db.reader)
  // With all that is known of it since; `null`: there is no such click.
  const clickNow = async (clickId: string): Promise<Event | null> => {
    const found = await findClick(track, clickId)
    if (typeof found === 'string') return null
    return { ...found.event, eventValues: valueTexts(valuesOf(found.event.clickSeq)) }
  }
  return {
    records: clickRecords(db.reader),
    log: postbackLog(db.reader),
    wrongKeys: track.wrongKeys,
    readClick: clickNow,
    preview: (postback, sample) => previewCall(track, postback, sample),
    rewrite: async (delivery) => {
      const click = await clickNow(delivery.clickId)
      return click === null ? null : rewrittenCall(track, click, delivery)
    },
    makeTestClick: (wish) => makeTestClick({ ...track, ledger }, wish),
    callSelf,
    isCallJudged: () => isCallJudged(track),
    send: (call, texts) => tryOnce({ client, clock: track.clock, dice: () => 0 }, call, texts),
  }
}
