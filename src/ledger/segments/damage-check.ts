/**
 * Reads the sealed segments through, a part at a time and the newest first, so that damage is known
 * and told before a report happens to need the damaged column.
 */
import { DamagedSegment } from '../columns/column.ts'
import type { SealedSegments } from './sealed-segments.ts'

/** Some 30 ms of reading: as long as a report may have to wait for it. */
const PART_BYTES = 32 * 1024 * 1024

/**
 * Each call checks the next part of what is sealed now, until all is checked once. `report` hears
 * of each damaged segment. Throws what the disk says; the segment then counts as checked.
 */
export function damageCheck(sealed: SealedSegments, report: (problem: string) => void): () => void {
  const left = [...sealed.list()]
  return () => {
    let bytes = 0
    while (bytes < PART_BYTES) {
      const info = left.pop()
      if (info === undefined) return
      bytes += info.bytes
      checkOne(sealed, info.number, report)
    }
  }
}

function checkOne(sealed: SealedSegments, number: number, report: (problem: string) => void): void {
  try {
    sealed.check(number)
  } catch (error) {
    if (!(error instanceof DamagedSegment)) throw error
    report(`events can't be read: ${error.message}`)
  }
}
