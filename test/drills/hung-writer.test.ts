/**
 * A disk that hangs: redirects go on within their deadline, also while people want to change something,
 * and nothing is lost when it is back.
 */
import { expect } from 'bun:test'

import { admin, type Api, makeCampaign } from '../support/api.ts'
import { failuresOf, quantile, startClicks } from '../support/click-client.ts'
import { drill } from '../support/drill.ts'
import { freezable, noMounts, type SmallFileSystem, withServerOn } from '../support/file-systems.ts'
import type { Server } from '../support/server.ts'
import { compare, storedClickIds } from '../support/stored.ts'
import { until } from '../support/until.ts'

const DISK_MB = 64
const HANG_MS = 3000
/** The promise for redirects while the disk hangs (p99). */
const REDIRECT_WITHIN_MS = 50
/** On a busy machine beyond an answer that waits for nothing: the deadline of 20 ms, and as much again. */
const BEYOND_OTHERS_MS = 40
const CONNECTIONS = 10
const PAUSE_MS = 18

drill(
  'a hung disk delays no redirect beyond its deadline and loses no click',
  noMounts,
  async () => {
    const disk = freezable(DISK_MB)
    await withServerOn(disk, async (server) => {
      const { api } = await admin(server)
      await makeCampaign(api, { alias: 'hung' })
      const { ledger, during, pings, changed } = await clicksAcrossHang(server, disk, api)

      const [p99, other] = [quantile(during, 0.99), quantile(pings, 0.99)]
      const both = `${p99.toFixed(1)} ms, of other answers ${other.toFixed(1)} ms`
      console.log(`${during.length} redirects during the hang, p99 ${both}`)
      expect(failuresOf(ledger)).toEqual({ unanswered: 0, wrong: [] })
      expect(changed).toBe(201)
      expect(during.length).toBeGreaterThan(100)
      expect(p99).toBeLessThan(Math.max(REDIRECT_WITHIN_MS, other + BEYOND_OTHERS_MS))

      const compared = async () => compare(ledger.acknowledged, await storedClickIds(api))
      await until('all is written', async () => (await compared()).lost.length === 0)
      expect((await compared()).doubled).toEqual([])
      expect(await server.stop()).toBe(0)
    })
  },
)

/**
 * About 500 visits a second; `during` are the latencies of those answered while nothing moved, `pings`
 * those of answers beside them that have nothing to do with the disk.
 */
async function clicksAcrossHang(server: Server, disk: SmallFileSystem, api: Api) {
  const path = (n: number) => `/hung?sub_id_1=${n}`
  const clients = await startClicks({
    port: server.port,
    path,
    connections: CONNECTIONS,
    pauseMs: PAUSE_MS,
  })
  await until('clicks flow', () => clients.ledger.acknowledged.length > 100)
  disk.freeze()
  const before = clients.ledger.latencies.length
  const changing = api('POST', '/offer', { name: 'Later', url: 'https://offer.test/' })
  const pinging = Array.from({ length: CONNECTIONS }, () =>
    pingFor(HANG_MS, `${server.url}/healthz`),
  )
  const pings = (await Promise.all(pinging)).flat()
  const during = clients.ledger.latencies.slice(before)
  disk.thaw()
  await clients.finish()
  return { ledger: clients.ledger, during, pings, changed: (await changing).status }
}

/** Milliseconds that each answer took. */
async function pingFor(spanMs: number, url: string): Promise<number[]> {
  const latencies: number[] = []
  for (const start = performance.now(); performance.now() < start + spanMs;) {
    const asked = performance.now()
    await (await fetch(url)).text()
    latencies.push(performance.now() - asked)
    await Bun.sleep(PAUSE_MS)
  }
  return latencies
}
