/** Sites that are https while they call the tracker by http: what their pages load must not be http. */
import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { admin, makeCampaign } from '../../support/api.ts'
import { makeCertificate, pemOf } from '../../support/certificates.ts'
import { cleanUp, newDataDir, startServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'

const SECURED = 'go.shop.test'
const PLAIN = 'plain.shop.test'

afterAll(cleanUp)

test('files of a landing come as the page did, where the tracker’s host has a certificate', async () => {
  const data = newDataDir()
  const own = join(data, 'certificates')
  const landing = join(data, 'landers/shop')
  for (const folder of [own, landing]) mkdirSync(folder, { recursive: true })
  writeFileSync(join(own, 'own.pem'), pemOf(makeCertificate([SECURED])))
  writeFileSync(join(landing, 'index.html'), '<head></head><a href="{offer}">on</a>')
  const args = ['--https', '127.0.0.1:0', '--authority', 'none']
  const server = await startServer({ data, args })
  const { api } = await admin(server)
  for (const host of [SECURED, PLAIN]) {
    await api('POST', `/domain/${crypto.randomUUID()}`, { host })
  }
  const shop = { name: 'Shop', path: 'landers/shop/index.html' }
  const { body: made } = await api<{ id: number }>('POST', '/landing/integrated', shop)
  const { id } = await makeCampaign(api, { alias: 'shop' })
  const landings = [{ landingId: made.id, weight: 1 }]
  const offers = [{ directUrl: 'https://offer.test/' }]
  const paths = [{ name: 'Path', weight: 1, landings, offers }]
  const flow = { type: 'default', name: 'All', weight: 1, filters: [], paths }
  await api('PUT', `/campaign/${id}/flows`, { mode: 'position', flows: [flow] })
  const { token } = (await api<{ token: string }>('GET', `/campaign/${id}/click_api`)).body

  const pageAt = async (host: string, version = 'v3', more = '') => {
    const path = `/click_api/${version}?token=${token}${more}`
    const answer = await fetch(server.url + path, { headers: { host } })
    return ((await answer.json()) as { body: string | null }).body ?? ''
  }
  const based = (start: string) => `<base href="${start}/_landing/${made.id}/">`
  await until('both are seen', async () => (await pageAt(SECURED)).includes(based(`//${SECURED}`)))
  expect(await pageAt(SECURED, 'v4')).toContain(based(`//${SECURED}`))
  // Links are opened, not loaded: they may be http anywhere.
  expect(await pageAt(SECURED)).toContain(`href="http://${SECURED}/?_lp=1`)
  expect(await pageAt(SECURED, 'v4', '&self_static_serving=1')).toContain(based(''))
  expect(await pageAt(PLAIN)).toContain(based(`http://${PLAIN}`))
  expect(await pageAt(`${SECURED}:8080`)).toContain(based(`http://${SECURED}:8080`))
}, 30_000)
