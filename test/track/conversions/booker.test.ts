/** One transaction per batch, and of it only what failed is taken back. */
import type { Database } from 'bun:sqlite'
import { beforeEach, expect, test } from 'bun:test'

import { booker } from '../../../src/track/conversions/booker.ts'
import type { BookerCommand, BookerReply, Job } from '../../../src/track/conversions/jobs.ts'
import { aClick, callJob, CLICK_TIME, openClerk, tables } from '../../support/booking.ts'

let db: Database
let handle: (command: BookerCommand) => void
let replies: BookerReply[]

beforeEach(() => {
  db = openClerk().db
  replies = []
  handle = booker({
    open: () => db,
    routing: {
      links: null as never,
      current: () => tables,
      publish: () => undefined,
      poll: () => undefined,
    },
    outgoingOn: () => () => undefined,
    reply: (reply) => replies.push(reply),
  })
})

const sale = (seq: number) =>
  callJob(aClick(seq), { status: 'sale', payout: '2', tid: `t${seq}` }, CLICK_TIME)
const dry = (seq: number): Job => ({ ...sale(seq), isDry: true }) as Job
const broken = (seq: number): Job => ({ ...sale(seq), call: null }) as never

function results(...jobs: Job[]): readonly (string | null)[] {
  handle({ type: 'book', batch: 7, jobs })
  const reply = replies.at(-1)!
  if (reply.type !== 'booked') throw new Error(JSON.stringify(reply))
  return reply.verdicts.map((verdict) => verdict && verdict.result)
}

const booked = () => db.query('SELECT click_seq FROM conversions ORDER BY id').values().flat()

test.each<[string, Job[], (string | null)[], number[]]>([
  ['all are kept', [sale(1), sale(2)], ['accepted', 'accepted'], [1, 2]],
  ['one of ours fails', [sale(1), broken(2), sale(3)], ['accepted', null, 'accepted'], [1, 3]],
  ['one is only tried', [sale(1), dry(2), sale(3)], ['accepted', 'accepted', 'accepted'], [1, 3]],
  ['nothing is kept', [dry(1), broken(2)], ['accepted', null], []],
])('%s', (_, jobs, verdicts, kept) => {
  expect(results(...jobs)).toEqual(verdicts)
  expect(booked()).toEqual(kept)
  const problems = replies.filter(({ type }) => type === 'problem')
  expect(problems).toHaveLength(verdicts.filter((verdict) => verdict === null).length)
  expect(results(sale(9))).toEqual(['accepted'])
})

test('what the database refuses takes the whole batch back', () => {
  db.run('PRAGMA query_only = 1')
  handle({ type: 'book', batch: 8, jobs: [sale(1), sale(2)] })
  expect(replies.some((reply) => reply.type === 'refused' && reply.batch === 8)).toBe(true)
})
