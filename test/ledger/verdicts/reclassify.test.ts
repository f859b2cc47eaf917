/** Verdicts that are written part by part: what stands when one of the parts fails. */
import { afterAll, expect, test } from 'bun:test'

import { SEGMENT_ROWS } from '../../../src/core/click-id.ts'
import { eventToRow, Flag } from '../../../src/core/event.ts'
import type { Judge, RobotLists } from '../../../src/core/robot-verdicts.ts'
import { numberReader, textReader } from '../../../src/ledger/columns/cells.ts'
import { openLedgerDb } from '../../../src/ledger/segments/ledger-db.ts'
import { sealedSegments } from '../../../src/ledger/segments/sealed-segments.ts'
import { segmentBuilder } from '../../../src/ledger/segments/segment-builder.ts'
import { judgedEvents } from '../../../src/ledger/verdicts/judged-events.ts'
import { reclassifying } from '../../../src/ledger/verdicts/reclassify.ts'
import { verdictStore } from '../../../src/ledger/verdicts/verdict-store.ts'
import { turns } from '../../../src/lib/turns.ts'
import { click, removeFolders, SALT, temporaryFolder } from '../../support/journals.ts'

afterAll(removeFolders)

const SEGMENTS = [1, 2, 3]
const NO_LISTS: RobotLists = {
  userAgents: [],
  addresses: [],
  peopleUserAgents: [],
  peopleAddresses: [],
}

/** Three sealed segments of two clicks, each written by itself. */
function ledger(judge: () => Judge) {
  const { db } = openLedgerDb(temporaryFolder(), 0)
  const sealed = sealedSegments(db)
  for (const segment of SEGMENTS) {
    const builder = segmentBuilder(segment)
    for (const row of [0, 1]) {
      const clickSeq = segment * SEGMENT_ROWS + row
      builder.add(eventToRow(click(row, { clickSeq, clicks: 1, userAgent: `agent ${segment}` })))
    }
    sealed.seal({ segment, node: 0, salt: SALT, createdAt: 0 }, builder)
  }
  const store = verdictStore(db)
  const parts = {
    db,
    store,
    sealed,
    open: () => [],
    turns: turns(),
    clock: () => 5,
    writtenAtOnce: 1,
  }
  const judged = judgedEvents(store, judge)
  const robots = () =>
    SEGMENTS.map((segment) => {
      const view = sealed.view(segment)!
      const [flags, robot] = [numberReader(view.column('flags')), textReader(view.column('robot'))]
      return [0, 1].map((row) => [flags(row) & Flag.bot, robot(row)])
    })
  return { db, verdicts: reclassifying({ ...parts, judged }), robots }
}

const work = (uuid: string) => ({
  uuid,
  isDry: false,
  clicks: { period: { from: 0, to: 4e12 }, campaigns: null },
  lists: NO_LISTS,
})

const ROBOT = [Flag.bot, 'Tester']
const PERSON = [0, '']

test('what fails in the middle leaves segments as they were or done, and the next time does the rest', async () => {
  let fails = 'agent 2'
  const { db, verdicts, robots } = ledger(() => ({ userAgent }) => {
    if (userAgent === fails) throw new Error('the disk is full')
    return { botReasons: 'user_list', robot: 'Tester' }
  })
  expect(await verdicts.apply(work('a')).catch(String)).toBe('Error: the disk is full')
  expect(verdicts.of('a')).toMatchObject({ state: 'failed', changes: { toRobots: 2 } })
  expect(robots()).toEqual([
    [ROBOT, ROBOT],
    [PERSON, PERSON],
    [PERSON, PERSON],
  ])
  await verdicts.resume()
  expect(verdicts.of('a')?.state).toBe('failed')
  fails = ''
  await verdicts.apply(work('b'))
  expect(robots()).toEqual(SEGMENTS.map(() => [ROBOT, ROBOT]))
  const reasons = { user_list: { toRobots: 4, toPeople: 0 } }
  expect(verdicts.of('b')).toMatchObject({
    state: 'done',
    looked: 6,
    changes: { toRobots: 4, reasons },
  })
  db.close()
})

test('a segment that can not be read keeps what it has, and is told of', async () => {
  const { db, verdicts, robots } = ledger(() => () => ({
    botReasons: 'user_list',
    robot: 'Tester',
  }))
  db.run("UPDATE columns SET checksum = 0 WHERE segment = 2 AND name = 'userAgent'")
  await verdicts.apply(work('a'))
  expect(verdicts.of('a')).toMatchObject({ state: 'done', unreadable: 1, looked: 4 })
  expect(robots()[1]).toEqual([PERSON, PERSON])
  db.close()
})
