/** What the admin says when a request failed. */
import { expect, test } from 'bun:test'

import { failureOf } from '../../ui/api/failure.ts'
import { failureText } from '../../ui/words/failures.ts'
import { speaksIn } from '../support/spoken.ts'

speaksIn('ru')

test('says for how many minutes a login is to wait', async () => {
  const told = async (seconds: number) => {
    const headers = { 'Retry-After': String(seconds) }
    return failureText(await failureOf(new Response('{}', { status: 429, headers })))
  }
  expect(await told(303)).toBe('Слишком много попыток; повторите через 6 минут')
  expect(await told(61)).toBe('Слишком много попыток; повторите через 2 минуты')
  expect(await told(59)).toBe('Слишком много запросов; повторите позже')
})

test.each([
  [404, 'No such object', 'Этого нет или больше нет'],
  [404, '', 'Этого нет или больше нет'],
  [
    404,
    'The click was removed on 2026-11-21: its campaign was cleared',
    'Клик удалён 2026-11-21: статистика его кампании очищена',
  ],
  [403, 'Access denied', 'У вас нет на это прав'],
  [503, 'Too many reports at once', 'Слишком много отчётов сразу: попробуйте чуть позже'],
  [418, '', 'Что-то пошло не так'],
])('of %i “%s”', async (status, message, told) => {
  const failure = await failureOf(Response.json({ errors: { message } }, { status }))
  expect(failureText(failure)).toBe(told)
})
