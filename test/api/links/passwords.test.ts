/** Links that ask for a password: the page, the tries, what opens. */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { type LinkInstallation, openLinks, type SendOptions } from '../../support/links.ts'
import { cleanUp } from '../../support/server.ts'

const HOST = 'passwords.example.test'
const TELEGRAM = 'TelegramBot (like TwitterBot)'

let installation: LinkInstallation

beforeAll(async () => {
  installation = await openLinks()
  await installation.domain(HOST)
}, 30_000)

afterAll(cleanUp)

const visit = (path: string, options?: SendOptions) => installation.visit(HOST, path, options)

const form = (password: string) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  body: `password=${encodeURIComponent(password)}`,
})

test('a password is asked by a form that does not tell the destination', async () => {
  const { word } = await installation.link({ password: 'пароль & 1' })
  for (const headers of [{}, { 'User-Agent': TELEGRAM }]) {
    const page = await visit(`/${word}`, { headers })
    expect(page.status).toBe(401)
    expect(page.text).toContain('type="password"')
    expect(page.text).not.toContain('example.com')
    expect(page.headers.get('cache-control')).toContain('no-store')
  }
})

test.each([
  ['ru-RU,ru;q=0.9', 'ru', 'Нужен пароль', 'Этот пароль не подходит.'],
  ['de-DE,en;q=0.5', 'en', 'Password needed', 'This password is wrong.'],
  ['"><script>', 'en', 'Password needed', 'This password is wrong.'],
])('a password is asked of %s in %s', async (accepted, language, title, wrong) => {
  const { word } = await installation.link({ password: 'secret' })
  const headers = { 'Accept-Language': accepted }
  const { text } = await visit(`/${word}`, { headers })
  expect(text).toContain(`<html lang="${language}">`)
  expect(text).toContain(`<title>${title}</title>`)
  expect(text).not.toContain('<script')
  const tried = form('no')
  const again = await visit(`/${word}`, { ...tried, headers: { ...tried.headers, ...headers } })
  expect(again.text).toContain(`<p role="alert">${wrong}</p>`)
})

test('a password opens the link; in the query it does not', async () => {
  const { word } = await installation.link({ password: 'пароль & 1', redirectStatus: 307 })
  expect((await visit(`/${word}?password=пароль`)).status).toBe(401)
  expect((await visit(`/${word}`, form('wrong'))).status).toBe(401)
  // 307 would send the password on.
  const { status, headers } = await visit(`/${word}`, form('пароль & 1'))
  expect([status, headers.get('location')]).toEqual([302, 'https://example.com/d'])
})

test('a password can be tried five times a minute', async () => {
  const { word } = await installation.link({ password: 'secret' })
  const statuses: number[] = []
  for (let n = 0; n < 7; n++) statuses.push((await visit(`/${word}`, form('x'.repeat(300)))).status)
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429])
  expect((await visit(`/${word}`, form('secret'))).status).toBe(429)
})

test('a password is never shown again', async () => {
  const made = await installation.link({ password: 'secret' })
  expect(made).toMatchObject({ hasPassword: true })
  expect(JSON.stringify(made)).not.toContain('argon2')
})

test('who gave the password is shown the pixels, robots and those without it are not', async () => {
  const code = '<script>window.seen = 1</script>'
  const { id } = await installation.need<{ id: number }>('POST', '/pixels', { name: 'P', code })
  const { word } = await installation.link({ password: 'secret', pixelIds: [id] })
  const opened = form('secret')
  const page = await visit(`/${word}`, opened)
  expect(page.status).toBe(200)
  expect(page.text).toContain(code)
  expect(page.text).toContain('https://example.com/d')
  expect(page.headers.get('cache-control')).toBe('private, no-store')
  expect((await visit(`/${word}`)).text).not.toContain(code)
  const robot = { ...opened, headers: { ...opened.headers, 'User-Agent': TELEGRAM } }
  expect((await visit(`/${word}`, robot)).status).toBe(302)
  const open = await installation.link({ pixelIds: [id] })
  expect((await visit(`/${open.word}`, opened)).status).toBe(302)
})
