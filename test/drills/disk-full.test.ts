/** A full disk: visitors are redirected all the same, and every click is stored or counted. */
import { expect } from 'bun:test'
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { admin, type Api, makeCampaign } from '../support/api.ts'
import { type ClickLedger, failuresOf, startClicks } from '../support/click-client.ts'
import { counter } from '../support/counters.ts'
import { drill } from '../support/drill.ts'
import { noMounts, tmpfs } from '../support/file-systems.ts'
import { type Server, startServer } from '../support/server.ts'
import { compare, reportedClicks, storedClickIds } from '../support/stored.ts'
import { until } from '../support/until.ts'

const DISK_MB = 16
const RECOVERY_WITHIN_MS = 10_000
const FILL_BLOCK = Buffer.alloc(64 * 1024)

drill(
  'a full disk costs no redirect, and the count of dropped clicks is exact',
  noMounts,
  async () => {
    const disk = tmpfs(DISK_MB)
    try {
      const server = await startServer({ data: join(disk.path, 'data') })
      const { api } = await admin(server)
      await makeCampaign(api, { alias: 'full' })
      const ledger = await clicksAcrossFullDisk(server, join(disk.path, 'filler'))
      expect(failuresOf(ledger)).toEqual({ unanswered: 0, wrong: [] })
      await expectStoredOrCounted(server, api, ledger)
      expect(await server.stop()).toBe(0)
    } finally {
      disk.unmount()
    }
  },
)

/** Clicks flow before, while and after the disk is full; drops must happen and then end. */
async function clicksAcrossFullDisk(server: Server, filler: string): Promise<ClickLedger> {
  const clients = await startClicks({
    port: server.port,
    path: (n) => `/full?sub_id_1=${n}&sub_id_2=${'x'.repeat(200)}`,
    connections: 8,
  })
  const { ledger } = clients
  await until('clicks flow', () => ledger.acknowledged.length > 500)
  fill(filler)
  await until(
    'clicks are dropped',
    async () => (await counter(server, 'clicks_dropped')) > 0,
    60_000,
  )
  rmSync(filler)
  await until(
    'the backlog is stored',
    async () => (await counter(server, 'clicks_pending')) === 0,
    RECOVERY_WITHIN_MS,
  )
  const sofar = ledger.acknowledged.length
  await until('clicks still flow', () => ledger.acknowledged.length > sofar + 500)
  await clients.finish()
  return ledger
}

async function expectStoredOrCounted(server: Server, api: Api, ledger: ClickLedger) {
  await until('all is written', async () => (await counter(server, 'clicks_pending')) === 0)
  const stored = await storedClickIds(api)
  const { lost, doubled } = compare(ledger.acknowledged, stored)
  const dropped = await counter(server, 'clicks_dropped')
  console.log(`${ledger.acknowledged.length} answered, ${stored.length} stored, ${dropped} dropped`)
  expect(doubled).toEqual([])
  expect(lost.length).toBe(dropped)
  expect(stored.length + dropped).toBe(ledger.acknowledged.length)
  expect((await reportedClicks(api)).clicks).toBe(stored.length)
}

/** Takes every block that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (;;) writeSync(file, FILL_BLOCK)
  } catch {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
