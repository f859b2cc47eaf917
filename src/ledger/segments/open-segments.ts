/**
 * Segments not sealed yet: follows the journal files, holds their rows in memory, and moves finished
 * ones into `ledger.db` before their files are deleted. Doing any of it twice changes nothing.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import {
  isBlank,
  type JournalHeader,
  journalName,
  journalNumbers,
} from '../journal/journal-file.ts'
import { type JournalTail, journalTail, type Loss } from '../journal/journal-tail.ts'
import type { SealedSegments } from './sealed-segments.ts'
import { type Sealable, type SegmentBuilder, segmentBuilder } from './segment-builder.ts'
import type { Correct } from './segment-writer.ts'

export interface OpenSegment {
  readonly number: number
  readonly builder: SegmentBuilder
  /** `null` while the writer has not written it. */
  header(): JournalHeader | null
}

export interface OpenSegments {
  /** Takes in what the writer has added to the files, and new files. */
  refresh(): void
  /** Seals one finished segment. Whether there was one. Throws what the disk says. */
  sealNext(): boolean
  /** In order of their numbers. */
  list(): readonly OpenSegment[]
  find(number: number): OpenSegment | null
  close(): void
}

export interface OpenSegmentsOptions {
  /** Where the journal files lie; exists. */
  readonly directory: string
  /** Where damaged files are kept; made when needed. */
  readonly damagedDirectory: string
  /** Files below this number are of an earlier run: nobody writes them. */
  readonly liveFrom: number
  readonly sealed: SealedSegments
  /** Hears of each loss or oddity, as one line. */
  readonly report: (problem: string) => void
  /** Hears of what is no loss but good to know, as one line. */
  readonly note: (text: string) => void
  /** Hears of a file without a readable header, which is no segment any more. */
  readonly onSetAside: (number: number) => void
  /** What changes of the past make of a segment when it is sealed. */
  readonly correct: Correct
  /** What of a finished segment is kept. */
  readonly left: (segment: Sealable) => Sealable
}

interface Followed extends OpenSegment {
  readonly tail: JournalTail
  isFinished: boolean
  /** Something in the file can't be read, so it is kept when its rows are sealed. */
  isDamaged: boolean
}

export function openSegments(options: OpenSegmentsOptions): OpenSegments {
  const { directory, damagedDirectory, liveFrom, sealed, report, note, correct, left, onSetAside } =
    options
  const followed = new Map<number, Followed>()
  /** Sealed ones whose files can't be put away: the next start tries again. */
  const leftOver = new Set<number>()
  const pathOf = (number: number) => join(directory, journalName(number))

  function refresh(): void {
    for (const number of journalNumbers(directory)) {
      if (!followed.has(number)) begin(number)
    }
    for (const segment of followed.values()) {
      try {
        advance(segment)
      } catch (error) {
        startAnew(segment)
        throw error
      }
    }
  }

  /** Nobody knows what a builder holds that threw: its file is read from the beginning. */
  function startAnew({ number, tail }: Followed): void {
    if (followed.delete(number)) tail.close()
  }

  function begin(number: number): void {
    if (sealed.has(number)) return tidyUp(number)
    if (number < liveFrom && isBlank(pathOf(number))) return
    const tail = journalTail(pathOf(number))
    const builder = segmentBuilder(number)
    const fresh = { isFinished: false, isDamaged: false }
    followed.set(number, { number, tail, builder, header: tail.header, ...fresh })
  }

  function advance(segment: Followed): void {
    if (segment.isFinished) return
    const { tail, builder, number } = segment
    if (number < liveFrom) recover(segment)
    else tail.read(builder.addJson)
    if (tail.isEnded()) segment.isFinished = true
  }

  /** Reads a file of an earlier run to its end, whatever it holds. */
  function recover(segment: Followed): void {
    const loss = segment.tail.readAll(segment.builder.addJson)
    if (segment.tail.header() === null) return setAside(segment)
    segment.isFinished = true
    segment.isDamaged = isDamage(loss)
    const { tornBytes, damagedBytes, lostBatches } = loss
    const at = `journal ${segment.number}`
    if (segment.isDamaged) {
      report(`${at}: ${damagedBytes} damaged bytes, ${lostBatches} batches lost, the file is kept`)
    }
    // Nobody was told that it is stored: as what waited in memory when the run ended.
    if (tornBytes > 0) note(`${at}: ${tornBytes} bytes of an unfinished append cut off`)
  }

  /** A file that is done with goes away, one that is damaged to the others. */
  function putAway(number: number, isDamaged: boolean): void {
    if (!isDamaged) return rmSync(pathOf(number), { force: true })
    mkdirSync(damagedDirectory, { recursive: true, mode: 0o700 })
    renameSync(pathOf(number), join(damagedDirectory, journalName(number)))
  }

  /** Of a segment that is sealed: the last run ended, or the disk refused, before its file was put away. */
  function tidyUp(number: number): void {
    if (leftOver.has(number)) return
    try {
      putAway(number, hasDamage(pathOf(number)))
    } catch (error) {
      leftOver.add(number)
      report(`journal ${number}: it is sealed and can't be put away: ${String(error)}`)
    }
  }

  function setAside({ number, tail }: Followed): void {
    tail.close()
    followed.delete(number)
    putAway(number, true)
    onSetAside(number)
    report(`journal ${number}: no readable header, set aside in ${damagedDirectory}`)
  }

  function sealNext(): boolean {
    const numbers = journalNumbers(directory)
    // The last file stays until it has a successor: its name keeps the number from being used again.
    const last = Math.max(...numbers)
    for (const number of numbers) {
      if (number === last) continue
      const segment = followed.get(number)
      if (segment?.isFinished) return seal(segment)
      const isBlankOne = !segment && number < liveFrom && !leftOver.has(number)
      if (isBlankOne) rmSync(pathOf(number), { force: true })
    }
    return false
  }

  function seal({ number, tail, builder, isDamaged }: Followed): true {
    const header = tail.header()
    if (header && builder.rows > 0) sealed.seal(header, left(builder), correct)
    followed.delete(number)
    tail.close()
    putAway(number, isDamaged)
    return true
  }

  return {
    refresh,
    sealNext,
    list: () => [...followed.values()].sort((a, b) => a.number - b.number),
    find: (number) => followed.get(number) ?? null,
    close: () => followed.forEach(({ tail }) => tail.close()),
  }
}

function isDamage({ damagedBytes, lostBatches }: Loss): boolean {
  return damagedBytes > 0 || lostBatches > 0
}

function hasDamage(path: string): boolean {
  const tail = journalTail(path)
  try {
    return isDamage(tail.readAll(() => undefined)) || tail.header() === null
  } finally {
    tail.close()
  }
}
