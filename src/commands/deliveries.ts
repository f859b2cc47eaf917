/** Outgoing postbacks of the running server: who sends what the booking of conversions queues. */
import type { Config } from '../config.ts'
import type { Log } from '../lib/log.ts'
import { workerFile } from '../lib/worker-file.ts'
import { type DeliveryLink, startDeliveries } from '../track/delivery-link.ts'

export function openDeliveries(config: Config, log: Log): DeliveryLink {
  return startDeliveries({
    file: workerFile('track/delivery-worker.ts'),
    dataDir: config.dataDir,
    allowedHosts: config.outboundHosts,
    ports: config.outboundPorts,
    onProblem: (problem) => log('Postbacks', problem),
  })
}
