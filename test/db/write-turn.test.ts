/** Whoever wants to write while another process does waits without standing still. */
import { Database } from 'bun:sqlite'
import { afterAll, expect, test } from 'bun:test'
import { join } from 'node:path'

import { CONFIG_FILE, openConfig } from '../../src/db/open.ts'
import { inWriteTurn } from '../../src/db/write-turn.ts'
import { UNWATCHED } from '../../src/lib/disk-watch.ts'
import { pragma } from '../../src/lib/pragma.ts'
import { breathe } from '../../src/lib/turns.ts'
import { removeFolders, temporaryFolder } from '../support/journals.ts'

afterAll(removeFolders)

test('the turn comes when the other one is done, and other work goes on until then', async () => {
  const folder = temporaryFolder()
  const config = openConfig(folder)
  if ('damaged' in config) throw new Error(config.damaged)
  const disk = inWriteTurn(UNWATCHED, config.writer)
  expect(await disk.answers()).toBe(true)

  const other = new Database(join(folder, CONFIG_FILE))
  other.run('BEGIN IMMEDIATE')
  const order: string[] = []
  const waiting = Promise.all([disk.answers(), disk.answered()]).then(() => order.push('turn'))
  await breathe()
  order.push('other work')
  other.run('ROLLBACK')
  await waiting
  expect(order).toEqual(['other work', 'turn'])
  expect(pragma(config.writer, 'busy_timeout')).toBe(5000)
  other.close()
  config.close()
})
