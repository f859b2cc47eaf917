import { afterAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { tarBytes, tarEntries, tarPieces } from '../../src/lib/tar.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-tar-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const FILES: readonly [name: string, bytes: number][] = [
  ['empty', 0],
  ['one-block', 512],
  ['a/b/c.txt', 513],
  ['more than one piece', 1024 * 1024 + 7],
  [`${'deep/'.repeat(30)}leaf`, 5],
  ['файл с именем.txt', 9],
  ['quote"\nline', 1],
]

async function archive(from: string): Promise<Buffer> {
  const entries = await tarEntries(from)
  const pieces = await Array.fromAsync(tarPieces('root', entries, 1_000_000))
  const whole = Buffer.concat(pieces)
  expect(whole.length).toBe(tarBytes('root', entries))
  return whole
}

test('what tar unpacks is what was packed, and packing twice gives the same bytes', async () => {
  const from = join(folder, 'from')
  const content = new Map<string, Buffer>()
  for (const [name, bytes] of FILES) {
    const path = join(from, name)
    mkdirSync(dirname(path), { recursive: true })
    content.set(name, Buffer.alloc(bytes, `${name}.`))
    writeFileSync(path, content.get(name)!)
  }
  const whole = await archive(from)
  expect(await archive(from)).toEqual(whole)
  const to = join(folder, 'to')
  mkdirSync(to)
  const { exitCode, stderr } = Bun.spawnSync(['tar', 'xf', '-', '-C', to], {
    stdin: new Uint8Array(whole),
  })
  expect([exitCode, stderr.toString()]).toEqual([0, ''])
  for (const [name, bytes] of content)
    expect(readFileSync(join(to, 'root', name)).equals(bytes)).toBe(true)
})

test('a file that grew or shrank since it was listed is no archive', async () => {
  const from = join(folder, 'changing')
  mkdirSync(from)
  writeFileSync(join(from, 'file'), 'four')
  const [entry] = await tarEntries(from)
  const stale = { ...entry!, bytes: 400 }
  const failure = await Array.fromAsync(tarPieces('root', [stale], 0)).catch(String)
  expect(failure).toContain('changed meanwhile')
})
