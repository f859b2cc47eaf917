import { expect, test } from 'bun:test'

import { rememberRepeats } from '../../../src/api/management/repeats.ts'
import { openManagement } from '../../support/management.ts'

const request = (key: string, content = 'the same') => ({ caller: '1', key, content })
const textOf = async (answer: Awaited<ReturnType<ReturnType<typeof rememberRepeats>['once']>>) =>
  answer instanceof Response ? answer.text() : answer.message

test('work that fails is done again, and again until it does not', async () => {
  const repeats = rememberRepeats(() => 0)
  const full = () => Promise.reject(new Error('the disk is full'))
  for (let tries = 0; tries < 3; tries++)
    expect(repeats.once(request('k'), full)).rejects.toThrow('the disk is full')
  const late = await repeats.once(request('k'), () => Promise.resolve(new Response('done')))
  expect(await textOf(late)).toBe('done')
})

test('requests at the same time have the same answer, and the work is done once', async () => {
  const repeats = rememberRepeats(() => 0)
  let works = 0
  const work = () => Promise.resolve(new Response(`work ${++works}`, { status: 201 }))
  const answers = await Promise.all([1, 2, 3].map(() => repeats.once(request('k'), work)))
  expect(await Promise.all(answers.map(textOf))).toEqual(['work 1', 'work 1', 'work 1'])
  expect(await textOf(await repeats.once(request('k', 'other'), work))).toContain('another request')
})

test('long answers push the oldest out, so that they take a bounded place', async () => {
  const repeats = rememberRepeats(() => 0)
  const long = 'x'.repeat(1024 * 1024)
  let works = 0
  const work = () => {
    works++
    return Promise.resolve(new Response(long))
  }
  for (let n = 0; n < 40; n++) await repeats.once(request(`k${n}`), work)
  await repeats.once(request('k39'), work)
  expect(works).toBe(40)
  await repeats.once(request('k0'), work)
  expect(works).toBe(41)
})

test('who has no key yet sends 64 KB at most', async () => {
  const management = openManagement()
  const body = { login: 'x'.repeat(65 * 1024), password: 'x' }
  expect((await management.call('POST', '/session', body, null)).status).toBe(413)
  expect((await management.call('POST', '/campaign', body)).status).toBe(400)
  management.close()
})
