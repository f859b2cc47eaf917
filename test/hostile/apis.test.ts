/**
 * Hostile calls to what is no redirect: the management API and its sessions, the links API,
 * postbacks, files of landings. Requests that stand in the file, byte for byte.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test'

import { cleanUp } from '../support/server.ts'
import { complaints } from './oracles.ts'
import { apiCases, isWhole, openStage, sendWhole, type Stage } from './stage.ts'
import { SECRET } from './two-owners.ts'

const DISCARD_PORT = 9
let stage: Stage

beforeAll(async () => {
  stage = await openStage(DISCARD_PORT)
}, 30_000)
afterAll(cleanUp)

test.each(apiCases.filter(isWhole).map((one) => [one.id, one.title, one] as const))(
  '%s %s',
  async (_id, _title, one) => {
    const answer = await sendWhole(stage, one)
    const received = { answers: [answer], isClosed: true, firstByteMs: 0 }
    expect(complaints(one.oracle, received)).toEqual([])
    expect(answer.body).not.toContain(SECRET)
  },
)
