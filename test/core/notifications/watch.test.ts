import { expect, test } from 'bun:test'

import { look, toldBefore, type Watched } from '../../../src/core/notifications/watch.ts'
import type { Warning, WarningCode } from '../../../src/core/words/warnings.ts'

const MINUTE = 60_000
const warning = (code: WarningCode, message: string = code): Warning => ({ code, message })

/** Looks once a minute; each says what stands then. Gives what is told at each. */
function told(looks: readonly (readonly WarningCode[])[], before: readonly Watched[] = []) {
  let watched = before
  return looks.map((codes, minute) => {
    const seen = look(
      watched,
      codes.map((code) => warning(code)),
      minute * MINUTE,
    )
    watched = seen.watched
    const news = (some: readonly Warning[]) => some.map(({ code }) => code).join(' ')
    return `${news(seen.fresh)}|${news(seen.over)}`
  })
}

test('what stays for a minute is told once', () => {
  expect(told([['lag'], ['lag'], ['lag']])).toEqual(['|', 'lag|', '|'])
})

test('what is gone at the next look is told to nobody', () => {
  expect(told([['lag'], [], ['lag'], [], []])).toEqual(['|', '|', '|', '|', '|'])
})

test('that it is over is told after five minutes, unless it comes back before', () => {
  const gone = Array.from({ length: 5 }, (): WarningCode[] => [])
  const looks: WarningCode[][] = [['lag'], ['lag'], [], [], ['lag'], ...gone, []]
  expect(told(looks).slice(1)).toEqual(['lag|', '|', '|', '|', '|', '|', '|', '|', '|', '|lag'])
})

test('after its end it is told anew', () => {
  const gone = Array.from({ length: 6 }, (): WarningCode[] => [])
  expect(
    told([['lag'], ['lag'], ...gone, ['lag'], ['lag']]).filter((news) => news !== '|'),
  ).toEqual(['lag|', '|lag', 'lag|'])
})

test('lost clicks are never said to be over', () => {
  const gone = Array.from({ length: 8 }, (): WarningCode[] => [])
  expect(told([['dropped'], ['dropped'], ...gone]).filter((news) => news !== '|')).toEqual([
    'dropped|',
  ])
})

test('what was told before a restart is not told again', () => {
  const before = toldBefore([warning('geo_old')], 0)
  expect(told([['geo_old'], ['geo_old', 'lag'], ['geo_old', 'lag']], before)).toEqual([
    '|',
    '|',
    'lag|',
  ])
})

test('its end is told with what it said last', () => {
  const first = look([], [warning('postbacks_unmatched', '3 postbacks')], 0).watched
  const second = look(first, [warning('postbacks_unmatched', '4 postbacks')], MINUTE).watched
  const gone = look(second, [], 2 * MINUTE).watched
  expect(look(gone, [], 7 * MINUTE).over).toEqual([warning('postbacks_unmatched', '4 postbacks')])
})

test('after a clock was set back it is told at once rather than when that time has come', () => {
  const first = look([], [warning('lag')], 10 * MINUTE).watched
  expect(look(first, [warning('lag')], 0).fresh).toEqual([warning('lag')])
})
