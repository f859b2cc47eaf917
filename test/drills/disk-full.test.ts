/** A full disk: visitors are redirected all the same, and every click is stored or counted. */
import { expect } from 'bun:test'
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

import { admin, type Api, makeCampaign } from '../support/api.ts'
import { type ClickLedger, failuresOf, startClicks } from '../support/click-client.ts'
import { counter } from '../support/counters.ts'
import { drill } from '../support/drill.ts'
import { noMounts, type SmallFileSystem, tmpfs, withServerOn } from '../support/file-systems.ts'
import { type Server } from '../support/server.ts'
import { compare, reportedClicks, storedClickIds } from '../support/stored.ts'
import { until } from '../support/until.ts'

const DISK_MB = 16
/** Holds the server's whole backlog. */
const GROWN_MB = 256
const RECOVERY_WITHIN_MS = 10_000
const FILL_BLOCK = Buffer.alloc(64 * 1024)

drill(
  'a full disk costs no redirect, and the count of dropped clicks is exact',
  noMounts,
  async () => {
    const disk = tmpfs(DISK_MB)
    await withServerOn(disk, async (server) => {
      const { api } = await admin(server)
      await makeCampaign(api, { alias: 'full' })
      const ledgers = await clicksAcrossFullDisk(server, disk, api)
      const none = { unanswered: 0, wrong: [] }
      expect(ledgers.map(failuresOf)).toEqual([none, none])
      const acknowledged = ledgers.flatMap((ledger) => ledger.acknowledged)
      await expectStoredOrCounted(server, api, acknowledged)
      await expectTold(server)
      expect(await server.stop()).toBe(0)
    })
  },
)

/** Clicks flow until some are dropped; when there is space again, new ones are stored again. */
async function clicksAcrossFullDisk(
  server: Server,
  disk: SmallFileSystem,
  api: Api,
): Promise<ClickLedger[]> {
  const full = await startClicks(visits(server, 'full'))
  await until('clicks flow', () => full.ledger.acknowledged.length > 500)
  fill(join(disk.path, 'filler'))
  await until(
    'clicks are dropped',
    async () => (await counter(server, 'clicks_dropped')) > 0,
    60_000,
  )
  expect(await isReady(server)).toBe(false)
  await until('the log says so', () => server.output().includes('clicks are lost'))
  const { isPartial, warnings } = await reportedClicks(api)
  expect(isPartial).toBe(true)
  // How late events are depends on the machine.
  expect(warnings.filter((one) => !one.startsWith('lag: '))).toEqual([
    expect.stringContaining('the disk, which refuses them: ENOSPC'),
  ])
  await full.finish()

  disk.grow(GROWN_MB)
  await until('it is ready again', () => isReady(server), RECOVERY_WITHIN_MS)
  const again = await startClicks(visits(server, 'again'))
  await until('clicks flow again', () => again.ledger.acknowledged.length > 500)
  await again.finish()
  return [full.ledger, again.ledger]
}

const visits = ({ port }: Server, phase: string) => ({
  port,
  path: (n: number) => `/full?sub_id_1=${phase}${n}&sub_id_2=${'x'.repeat(200)}`,
  connections: 8,
})

const isReady = async ({ url }: Server) => (await fetch(`${url}/readyz`)).status === 200

async function expectStoredOrCounted(server: Server, api: Api, acknowledged: readonly string[]) {
  await until('all is written', async () => (await counter(server, 'clicks_pending')) === 0)
  const stored = await storedClickIds(api)
  const { lost, doubled, unacknowledged } = compare(acknowledged, stored)
  const dropped = await counter(server, 'clicks_dropped')
  console.log(`${acknowledged.length} answered, ${stored.length} stored, ${dropped} dropped`)
  expect({ doubled, unacknowledged }).toEqual({ doubled: [], unacknowledged: 0 })
  expect(lost.length).toBe(dropped)
  const all = { clicks: stored.length, isPartial: false, warnings: [] }
  expect(await reportedClicks(api)).toEqual(all)
}

/** The log says it once, not for each click, and how it ended. */
async function expectTold(server: Server): Promise<void> {
  const lost = await counter(server, 'clicks_dropped')
  await until('the end is told', () => server.output().includes(`stored again: ${lost} were lost`))
  const lines = server
    .output()
    .split('\n')
    .filter((line) => line.includes(' Storage: '))
  expect(lines[0]).toMatch(/the disk refuses clicks: ENOSPC|clicks wait/)
  expect(lines.length).toBeLessThan(20)
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
