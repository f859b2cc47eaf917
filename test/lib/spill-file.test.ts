import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openSpillFile } from '../../src/lib/spill-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-spill-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a spill file gives back what was appended, and is in no folder', () => {
  const file = openSpillFile(folder)
  expect(readdirSync(folder)).toEqual([])
  file.append(Buffer.from('one'))
  file.append(Buffer.from('two'))
  expect(file.size()).toBe(6)
  const middle = Buffer.alloc(4)
  file.read(middle, 1)
  expect(middle.toString()).toBe('netw')
  expect(() => file.read(Buffer.alloc(3), 4)).toThrow('too early')
  file.close()
})
