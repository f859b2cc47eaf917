/**
 * Text files whose lines the macro `{from_file:NAME}` draws from: `<data>/files/NAME`. They are read
 * before visitors come and again when they change, so that no visit waits for a disk. A file that
 * can't be used is reported once and gives nothing.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { isAbsent } from '../lib/errors.ts'

const FOLDER = 'files'
const NAME = /^\w[\w.-]{0,63}$/
const MAX_FILES = 200
const MAX_BYTES = 4 * 1024 * 1024

export interface LineFiles {
  /** `null` when there is no such file, or no line in it. `die` is in [0, 1). */
  line(name: string, die: number): string | null
  /** Takes in what changed. */
  refresh(): Promise<void>
}

interface KnownFile {
  /** Size and times of change; null of one that is to be read again. */
  readonly version: string | null
  readonly lines: readonly string[]
  /** Why it gives nothing, null if it does. */
  readonly problem: string | null
}

export const NO_LINE_FILES: LineFiles = { line: () => null, refresh: () => Promise.resolve() }

/** Nothing is read until the first `refresh`. `report` is told of files that can't be used. */
export function lineFiles(
  dataDir: string,
  report: (name: string, problem: string) => void,
  read: Read = (path) => readFile(path, 'utf8'),
): LineFiles {
  const folder = join(dataDir, FOLDER)
  let files: ReadonlyMap<string, KnownFile> = new Map()
  return {
    line(name, die) {
      const lines = files.get(name)?.lines ?? []
      return lines[Math.floor(die * lines.length)] ?? null
    },
    async refresh() {
      const next = new Map<string, KnownFile>()
      for (const name of await namesIn(folder)) {
        const before = files.get(name) ?? null
        const file = await readAgain(join(folder, name), before, read)
        if (file.problem !== null && file.problem !== before?.problem) report(name, file.problem)
        next.set(name, file)
      }
      files = next
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  return names.filter((name) => NAME.test(name)).slice(0, MAX_FILES)
}

type Read = (path: string) => Promise<string>

async function readAgain(path: string, before: KnownFile | null, read: Read): Promise<KnownFile> {
  const { version, size, isFile } = await stateOf(path)
  if (before?.version === version) return before
  const unusable = (problem: string) => ({ version, lines: [], problem })
  if (!isFile) return unusable('is no file')
  if (size > MAX_BYTES) return unusable(`is larger than ${MAX_BYTES / 1024 / 1024} MB`)
  const text = await read(path).catch(() => null)
  if (text === null) return { lines: before?.lines ?? [], problem: "can't be read", version: null }
  return { version, lines: linesIn(text), problem: null }
}

async function stateOf(path: string) {
  try {
    const found = await stat(path)
    const { size, mtimeMs, ctimeMs } = found
    return { version: `${size} ${mtimeMs} ${ctimeMs}`, size, isFile: found.isFile() }
  } catch {
    return { version: 'none', size: 0, isFile: false }
  }
}

/** Without blank lines and the blanks around the others. */
function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
