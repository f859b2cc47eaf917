/** How the words of a domain are compared, changed where there are many of them. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test'

import { storesOn } from '../../../../src/db/stores.ts'
import { freshLink } from '../../../../src/manage/links/link-checks.ts'
import { type Management, openManagement } from '../../../support/management.ts'
import { until } from '../../../support/until.ts'

const DOMAIN = '6f1f3e0a-3f0e-4a0c-9d39-7a0b4c1d2e3f'
/** More than are written anew while visitors wait. */
const LINKS = 5000

let api: Management
beforeEach(async () => {
  api = openManagement()
  await api.call('POST', `/domain/${DOMAIN}`, { host: 'go.example.test' })
})
afterEach(() => api.close())

/** Links `Word0`, `Word1`… on the domain, and one more with this word. */
function fill(more: string): void {
  const { writer } = api.config
  const { links, domainNumbers } = storesOn(writer, () => 1)
  const domain = domainNumbers.all().get(DOMAIN) ?? 0
  const web = { shown: 'https://shop.example/', location: 'https://shop.example/' }
  const add = (word: string) => links.add({ ...freshLink(1, 1), domain, word, wordKey: word, web })
  writer.transaction(() => {
    for (let n = 0; n < LINKS; n++) add(`Word${n}`)
    add(more)
  })()
}

const leadsTo = (word: string) => {
  const domain = api.routing.current().domain('go.example.test')
  return domain && api.routing.links.find(domain, word)?.spec.locations.web
}

const ways = [`/domain/${DOMAIN}/link_settings`, `/domain/${DOMAIN}/full`]

describe.each(ways)('PATCH %s', (path) => {
  test('takes many words by a worker: others are answered, and not changed', async () => {
    fill('Last')
    expect([leadsTo('Word7'), leadsTo('WORD7')]).toEqual(['https://shop.example/', undefined])
    const folding = api.call('PATCH', path, { caseSensitive: false })
    await until('the words are written anew', api.isWriting)
    const [read, changed] = await Promise.all([
      api.call('GET', '/user/role'),
      api.call('POST', '/traffic_source', { name: 'Meanwhile' }),
    ])
    expect([read.status, changed.status]).toEqual([200, 503])
    const { status, body } = await folding
    expect([status, body.caseSensitive]).toEqual([200, false])
    expect(leadsTo('WORD7')).toBe('https://shop.example/')
    const back = await api.call('PATCH', path, { caseSensitive: true })
    expect([back.status, leadsTo('Word7'), leadsTo('WORD7')]).toEqual([
      200,
      'https://shop.example/',
      undefined,
    ])
  })

  test('refuses words that differ in letter case only, and changes nothing', async () => {
    fill('WORD7')
    const { status, body } = await api.call('PATCH', path, { caseSensitive: false })
    expect(status).toBe(400)
    expect(body.errors.fields.caseSensitive).toEqual(['links differ in letter case only: WORD7'])
    expect(api.read.domains.find(DOMAIN)?.caseSensitive).toBe(true)
    expect(api.isWriting()).toBe(false)
  })
})

test('a short file that could fold many words is taken in by the worker, too', async () => {
  fill('Last')
  const domains = [{ id: DOMAIN, host: 'go.example.test', caseSensitive: false }]
  const file = { format: 'sluice-config', version: 1, domains }
  const importing = api.call('POST', '/config/import?mode=merge', file)
  await until('the file is taken in', api.isWriting)
  expect(await importing).toMatchObject({ status: 200, body: { applied: true } })
  expect(leadsTo('WORD7')).toBe('https://shop.example/')
})
