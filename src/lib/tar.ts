/**
 * Files of a folder as one tar archive, made piece by piece. The same content gives the same bytes
 * whoever asks and whenever: names in order, one time and one mode for all.
 */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface TarEntry {
  /** Below the folder, with `/` between its words. */
  readonly name: string
  readonly path: string
  readonly bytes: number
}

const BLOCK = 512
const CHUNK_BYTES = 1024 * 1024
const NAME_MAX = 100
/** Eleven octal digits. */
const OCTAL_SIZE_MAX = 0o77777777777

/** All plain files below a folder, in the order of their names. */
export async function tarEntries(folder: string): Promise<TarEntry[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = found.filter((entry) => entry.isFile()).map((entry) => nameBelow(folder, entry))
  const sizes = files.map(async (name) => {
    const path = join(folder, name)
    return { name, path, bytes: (await stat(path)).size }
  })
  return (await Promise.all(sizes)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function nameBelow(folder: string, { parentPath, name }: { parentPath: string; name: string }) {
  return join(parentPath, name).slice(folder.length + 1)
}

/** Of the whole archive. */
export function tarBytes(root: string, entries: readonly TarEntry[]): number {
  return entries.reduce(
    (sum, entry) => sum + headOf(root, entry, 0).length + padded(entry.bytes),
    2 * BLOCK,
  )
}

/** Everything lies in the folder `root`. Throws when a file has another size than its entry says. */
export async function* tarPieces(
  root: string,
  entries: readonly TarEntry[],
  timeMs: number,
): AsyncGenerator<Uint8Array> {
  for (const entry of entries) {
    yield headOf(root, entry, timeMs)
    let left = entry.bytes
    for (let at = 0; at < entry.bytes; at += CHUNK_BYTES) {
      const piece = await Bun.file(entry.path)
        .slice(at, Math.min(at + CHUNK_BYTES, entry.bytes))
        .bytes()
      left -= piece.length
      yield piece
    }
    if (left !== 0) throw new Error(`${entry.name} has changed meanwhile`)
    yield new Uint8Array(padded(entry.bytes) - entry.bytes)
  }
  yield new Uint8Array(2 * BLOCK)
}

function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK
}

/** A name or a size that the plain header has no room for stands in a record before it. */
function headOf(root: string, { name, bytes }: TarEntry, timeMs: number): Uint8Array {
  const full = `${root}/${name}`
  const isPlain = full.length <= NAME_MAX && /^[\x20-\x7e]+$/.test(full)
  const records = [
    ...(isPlain ? [] : [record('path', full)]),
    ...(bytes <= OCTAL_SIZE_MAX ? [] : [record('size', String(bytes))]),
  ].join('')
  const size = Math.min(bytes, OCTAL_SIZE_MAX)
  const plain = header(
    { name: isPlain ? full : `${root}/long-name`, bytes: size, type: '0' },
    timeMs,
  )
  if (records === '') return plain
  const content = Buffer.alloc(padded(Buffer.byteLength(records)))
  const length = content.write(records)
  const before = header({ name: `${root}/pax`, bytes: length, type: 'x' }, timeMs)
  return Buffer.concat([before, content, plain])
}

/** `<length> <key>=<value>\n`, where the length counts its own digits too. */
function record(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest + String(rest).length
  if (rest + String(length).length > length) length++
  return `${length} ${key}=${value}\n`
}

function header(
  { name, bytes, type }: { name: string; bytes: number; type: '0' | 'x' },
  timeMs: number,
): Buffer {
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`
  block.write(name, 0)
  block.write(octal(0o600, 7), 100)
  block.write(octal(0, 7), 108)
  block.write(octal(0, 7), 116)
  block.write(octal(bytes, 11), 124)
  block.write(octal(Math.floor(timeMs / 1000), 11), 136)
  block.write('        ', 148)
  block.write(type, 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((all, byte) => all + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
