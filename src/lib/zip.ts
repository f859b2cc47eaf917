/**
 * Reads ZIP archives of strangers: everything is checked in the directory of the archive before a
 * byte is unpacked, and nothing grows beyond what the directory says. No encryption, no ZIP64.
 */
import { promisify } from 'node:util'
import { crc32, inflateRaw } from 'node:zlib'

const inflate = promisify(inflateRaw)

export interface ZipLimits {
  readonly maxFiles: number
  /** Of all files together, unpacked. */
  readonly maxBytes: number
  /** Unpacked by packed. */
  readonly maxRatio: number
  /** Folders in folders. */
  readonly maxDepth: number
}

export interface ZipFile {
  /** Relative, with `/`, never leading out of where it is unpacked. */
  readonly path: string
  /** Rejects when the content is not what the directory says. */
  bytes(): Promise<Uint8Array>
}

export interface ZipProblem {
  readonly problem: string
}

interface Entry {
  readonly path: string
  readonly method: number
  readonly packed: number
  readonly unpacked: number
  readonly crc: number
  readonly start: number
}

const END_BYTES = 22
const END_SIGN = 0x06054b50
const ENTRY_SIGN = 0x02014b50
const LOCAL_SIGN = 0x04034b50
const LONGEST_COMMENT = 65_535
const NOT_HERE = 0xffffffff
const STORED = 0
const DEFLATED = 8
const LINK = 0xa000
const KIND = 0xf000
/** Small files may shrink as much as they like. */
const RATIO_FROM = 1024 * 1024

export function readZip(archive: Uint8Array, limits: ZipLimits): readonly ZipFile[] | ZipProblem {
  const data = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength)
  try {
    const entries = readDirectory(data, limits)
    if ('problem' in entries) return entries
    const problem = problemOf(entries, data, limits)
    return (
      problem ?? entries.map((entry) => ({ path: entry.path, bytes: () => unpack(data, entry) }))
    )
  } catch (error) {
    // Reading beyond the end is what a damaged directory leads to.
    if (error instanceof RangeError) return damaged()
    throw error
  }
}

function damaged(): ZipProblem {
  return { problem: 'is no ZIP archive, or a damaged one' }
}

function readDirectory(data: Buffer, { maxFiles }: ZipLimits): Entry[] | ZipProblem {
  const end = findEnd(data)
  if (end < 0) return damaged()
  const count = data.readUInt16LE(end + 10)
  let at = data.readUInt32LE(end + 16)
  if (count > maxFiles) return { problem: `has more than ${maxFiles} files` }
  const entries: Entry[] = []
  for (let n = 0; n < count; n++) {
    if (data.readUInt32LE(at) !== ENTRY_SIGN) return damaged()
    const read = readEntry(data, at)
    if ('problem' in read) return read
    if (read.entry !== null) entries.push(read.entry)
    at = read.next
  }
  return entries
}

function findEnd(data: Buffer): number {
  const first = Math.max(0, data.length - END_BYTES - LONGEST_COMMENT)
  for (let at = data.length - END_BYTES; at >= first; at--) {
    if (data.readUInt32LE(at) === END_SIGN) return at
  }
  return -1
}

/** `entry` null: a folder. */
function readEntry(data: Buffer, at: number): { entry: Entry | null; next: number } | ZipProblem {
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((by) =>
    data.readUInt16LE(at + by),
  )
  const next = at + 46 + nameLength! + extraLength! + commentLength!
  const name = data.toString('utf8', at + 46, at + 46 + nameLength!).replaceAll('\\', '/')
  const [crc, packed, unpacked] = [16, 20, 24].map((by) => data.readUInt32LE(at + by))
  const local = data.readUInt32LE(at + 42)
  if (((data.readUInt32LE(at + 38) >>> 16) & KIND) === LINK) return { problem: 'holds a link' }
  if ((data.readUInt16LE(at + 8) & 1) === 1) return { problem: 'is encrypted' }
  if ([packed, unpacked, local].includes(NOT_HERE)) return { problem: 'is too large' }
  const path = name.endsWith('/') ? name.slice(0, -1) : name
  if (!isSafe(path)) return { problem: 'holds a path that leads out of it' }
  if (name.endsWith('/')) return { entry: null, next }
  if (data.readUInt32LE(local) !== LOCAL_SIGN) return damaged()
  const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
  const method = data.readUInt16LE(at + 10)
  return { entry: { path, method, packed: packed!, unpacked: unpacked!, crc: crc!, start }, next }
}

function isSafe(path: string): boolean {
  if (path === '' || path.includes('\0') || /^[a-zA-Z]:/.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function problemOf(entries: readonly Entry[], data: Buffer, limits: ZipLimits): ZipProblem | null {
  const { maxBytes, maxRatio, maxDepth } = limits
  const sum = (of: 'packed' | 'unpacked') => entries.reduce((total, entry) => total + entry[of], 0)
  const [packed, unpacked] = [sum('packed'), sum('unpacked')]
  if (entries.some(({ start, packed: size }) => start + size > data.length)) return damaged()
  if (entries.some(({ method }) => method !== STORED && method !== DEFLATED)) {
    return { problem: 'is packed in a way that is not known here' }
  }
  if (unpacked > maxBytes) return { problem: 'is too large when unpacked' }
  if (unpacked > RATIO_FROM && unpacked > packed * maxRatio) return { problem: 'grows too much' }
  if (entries.some(({ path }) => path.split('/').length > maxDepth))
    return { problem: 'is too deep' }
  if (new Set(entries.map(({ path }) => path.toLowerCase())).size < entries.length) {
    return { problem: 'holds a file twice' }
  }
  return overlap(entries) ? { problem: 'holds files that overlap' } : null
}

function overlap(entries: readonly Entry[]): boolean {
  const ordered = entries.filter(({ packed }) => packed > 0).toSorted((a, b) => a.start - b.start)
  return ordered.some((entry, at) => {
    const before = ordered[at - 1]
    return before !== undefined && before.start + before.packed > entry.start
  })
}

async function unpack(data: Buffer, entry: Entry): Promise<Uint8Array> {
  const raw = data.subarray(entry.start, entry.start + entry.packed)
  const bytes =
    entry.method === STORED
      ? raw
      : entry.unpacked === 0
        ? Buffer.alloc(0)
        : await inflate(raw, { maxOutputLength: entry.unpacked })
  if (bytes.length !== entry.unpacked || crc32(bytes) !== entry.crc) {
    throw new Error(`${entry.path} is damaged`)
  }
  return bytes
}
