import { afterAll, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { storeUpload } from '../../../../src/manage/landings/landing-upload.ts'
import { answerOf, openManagement } from '../../../support/management.ts'
import { zip } from '../../../support/zip.ts'

const management = openManagement()
afterAll(() => management.close())

async function upload(name: string, content: string | Uint8Array<ArrayBuffer>) {
  const body = new FormData()
  body.set('file', new File([content], name))
  const headers = { 'api-key': management.key }
  const url = 'http://localhost/public/api/v1/landing/upload'
  return answerOf(await management.send(new Request(url, { method: 'POST', headers, body })))
}

test('a full disk takes no landing', async () => {
  // The system's own view of processes: no room at all.
  const page = { name: 'promo.html', bytes: Buffer.from('<h1>Hi</h1>') }
  expect(await storeUpload('/proc', page)).toMatchObject({ refused: 'conflict' })
})

test('a page becomes a folder of its own, ready to be made a landing', async () => {
  const { status, body } = await upload('promo.html', '<h1>Hi</h1>')
  expect(status).toBe(201)
  expect(body.landing_file).toMatch(/^landers\/[0-9a-f]{16}\/index\.html$/)
  expect(readFileSync(join(management.folder, body.landing_file), 'utf8')).toBe('<h1>Hi</h1>')
  const landing = { name: 'L', path: body.landing_file }
  const made = await management.call('POST', '/landing/integrated', landing)
  expect(made).toMatchObject({ status: 201, body: { id: expect.any(Number) } })
  expect(made.body).not.toHaveProperty('warnings')
})

test('a landing without its page is made, with a warning that its flows are passed over', async () => {
  const landing = { name: 'Later', path: 'landers/later/index.html' }
  const made = await management.call('POST', '/landing/integrated', landing)
  const warnings = [{ at: 'path', text: expect.stringContaining('passed over') }]
  expect(made).toMatchObject({ status: 201, body: { warnings } })
})

test('a landing that is led to where no page is has the warning as well, another one none', async () => {
  const { body: page } = await upload('moved.html', '<h1>Hi</h1>')
  const { id } = (
    await management.call('POST', '/landing/integrated', { name: 'M', path: page.landing_file })
  ).body
  const nowhere = 'landers/nowhere/index.html'
  const text = expect.stringContaining('passed over')
  const warned = { status: 200, body: { warnings: [{ at: 'location', text }] } }
  const fine = { status: 200, body: {} }
  const outside = { type: 'not_integrated', location: 'https://l.test/' }
  for (const [method, path] of [
    ['PUT', `/landing/${id}`],
    ['PATCH', `/landing/modify/${id}`],
  ] as const) {
    const answerTo = async (change: object) => {
      const { status, body } = await management.call(method, path, change)
      return { status, body }
    }
    expect(await answerTo({ type: 'integrated', location: nowhere })).toEqual(warned)
    expect(await answerTo({ name: 'Still' })).toEqual(warned)
    expect(await answerTo({ location: page.landing_file })).toEqual(fine)
    expect(await answerTo(outside)).toEqual(fine)
  }
})

test.each([
  ['a.exe', 'MZ'],
  ['a.zip', 'PK but nothing else'],
])('%s is refused, and nothing is left', async (name, content) => {
  const { status, body } = await upload(name, content)
  expect(status).toBe(400)
  expect(body.errors.fields).toHaveProperty('file')
})

test('a body that is no form is bad input', async () => {
  const { status } = await management.call('POST', '/landing/upload', { file: 'x' })
  expect(status).toBe(400)
  expect(existsSync(join(management.folder, 'landers', 'x'))).toBe(false)
})

test.each([
  ['a file that is a folder too', ['index.html', 'a', 'a/b.txt']],
  ['a name that no file system takes', ['index.html', `${'n'.repeat(300)}.txt`]],
])('%s is bad input, and nothing is left', async (_what, names) => {
  const before = readdirSync(join(management.folder, 'landers'))
  const archive = zip(names.map((name) => ({ name, text: 'x' })))
  const { status, body } = await upload('a.zip', archive)
  expect([status, body.errors.fields.file]).toEqual([400, ["holds names that can't be stored"]])
  expect(readdirSync(join(management.folder, 'landers'))).toEqual(before)
})

test('uploads at the same time are not all in memory', async () => {
  const page = 'x'.repeat(1_000_000)
  const answers = await Promise.all([1, 2, 3].map(() => upload('page.html', page)))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.toSorted((a, b) => a - b)).toEqual([201, 503, 503])
  expect(answers.find(({ status }) => status === 503)?.headers.has('retry-after')).toBe(true)
  expect((await upload('page.html', page)).status).toBe(201)
})
