/**
 * Text files whose lines the macro `{from_file:NAME}` draws from: `<data>/files/NAME`. They are read
 * before visitors come and again when they change, so that no visit waits for a disk. A file that
 * can't be used is reported once and gives nothing.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

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
  /** Size and time of change. */
  readonly version: string
  readonly lines: readonly string[]
}

export const NO_LINE_FILES: LineFiles = { line: () => null, refresh: () => Promise.resolve() }

/** Nothing is read until the first `refresh`. `report` is told of files that can't be used. */
export function lineFiles(
  dataDir: string,
  report: (name: string, problem: string) => void,
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
        const file = await readAgain(join(folder, name), files.get(name) ?? null)
        if ('problem' in file) report(name, file.problem)
        next.set(name, 'problem' in file ? file.known : file)
      }
      files = next
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => NAME.test(name)).slice(0, MAX_FILES)
}

interface Unusable {
  readonly problem: string
  /** Remembered, so that it is reported once. */
  readonly known: KnownFile
}

async function readAgain(path: string, before: KnownFile | null): Promise<KnownFile | Unusable> {
  const { size, mtimeMs, isFile } = await sizeOf(path)
  const version = `${size} ${mtimeMs}`
  if (before?.version === version) return before
  const known = { version, lines: [] }
  if (!isFile) return { problem: 'is no file', known }
  if (size > MAX_BYTES) return { problem: `is larger than ${MAX_BYTES / 1024 / 1024} MB`, known }
  const text = await readFile(path, 'utf8').catch(() => null)
  return text === null ? { problem: "can't be read", known } : { version, lines: linesIn(text) }
}

async function sizeOf(path: string) {
  try {
    const found = await stat(path)
    return { size: found.size, mtimeMs: found.mtimeMs, isFile: found.isFile() }
  } catch {
    return { size: 0, mtimeMs: 0, isFile: false }
  }
}

/** Without blank lines and the blanks around the others. */
function linesIn(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
