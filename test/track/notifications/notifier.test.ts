/** People are told once, in time, over restarts and outages, and only where they want to be. */
import { expect, test } from 'bun:test'

import type { Warning } from '../../../src/core/words/warnings.ts'
import { openNotifier } from '../../../src/track/notifications/notifier.ts'
import type { Fetched, FetchFailure } from '../../../src/track/outbound/outbound.ts'

const MINUTE = 60_000
const TOKEN = '123456789:AAHabcdefghijklmnopqrstuvwxyz'
const LAG: Warning = { code: 'lag', message: 'Clicks wait for the disk' }
const SUMMARY = { currency: 'USD', totals: { clicks: 5 }, before: {}, best: [], worst: [] }

type Answers = (to: string) => number | FetchFailure['failed']

function telling(start: string, stored: string | null = null) {
  const settings = new Map([
    ['notifications.telegram_token', TOKEN],
    ['notifications.telegram_chats', '42'],
  ])
  const state = {
    now: Date.parse(start),
    warnings: [] as Warning[],
    /** By the chat, or the address of the webhook. */
    answers: (() => 200) as Answers,
    stored,
    isDiskFull: false,
    isBusy: false,
    body: '{}',
  }
  const sent: string[] = []
  const days: string[] = []
  const problems: string[] = []
  const notifier = openNotifier({
    client: {
      send: ({ url, body }) => {
        const { chat_id = url, text } = JSON.parse(body ?? '{}') as Record<string, string>
        const status = state.answers(chat_id)
        if (typeof status === 'string') return Promise.resolve({ failed: status })
        if (status === 200 && text !== undefined) sent.push(`${chat_id} ${text}`)
        const bytes = new TextEncoder().encode(state.body)
        const answer = { url: new URL(url), headers: new Headers(), isBroken: false }
        return Promise.resolve({ ...answer, status, body: bytes } satisfies Fetched)
      },
    },
    settings: () => settings,
    warnings: () => Promise.resolve(state.warnings),
    summary: (day) => {
      days.push(day)
      return Promise.resolve(state.isBusy ? null : { ...SUMMARY, day })
    },
    name: () => 'trk',
    stored,
    store: (text) => {
      if (state.isDiskFull) return Promise.reject(new Error('disk full'))
      state.stored = text
      return Promise.resolve()
    },
    clock: () => state.now,
    onProblem: (problem) => void problems.push(problem),
  })
  /** Lets minutes pass, tending in each. */
  const pass = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await notifier.tend().catch(() => undefined)
      state.now += MINUTE
    }
  }
  return { settings, state, sent, days, problems, notifier, pass }
}

test('a warning that stays is told, and that it is over', async () => {
  const { state, sent, pass } = telling('2026-11-21T12:00:00Z')
  state.warnings = [LAG]
  await pass(3)
  expect(sent).toEqual(['42 trk\n\nNeeds a person:\n• Clicks wait for the disk'])
  state.warnings = []
  await pass(10)
  expect(sent.slice(1)).toEqual(['42 trk\n\nOver:\n• Clicks wait for the disk'])
})

test('nobody is told of advice for the set-up, or of anything where warnings are off', async () => {
  const { settings, state, sent, pass } = telling('2026-11-21T12:00:00Z')
  state.warnings = [{ code: 'one_host', message: 'The admin and the visits share a host' }]
  await pass(3)
  settings.set('notifications.warnings', '0')
  state.warnings = [LAG]
  await pass(3)
  expect(sent).toEqual([])
})

test('each chat and the webhook are told; one that fails is tried again, the others are not', async () => {
  const { settings, state, sent, problems, notifier, pass } = telling('2026-11-21T12:00:00Z')
  settings.set('notifications.telegram_chats', '42\n@team')
  settings.set('notifications.webhook_url', 'https://hooks.test/x')
  state.answers = (to) => (to === '@team' ? 400 : 200)
  state.body = '{"ok":false,"description":"chat not\\nfound"}'
  state.warnings = [LAG]
  await pass(2)
  expect(sent.map((text) => text.split(' ')[0])).toEqual(['42', 'https://hooks.test/x'])
  expect(notifier.facts()).toMatchObject({ waiting: 1, failure: '@team: 400: chat not found' })
  state.answers = () => 200
  await pass(3)
  expect(sent.slice(2).map((text) => text.split(' ')[0])).toEqual(['@team'])
  expect(notifier.facts()).toMatchObject({ waiting: 0, failure: null })
  expect(problems.join()).not.toContain(TOKEN)
})

