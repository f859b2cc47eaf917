/**
 * Links as JSON, a document or a line each: what APIs of shorteners answer, and our own NDJSON. It becomes
 * a table like that of a CSV file, in which what stands inside of objects has titles of several words.
 */
import type { FileRow } from '../../core/files/table.ts'

export interface LinkTable {
  readonly titles: readonly string[]
  /** Their `line` is the number of the link, of NDJSON the line. */
  readonly rows: Iterable<FileRow>
}

type Json = Readonly<Record<string, unknown>>

/** Objects inside of each other that are looked into. */
const DEPTH_MAX = 4

/**
 * `null`: the text is no JSON. `isLink` says by its titles whether an object is a link; a line of
 * NDJSON that can't be read is a row without cells.
 */
export function linkTable(
  text: string,
  isLink: (titles: readonly string[]) => boolean,
): LinkTable | null {
  const plain = text.replace(/^\uFEFF/, '').trim()
  if (!/^[[{]/.test(plain)) return null
  const whole = parsed(plain)
  const objects = whole === undefined ? linesOf(plain) : linksIn(whole, isLink)
  return objects === null ? null : tableOf(objects)
}

/** `undefined`: it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** In their order with their numbers; `null` stands for a line that can't be read. */
type Numbered = readonly (readonly [line: number, object: Json | null])[]

/** `null`: the first line is no object, so it is no NDJSON. */
function linesOf(text: string): Numbered | null {
  const lines = text.split('\n').map((line, at) => [at + 1, line.trim()] as const)
  const objects = lines
    .filter(([, line]) => line !== '')
    .map(([at, line]) => [at, objectOf(parsed(line))] as const)
  return objects[0]?.[1] ? objects : null
}

function objectOf(value: unknown): Json | null {
  const isOne = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isOne ? (value as Json) : null
}

/** The nearest list of links, be it an object of objects; or the one link that the document is. */
function linksIn(whole: unknown, isLink: (titles: readonly string[]) => boolean): Numbered {
  const isOne = (value: unknown) => {
    const object = objectOf(value)
    return object !== null && isLink([...flat(object).keys()])
  }
  let level = [whole]
  for (let depth = 0; depth < DEPTH_MAX && level.length > 0; depth++) {
    if (level.some(isOne)) return level.map((one, at) => [at + 1, objectOf(one)] as const)
    const list = level.map(membersOf).find((members) => members.some(isOne))
    level = list ?? level.flatMap(membersOf)
  }
  return []
}

function membersOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : []
}

function tableOf(objects: Numbered): LinkTable {
  const all = new Set<string>()
  const rows = objects.map(([line, object]) => [line, flat(object ?? {})] as const)
  for (const [, cells] of rows) for (const title of cells.keys()) all.add(title)
  const titles = [...all]
  return { titles, rows: rowsOf(rows, titles) }
}

type Texts = ReadonlyMap<string, string>

function* rowsOf(rows: readonly (readonly [number, Texts])[], titles: readonly string[]) {
  for (const [line, texts] of rows)
    yield { line, cells: titles.map((title) => texts.get(title) ?? '') }
}

/** Its texts by title; of JSON:API the rest only says that it is a link. */
function flat(object: Json): Map<string, string> {
  const cells = new Map<string, string>()
  const put = (within: Json, path: readonly string[]) => {
    for (const [name, value] of Object.entries(within)) {
      const own = [...path, name]
      const inner = objectOf(value)
      if (inner === null) {
        const text = textOf(value)
        cells.set(own.join(' ') + (text === null ? ' (list)' : ''), text ?? 'some')
      } else if (own.length < DEPTH_MAX) put(inner, own)
    }
  }
  put(objectOf(object['attributes']) ?? object, [])
  return cells
}

/** As a file of ours has it; `null`: a list of what has no text, of which is only told that it is there. */
function textOf(value: unknown): string | null {
  if (!Array.isArray(value)) return plainText(value) ?? ''
  if (value.length === 0) return ''
  const items = value.map(nameOf)
  if (items.includes(null)) return null
  return value.every(Number.isSafeInteger) ? items.join('|') : JSON.stringify(items)
}

/** Tags are often objects that have a name. */
function nameOf(item: unknown): string | null {
  const object = objectOf(item)
  return plainText(object === null ? item : (object['name'] ?? object['tag'] ?? object['title']))
}

function plainText(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : null
}
