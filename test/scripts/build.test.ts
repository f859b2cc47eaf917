/** What the build leaves out of the executable is asked for by nothing in it. */
import { expect, test } from 'bun:test'
import { join } from 'node:path'

const SRC = join(import.meta.dir, '../../src')
/** Elysia's schemas of files, which look for the library of their types, and what validates with it. */
const ASKS_FOR_TYPES = /\bt\.Files?\b|\bfile-type\b|\bfileType(FromBlob)?\b/

const asking = (text: string) => ASKS_FOR_TYPES.test(text)

test('no schema asks for files of a type', async () => {
  const found: string[] = []
  for await (const path of new Bun.Glob('**/*.ts').scan(SRC)) {
    if (asking(await Bun.file(join(SRC, path)).text())) found.push(path)
  }
  expect(found).toEqual([])
})

test.each(["body: t.Object({ image: t.File({ type: 'image' }) })", "import 'file-type'"])(
  'that would be noticed: %s',
  (text) => expect(asking(text)).toBe(true),
)
