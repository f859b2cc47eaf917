/**
 * The worker that sends outgoing postbacks: with a handle of its own on `config.db`, so that
 * neither a slow receiver nor its log ever delays a redirect. An entry point of its own.
 */
import { parentPort, workerData } from 'node:worker_threads'

import { deliveryOutbox } from '../../db/money/deliveries.ts'
import { openBesideWriter } from '../../db/open.ts'
import { unhurried } from '../../lib/age.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import { outboundClient } from '../outbound/outbound.ts'
import type { DeliveryCommand, DeliveryReply, DeliveryStart } from './delivery-link.ts'
import { patience } from './delivery-patience.ts'
import { deliverySender } from './delivery-sender.ts'

const TIDY_EVERY_MS = 60_000
const TIDY_ROWS = 5000
const LOG_KEPT_MS = 30 * 24 * HOUR_MS

if (!parentPort) throw new Error('postbacks are sent by a worker')
const port = parentPort
const post = (reply: DeliveryReply) => port.postMessage(reply)
const report = (problem: string) => post({ type: 'problem', problem })
const start = workerData as DeliveryStart

const db = openBesideWriter(start.dataDir)
const outbox = deliveryOutbox(db)
const givesUpBefore = patience(Date.now, () => performance.now())
const removesBy = unhurried(Date.now, () => performance.now(), start.clock)
const sender = deliverySender({
  outbox,
  client: outboundClient({ allowedHosts: start.allowedHosts, ports: start.ports }),
  clock: Date.now,
  dice: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
  after: (ms, run) => void setTimeout(run, ms),
  report,
})

function tidy(): void {
  try {
    outbox.bringForward(Date.now())
    outbox.expire(givesUpBefore(), Date.now(), TIDY_ROWS)
    outbox.forget(removesBy() - LOG_KEPT_MS, TIDY_ROWS)
  } catch (error) {
    report(`old postbacks can't be removed: ${String(error)}`)
  }
}

const tidying = setInterval(tidy, TIDY_EVERY_MS)

port.on('message', (command: DeliveryCommand) => {
  if (command === 'wake') return sender.wake()
  clearInterval(tidying)
  void sender.stop().then(() => {
    db.close()
    post({ type: 'stopped' })
  })
})
