/** A visit that only looked ahead counts as soon as something shows that a person came. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { actionFlow, type Installation, openInstallation } from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'
import { until } from '../../support/until.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
}, 30_000)
afterAll(cleanUp)

interface Report {
  readonly rows: readonly { readonly path: [{ value: string }]; readonly m: { clicks: string } }[]
}

/** A campaign of its own, and a visitor whom nobody else is taken for. */
async function stage(name: string) {
  const { id } = await made.campaign(name, [actionFlow('show_text', '{is_unique_campaign}')])
  const send = (path: string, sent: Record<string, string> = {}, method = 'GET') => {
    const headers = { 'user-agent': `Mozilla/5.0 (X11) ${name}`, ...sent }
    return fetch(`${made.server.url}${path}`, { redirect: 'manual', method, headers })
  }
  const look = await send(`/${name}`, {}, 'HEAD')
  const [, clickId = ''] = /_subid=(\w+)/.exec(look.headers.get('set-cookie') ?? '') ?? []
  const clicks = async () => {
    const query = { period: { preset: 'all_time' }, groupings: ['campaign'], measures: ['clicks'] }
    const { body } = await made.api<Report>('POST', '/report/query', query)
    return Number(body.rows.find(({ path: [{ value }] }) => value === String(id))?.m.clicks ?? 0)
  }
  const isNew = async () => (await (await send(`/${name}`)).text()) === '1'
  return { clickId, send, clicks, isNew }
}

const SIGNS: readonly (readonly [sign: string, path: (clickId: string) => string])[] = [
  ['an update by its page', (id) => `/?_update_tokens=1&sub_id=${id}&sub_id_1=read`],
  ['an event of its page', (id) => `/click?upd_clickid=${id}&event1=1`],
  ['a conversion', (id) => `/click?cnv_id=${id}&cnv_status=lead`],
]

test.each(SIGNS)('%s', async (sign, path) => {
  const { clickId, send, clicks, isNew } = await stage(sign.replaceAll(' ', '-'))
  expect(await clicks()).toBe(0)
  for (let time = 0; time < 2; time++) expect((await send(path(clickId))).status).toBe(200)
  await until('the click counts', async () => (await clicks()) === 1)
  // Who came is remembered with it.
  expect(await isNew()).toBe(false)
})

test.each(SIGNS.slice(0, 2))('%s that nobody has seen yet is no sign', async (sign, path) => {
  const { clickId, send, clicks, isNew } = await stage(`hidden-${sign.replaceAll(' ', '-')}`)
  const headers = { 'Sec-Purpose': 'prefetch;prerender' }
  expect((await send(path(clickId), headers)).status).toBe(200)
  expect(await isNew()).toBe(true)
  expect(await clicks()).toBe(1)
})
