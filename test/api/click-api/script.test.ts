/** The script for pages without a server of their own, run in a page that is none. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { runInNewContext } from 'node:vm'

import {
  actionFlow,
  type Installation,
  openInstallation,
  pathFlow,
} from '../../support/click-api.ts'
import { cleanUp } from '../../support/server.ts'

let made: Installation

beforeAll(async () => {
  made = await openInstallation()
  const offer = await made.offer('https://offer.example/')
  await made.campaign('away', [actionFlow('http', 'https://dest.example/?kw={keyword}&ip={ip}')])
  await made.campaign('text', [actionFlow('show_html', '<b>é{keyword}</b>')])
  await made.campaign('offers', [pathFlow([], [offer])])
}, 30_000)

afterAll(cleanUp)

async function load(alias: string, query: Record<string, string> = {}) {
  const search = new URLSearchParams({ return: 'js.client', ...query })
  return fetch(`${made.server.url}/${alias}?${search.toString()}`)
}

interface Page {
  readonly stored: Map<string, string>
  readonly cookies: string[]
  readonly metas: Record<string, string>[]
  readonly written: string[]
  readonly config: unknown
}

/** What the script does to a page. */
async function run(answer: Response): Promise<Page> {
  const stored = new Map<string, string>()
  const cookies: string[] = []
  const metas: Record<string, string>[] = []
  const written: string[] = []
  const window: Record<string, { config?: unknown }> = {}
  const makeTag = () => {
    const attributes: Record<string, string> = {}
    return { attributes, setAttribute: (name: string, text: string) => (attributes[name] = text) }
  }
  const document = {
    set cookie(text: string) {
      cookies.push(text)
    },
    createElement: makeTag,
    head: { appendChild: (tag: ReturnType<typeof makeTag>) => metas.push(tag.attributes) },
    write: (text: string) => written.push(text),
  }
  const localStorage = {
    setItem: (name: string, text: string) => stored.set(name, text),
    removeItem: (name: string) => stored.delete(name),
  }
  const globals = { window, document, localStorage, atob, TextDecoder, Uint8Array }
  runInNewContext(await answer.text(), globals)
  return { stored, cookies, metas, written, config: window['_K1']?.config }
}

test('a redirect is a refresh that tells no referrer', async () => {
  const answer = await load('away', { keyword: 'red', name: '_K1' })
  expect(answer.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
  const { stored, cookies, metas, config } = await run(answer)
  expect(metas).toEqual([
    { name: 'referrer', content: 'no-referrer' },
    { 'http-equiv': 'refresh', content: '0;url=https://dest.example/?kw=red&ip=127.0.0.1' },
  ])
  expect(stored.get('subId')).toMatch(/^[0-9a-v]{20}$/)
  expect(stored.has('token')).toBe(false)
  expect(JSON.parse(stored.get('config')!)).toEqual(JSON.parse(JSON.stringify(config)))
  expect(cookies).toContain(`_subid=${stored.get('subId')}; path=/; max-age=86400`)
})

test('a page is written', async () => {
  const { written } = await run(await load('text', { keyword: 'ü' }))
  expect(written).toEqual(['<b>éü</b>'])
})

test('the ids of a click of the campaign come back, without another click', async () => {
  const first = await run(await load('offers'))
  const [subid, token] = [first.stored.get('subId')!, first.stored.get('token')!]
  const again = await run(await load('offers', { sub_id: subid, token }))
  expect([again.stored.get('subId'), again.stored.get('token')]).toEqual([subid, token])
  const forged = await run(
    await load('offers', { sub_id: subid, token: `${token.slice(0, -8)}AAAAAAAA` }),
  )
  expect(forged.stored.get('subId')).not.toBe(subid)
})

test('a page that the campaign sent the visitor to has his click, not another one', async () => {
  const sent = await run(await load('offers'))
  const [subid, token] = [sent.stored.get('subId')!, sent.stored.get('token')!]
  const kept = await run(await load('offers'))
  const ids = { _subid: subid, _token: token }
  const old = { sub_id: kept.stored.get('subId')!, token: kept.stored.get('token')! }
  for (const query of [ids, { ...ids, ...old }]) {
    const shown = await run(await load('offers', query))
    expect([shown.stored.get('subId'), shown.stored.get('token')]).toEqual([subid, token])
  }
  const { url } = made.server
  const answer = await fetch(`${url}/offers?return=json&_subid=${subid}&_token=${token}`)
  expect(await answer.json()).toEqual({ subid, token })
  const elsewhere = await run(await load('text', ids))
  expect(elsewhere.stored.get('subId')).not.toBe(subid)
  expect(elsewhere.written).toEqual(['<b>é</b>'])
})

test('hostile values stay inside their text', async () => {
  const name = '_K1</script><script>alert(1)'
  const text = await (await load('away', { name, keyword: '</script>\u2028<!--' })).text()
  expect(text).not.toMatch(/[\u2028\u2029]|<\/?script|<!--|alert/)
})

test('the page does not say who the visitor is', async () => {
  const { metas } = await run(
    await load('away', { ip: '8.8.8.8', 'server[REMOTE_ADDR]': '8.8.8.8' }),
  )
  expect(metas[1]?.['content']).toEndWith('&ip=127.0.0.1')
})

test('an unknown campaign is 404 with an empty script', async () => {
  const answer = await load('nobody')
  expect([answer.status, await answer.text()]).toEqual([404, ''])
})
