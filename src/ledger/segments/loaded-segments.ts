/**
 * Segments that a command fills, beside a server that may be running: their numbers are apart from
 * those the server gives, and it sees them with its next question.
 */
import type { Database } from 'bun:sqlite'
import { randomBytes } from 'node:crypto'

import { firstSeq, formatClickId, SEGMENT_ROWS } from '../../core/click-id.ts'
import { type Event, eventToRow } from '../../core/event.ts'
import { checkAt, SALT_BYTES } from '../columns/check-stream.ts'
import { FIRST_LOADED_SEGMENT } from './ledger-db.ts'
import { sealedSegments } from './sealed-segments.ts'
import { segmentBuilder } from './segment-builder.ts'

export interface LoadedSegments {
  /** Sequence number of the event that is added next. */
  nextSeq(): number
  /** Its id, if it is a click. */
  nextClickId(): string
  /** Gives the event its row. */
  add(event: Event): void
  /** Seals what is left; the number of events added. */
  finish(): number
}

export function loadedSegments(db: Database, node: number): LoadedSegments {
  const sealed = sealedSegments(db)
  const used = sealed.list().map(({ number }) => number)
  let number = Math.max(FIRST_LOADED_SEGMENT, ...used.map((last) => last + 1))
  let builder = segmentBuilder(number)
  let salt = newSalt()
  let events = 0
  const seal = () => {
    sealed.seal({ segment: number, node, salt, createdAt: Date.now() }, builder)
    number++
    builder = segmentBuilder(number)
    salt = newSalt()
  }
  const nextSeq = () => firstSeq(number) + builder.rows
  return {
    nextSeq,
    nextClickId: () => formatClickId({ seq: nextSeq(), node, check: checkAt(salt, builder.rows) }),
    add(event) {
      event.row = builder.rows
      builder.add(eventToRow(event))
      events++
      if (builder.rows === SEGMENT_ROWS) seal()
    },
    finish() {
      if (builder.rows > 0) seal()
      return events
    },
  }
}

const newSalt = () => Uint8Array.from(randomBytes(SALT_BYTES))
