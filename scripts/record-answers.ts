/**
 * Sends the examples of the API's document to a new server and keeps what it answered, cut short, as
 * the document's examples of answers. To be run when an answer has changed: a test says so.
 */
import { join } from 'node:path'

import { OPERATIONS } from '../src/api/management/api.ts'
import { readTold } from '../src/api/management/document-told.ts'
import { type Json, schemaLike } from '../src/api/management/open-schema.ts'
import { type AnswerSchema, misfits, unnamed } from '../test/support/answer-schema.ts'
import { isJson, tellStory, type Told } from '../test/support/api-story.ts'
import { admin } from '../test/support/api.ts'
import { cleanUp, startServer } from '../test/support/server.ts'

const FILE = join(import.meta.dir, '../src/api/management/examples/answers.json')
const ITEMS = 1
const ENTRIES = 60
const CHARACTERS = 400
const LINES = 3

/** Keys look like keys and open nothing; addresses are those of an installation, not of this machine. */
function masked(text: string): string {
  return text
    .replaceAll(/\bslc_\w{20,}/g, (key) => `slc_${'x'.repeat(key.length - 4)}`)
    .replaceAll(/\b(127\.0\.0\.1|trk\.example\.com):\d+/g, 'trk.example.com')
    .replaceAll(/\b[0-9A-Za-z]{32}\b/g, 'x'.repeat(32))
}

function short(value: unknown): unknown {
  if (typeof value === 'string') return masked(value).slice(0, CHARACTERS)
  if (Array.isArray(value)) return value.slice(0, ITEMS).map(short)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).slice(0, ENTRIES)
  return Object.fromEntries(entries.map(([key, item]) => [key, short(item)]))
}

/** Has a schema of its own, so that its example needs to show no shape. */
const isOfDialect = (id: string) =>
  OPERATIONS.some((one) => one.id === id && Object.hasOwn(dialect, `${one.method} ${one.path}`))
const { dialect } = readTold()

function kept({ id, type, text }: Told): object {
  if (isJson(type)) {
    const whole = JSON.parse(text, (name, value) => (name === 'changes' ? null : value)) as Json
    const example = short(whole) as Json
    if (isOfDialect(id)) return { example }
    const like = schemaLike([example]) as AnswerSchema
    const isShown = [misfits, unnamed].every((lacks) => lacks(whole, like, {}).length === 0)
    return isShown ? { example } : { example, schema: schemaLike([whole]) }
  }
  const isText = /^(text|image)\/|x-ndjson/.test(type)
  const lines = masked(text).split('\n').slice(0, LINES).join('\n')
  return { type, example: isText ? lines.slice(0, CHARACTERS) : '' }
}

const isTelling = ({ status, text }: Told) => status < 300 && text !== '{}'

try {
  const server = await startServer()
  const { key } = await admin(server)
  const told = (await tellStory(server, key)).filter(isTelling)
  const answers = Object.fromEntries(told.map((one) => [one.id, kept(one)]))
  await Bun.write(FILE, `${JSON.stringify(answers, null, 2)}\n`)
  process.stdout.write(`${told.length} answers in ${FILE}\n`)
} finally {
  await cleanUp()
}
