/** What the admin says when a request failed. */
import { expect, test } from 'bun:test'

import { failureOf } from '../../ui/api/failure.ts'
import { failureText } from '../../ui/words/failures.ts'
import { speaksIn } from '../support/spoken.ts'

speaksIn('ru')

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