test('what fails is tried less and less often, and given up after a day', async () => {
  const { state, problems, notifier, pass } = telling('2026-11-21T12:00:00Z')
  state.answers = () => 'timeout'
  state.warnings = [LAG]
  await pass(2 + 24 * 60)
  expect(problems.length).toBeGreaterThan(20)
  expect(problems.length).toBeLessThan(40)
  await pass(61)
  expect(notifier.facts()).toMatchObject({ waiting: 0, failure: null })
})

test('what was told or waits outlasts a restart', async () => {
  const before = telling('2026-11-21T12:00:00Z')
  before.state.answers = () => 'network'
  before.state.warnings = [LAG]
  await before.pass(3)
  const after = telling('2026-11-21T12:10:00Z', before.state.stored)
  after.state.warnings = [LAG]
  await after.pass(5)
  expect(after.sent).toEqual(['42 trk\n\nNeeds a person:\n• Clicks wait for the disk'])
})

test('a full disk is told once, though it can not be noted that it was', async () => {
  const { state, sent, pass } = telling('2026-11-21T12:00:00Z')
  state.isDiskFull = true
  state.warnings = [{ code: 'disk_full', message: 'The disk refuses clicks: ENOSPC' }]
  await pass(10)
  expect(sent).toHaveLength(1)
})

test('what was kept and is not understood is as if nothing was told', async () => {
  for (const stored of ['{', '7']) {
    const { state, sent, pass } = telling('2026-11-21T12:00:00Z', stored)
    state.warnings = [LAG]
    await pass(3)
    expect([stored, sent.length]).toEqual([stored, 1])
  }
})

test('yesterday is told once a day at its time by the tracker’s clock', async () => {
  const { settings, sent, days, pass, state } = telling('2026-11-21T20:30:00Z')
  settings.set('timezone', 'Asia/Tokyo')
  settings.set('notifications.summary_at', '06:00')
  await pass(29)
  expect(days).toEqual([])
  state.isBusy = true
  await pass(3)
  expect(sent).toEqual([])
  state.isBusy = false
  await pass(24 * 60)
  expect([...new Set(days)]).toEqual(['2026-11-21', '2026-11-22'])
  expect(sent.map((text) => text.split('\n')[0])).toEqual([
    '42 trk, 2026-11-21',
    '42 trk, 2026-11-22',
  ])
})

test('without a messenger nothing is looked at, kept or sent', async () => {
  const { settings, state, sent, days, pass } = telling('2026-11-21T12:00:00Z')
  settings.set('notifications.telegram_token', '')
  settings.set('notifications.summary_at', '00:00')
  state.warnings = [LAG]
  await pass(5)
  expect([sent, days, state.stored]).toEqual([[], [], null])
})

test('a test reaches all at once and says who was not reached', async () => {
  const { settings, state, notifier } = telling('2026-11-21T12:00:00Z')
  settings.set('notifications.telegram_chats', '42\n43')
  state.answers = (to) => (to === '43' ? 'network' : 200)
  expect(await notifier.test()).toEqual([
    { to: '42', problem: null },
    { to: '43', problem: 'it could not be reached' },
  ])
  expect(notifier.facts().waiting).toBe(0)
})

test.each([
  ['{"ok":true,"result":[]}', []],
  [
    JSON.stringify({
      result: [
        { message: { chat: { id: 42, first_name: 'Анна', last_name: 'Б' } } },
        { my_chat_member: { chat: { id: -1001, title: 'Team\n<b>' } } },
        { message: { chat: { id: 42, first_name: 'Анна' } } },
        { message: { chat: { id: '7' } } },
        { message: null },
        null,
        'x',
      ],
    }),
    [
      { id: '42', title: 'Анна' },
      { id: '-1001', title: 'Team <b>' },
    ],
  ],
  ['<html>', '200'],
  ['{"description":"Unauthorized"}', '200: Unauthorized'],
])('chats are read from what Telegram answers, whatever that is: %s', async (body, chats) => {
  const { state, notifier } = telling('2026-11-21T12:00:00Z')
  state.body = body
  expect(await notifier.chats()).toEqual(chats)
})
