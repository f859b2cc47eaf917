/** Outgoing postbacks of the running server: who queues them, and who sends them. */
import type { Config } from '../config.ts'
import type { Outgoing } from '../core/conversions/conversion.ts'
import { deliveryQueue } from '../db/deliveries.ts'
import type { ConfigDatabase } from '../db/open.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import { startDeliveries } from '../track/delivery-link.ts'
import { queueOutgoing } from '../track/outgoing.ts'
import type { TrackParts } from '../track/parts.ts'

export interface DeliveryParts {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly log: Log
  readonly track: Pick<TrackParts, 'keys' | 'landings' | 'clock'>
}

export interface Deliveries {
  /** For whoever books conversions. */
  readonly outgoing: Outgoing
  /** Something was queued by a person. */
  queued(): void
  stop(): Promise<void>
}

export function openDeliveries({ config, db, log, track }: DeliveryParts): Deliveries {
  const link = startDeliveries({
    file: workerFile('track/delivery-worker.ts'),
    dataDir: config.dataDir,
    allowedHosts: config.outboundHosts,
    ports: config.outboundPorts,
    onProblem: (problem) => log('Postbacks', problem),
  })
  const { keys, landings, clock } = track
  const queue = deliveryQueue(db.writer)
  return {
    outgoing: queueOutgoing({ keys, landings, clock, queue, queued: link.queued }),
    queued: link.queued,
    stop: link.stop,
  }
}
