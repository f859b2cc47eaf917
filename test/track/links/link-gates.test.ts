/** Limits of short links against the ledger as it is: visits of sealed segments and of open ones. */
import { afterAll, expect, test } from 'bun:test'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { EventKind } from '../../../src/core/event.ts'
import type { CompiledLink } from '../../../src/core/links/link.ts'
import type { Ledger } from '../../../src/ledger/ledger.ts'
import { reportHandlers } from '../../../src/report/handlers.ts'
import { linkGates } from '../../../src/track/links/link-gates.ts'
import type { TrafficRequest } from '../../../src/track/visits/request.ts'
import { removeFolders } from '../../support/journals.ts'
import { ledgerOf, openLedgerOn } from '../../support/ledgers.ts'
import { anEvent } from '../../support/segments.ts'

afterAll(removeFolders)

const LINK = 7
const SEGMENTS = 3
const NOON = Date.UTC(2026, 9, 25, 12)

const visits = () =>
  Array.from({ length: SEGMENTS }, (_, at) =>
    anEvent({
      kind: EventKind.click,
      clickSeq: (1 + at) * SEGMENT_ROWS,
      row: 0,
      time: NOON + at,
      clickTime: NOON + at,
      linkId: LINK,
      action: 'redirect',
      clicks: 1,
    }),
  )

const limited = (clickLimit: number, clicksBefore = 0) =>
  ({
    spec: {
      id: LINK,
      clickLimit,
      clicksBefore,
      startsAt: null,
      expiresAt: null,
      passwordHash: null,
    },
  }) as unknown as CompiledLink
const REQUEST = {} as TrafficRequest

function gatesOn(request: Ledger['request'], problems: string[]) {
  const addresses = {
    read: () => null,
    readAtSite: () => null,
    isTrusted: () => false,
    unusual: () => [],
    header: '',
  }
  const verifyPassword = () => Promise.resolve(null)
  const log = (what: string, details?: string) => void problems.push(`${what}: ${details}`)
  return linkGates({ ledger: { request }, addresses, verifyPassword, log })
}

test.each([0, 1, SEGMENTS])('visits count, %i of three segments sealed', async (sealed) => {
  const keeper = openLedgerOn(ledgerOf(visits()))
  for (let at = 0; at < sealed; at++) keeper.sealNext()
  const handlers = reportHandlers({ clock: Date.now })
  const problems: string[] = []
  const gates = gatesOn(
    (_name, payload) => handlers.linkClicks(keeper.source(), payload, keeper),
    problems,
  )
  const link = limited(SEGMENTS + 1)
  expect(await gates.pass(link, REQUEST, NOON)).toBe('open')
  expect([gates.take(link), gates.take(link)]).toEqual([true, false])
  expect(await gates.pass(link, REQUEST, NOON)).toBe('closed')
  expect(problems).toEqual([])
  keeper.close()
})

test.each([
  ['fails', () => Promise.reject(new Error('broken'))],
  ['has no time', () => Promise.resolve({ refused: 'deadline' })],
])('a ledger that %s leaves the link open, and that is told', async (_how, request) => {
  const problems: string[] = []
  const gates = gatesOn(request, problems)
  expect(await gates.pass(limited(1), REQUEST, NOON)).toBe('open')
  // One kind of line for all links, of which the log writes one a second.
  expect(problems).toEqual([expect.stringMatching(/^\D+: link 7: .*(broken|deadline)/)])
})

test('visits from before count against the limit, also while the ledger can not say', async () => {
  const answers: object[] = [{ answer: 1 }, { refused: 'deadline' }]
  const asked: unknown[] = []
  const request = (_name: string, payload: unknown) => {
    asked.push(payload)
    return Promise.resolve(answers.shift())
  }
  const gates = gatesOn(request, [])
  expect(await gates.pass(limited(4, 2), REQUEST, NOON)).toBe('open')
  expect([gates.take(limited(4, 2)), gates.take(limited(4, 2))]).toEqual([true, false])
  // Fewer of them lie before: some came into the ledger, which is asked anew.
  await gates.pass(limited(4, 1), REQUEST, NOON)
  expect(asked.length).toBe(2)
  expect(
    await gatesOn(() => Promise.reject(new Error('broken')), []).pass(limited(2, 2), REQUEST, NOON),
  ).toBe('closed')
})
