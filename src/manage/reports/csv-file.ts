/**
 * Writes one export to a file: under another name until all of it is on the disk, so that half a file
 * never has the name of a whole one. It leaves room on the disk for clicks.
 */
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { breathe } from '../../lib/turns.ts'

const CHUNK_CHARACTERS = 256 * 1024
/** Between looks at the room on the disk. */
const LOOK_BYTES = 16 * 1024 * 1024

export interface CsvLimits {
  readonly maxBytes: number
  /** As much stays free on the disk. */
  readonly freeBytes: number
  /** Bytes that are free now. */
  readonly free: () => Promise<number>
  /** Whether to go on. */
  readonly isWanted: () => boolean
}

export type CsvProblem = 'too_large' | 'disk_full' | 'not_wanted'

export function partialName(path: string): string {
  return `${path}.part`
}

/** The size of the file, or why there is none. Throws what the lines throw. */
export async function writeCsv(
  path: string,
  lines: AsyncIterable<string>,
  limits: CsvLimits,
): Promise<number | CsvProblem> {
  const part = partialName(path)
  try {
    const bytes = await writePart(part, lines, limits)
    if (typeof bytes === 'number') {
      await rename(part, path)
      await syncFolder(dirname(path))
    }
    return bytes
  } finally {
    await rm(part, { force: true })
  }
}

async function writePart(part: string, lines: AsyncIterable<string>, limits: CsvLimits) {
  const file = await open(part, 'w', 0o600)
  try {
    let bytes = 0
    let lookAt = 0
    for await (const text of chunks(lines)) {
      if (!limits.isWanted()) return 'not_wanted'
      if (bytes >= lookAt) {
        if ((await limits.free()) < limits.freeBytes) return 'disk_full'
        lookAt = bytes + LOOK_BYTES
      }
      const { bytesWritten } = await file.write(Buffer.from(text))
      bytes += bytesWritten
      if (bytes > limits.maxBytes) return 'too_large'
      // Visitors first.
      await breathe()
    }
    await file.sync()
    return bytes
  } finally {
    await file.close()
  }
}

async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let text = ''
  for await (const line of lines) {
    text += line
    if (text.length < CHUNK_CHARACTERS) continue
    yield text
    text = ''
  }
  yield text
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
