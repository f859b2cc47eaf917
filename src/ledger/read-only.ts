/** Reads a data folder's events without owning it: for commands that run beside a server. */
import { Database } from 'bun:sqlite'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import type { SegmentSource, SegmentView } from './column.ts'
import { segmentOfName } from './journal-file.ts'
import { journalTail } from './journal-tail.ts'
import { JOURNAL_DIRECTORY } from './keeper.ts'
import { LEDGER_FILE } from './ledger-db.ts'
import { type SealedSegments, sealedSegments } from './sealed-segments.ts'
import { segmentBuilder } from './segment-builder.ts'

export interface ReadOnlySegments {
  readonly source: SegmentSource
  close(): void
}

/** Everything that is stored at this moment. A folder without events is an empty source. */
export function openSegmentsReadOnly(dataDir: string): ReadOnlySegments {
  // The journal first: a segment that is sealed meanwhile is then found twice, and told by number.
  const open = readJournals(join(dataDir, JOURNAL_DIRECTORY))
  const path = join(dataDir, LEDGER_FILE)
  const db = existsSync(path) ? new Database(path, { readonly: true, strict: true }) : null
  const sealed = db && sealedSegments(db)
  return {
    source: {
      sealed: () => viewsOf(sealed),
      open: () => open.filter(({ number }) => sealed?.has(number) !== true),
    },
    close: () => db?.close(),
  }
}

function* viewsOf(sealed: SealedSegments | null): Iterable<SegmentView> {
  for (const { number } of sealed?.list() ?? []) {
    const view = sealed?.view(number)
    if (view) yield view
  }
}

function readJournals(directory: string): SegmentView[] {
  if (!existsSync(directory)) return []
  const files = readdirSync(directory).flatMap((name) => {
    const number = segmentOfName(name)
    return number === null ? [] : [{ number, path: join(directory, name) }]
  })
  return files
    .toSorted((a, b) => a.number - b.number)
    .flatMap(({ number, path }) => readJournal(number, path) ?? [])
}

/** `null` for a file that is gone by now, or has no rows yet. */
function readJournal(number: number, path: string): SegmentView | null {
  const builder = segmentBuilder(number)
  try {
    const tail = journalTail(path)
    tail.read(builder.add)
    tail.close()
  } catch {
    return null
  }
  return builder.rows > 0 ? builder.view() : null
}
