/** Single clicks in the keeper's segments: what they are, their ids, and why they are gone. */
import { formatClickId, rowOf, segmentOf } from '../../core/click-id.ts'
import { type Event, EventKind } from '../../core/event.ts'
import { checkAt, checkIn, checkStream } from '../columns/check-stream.ts'
import { eventOf } from '../columns/column-names.ts'
import { DamagedSegment } from '../columns/column.ts'
import { type Gone, goneBy, whyGone } from '../removal/retention.ts'
import { indexNear } from '../segments/cell-reader.ts'
import { heldCells } from '../segments/held-cells.ts'
import type { OpenSegments } from '../segments/open-segments.ts'
import type { SealedSegments } from '../segments/sealed-segments.ts'
import type { SegmentBuilder } from '../segments/segment-builder.ts'
import type { PastChanges } from './past-changes.ts'

export interface ClickAddress {
  readonly seq: number
  readonly check: number
}

/** `null`: no such click; damaged: nobody can say. */
export type ReadClick = Event | null | { readonly damaged: string }

export interface StoredClicks {
  /** The clicks with these addresses and check parts; a column that several need is read once. */
  read(addresses: readonly ClickAddress[]): readonly ReadClick[]
  /** The id of the click with this sequence number; `null` if its segment is not known. */
  idOf(seq: number): string | null
  /** As `idOf` for many clicks, most of one segment after the other. */
  idReader(): (seq: number) => string | null
  /** Why the click with this address and check part is no longer there; `null`: it never was. */
  gone(address: ClickAddress): Gone | null
  /** Gives back what nobody asks for any more; to be called now and then. Epoch milliseconds. */
  tend(now: number): void
}

interface Parts {
  readonly sealed: SealedSegments
  readonly open: Pick<OpenSegments, 'find'>
  readonly past: Pick<PastChanges, 'eventOf' | 'removed' | 'removals'>
}

/** What a segment's ids are made of. */
interface Origin {
  readonly node: number
  readonly salt: Uint8Array
}

export function storedClicks({ sealed, open, past }: Parts): StoredClicks {
  const held = heldCells(sealed)
  const originOf = (segment: number): Origin | null =>
    sealed.info(segment) ?? open.find(segment)?.header() ?? null

  function readClick({ seq, check }: ClickAddress): Event | null {
    const [segment, row] = [segmentOf(seq), rowOf(seq)]
    const origin = originOf(segment)
    if (origin === null || checkAt(origin.salt, row) !== check) return null
    const event = readSealed(segment, row) ?? readOpen(segment, row)
    return event?.kind === EventKind.click ? event : null
  }

  function readSealed(segment: number, row: number): Event | null {
    const rows = sealed.info(segment)?.rows ?? 0
    if (rows === 0) return null
    const cells = held.of(segment)
    const index = indexNear(row, rows, (at) => cells('row', at))
    return index < 0 ? null : eventOf((name) => cells(name, index))
  }

  function readOpen(segment: number, row: number): Event | null {
    const recorded = recordedIn(open.find(segment)?.builder, row)
    return recorded && past.eventOf(recorded)
  }

  function readUnlessDamaged(address: ClickAddress): ReadClick {
    try {
      return readClick(address)
    } catch (error) {
      if (error instanceof DamagedSegment) return { damaged: error.message }
      throw error
    }
  }

  return {
    read(addresses) {
      const found: ReadClick[] = []
      // By segment, so that one is read to its end before the next one takes its place.
      const order = [...addresses.keys()].sort((a, b) => addresses[a]!.seq - addresses[b]!.seq)
      for (const at of order) found[at] = readUnlessDamaged(addresses[at]!)
      return found
    },
    idOf(seq) {
      const [segment, row] = [segmentOf(seq), rowOf(seq)]
      const origin = originOf(segment)
      if (origin === null) return null
      return formatClickId({ seq, node: origin.node, check: checkAt(origin.salt, row) })
    },
    idReader: () => idReader(originOf),
    gone({ seq, check }) {
      const [segment, row] = [segmentOf(seq), rowOf(seq)]
      const origin = originOf(segment)
      if (origin === null || checkAt(origin.salt, row) !== check) return null
      const recorded = recordedIn(open.find(segment)?.builder, row)
      if (recorded === null) return whyGone(past.removals, seq)
      const removal = past.removed.of(recorded)
      return removal && goneBy(removal)
    },
    tend: held.tend,
  }
}

/** An event of an open segment as it was recorded; `null`: it is not there. */
function recordedIn(builder: SegmentBuilder | undefined, row: number): Event | null {
  const index = builder?.indexOf(row) ?? -1
  return builder === undefined || index < 0 ? null : eventOf((name) => builder.cell(name, index))
}

/** The check parts of a whole segment cost little more than those of two rows. */
function idReader(originOf: (segment: number) => Origin | null): (seq: number) => string | null {
  let last = -1
  let origin: Origin | null = null
  let stream: Buffer = Buffer.alloc(0)
  return (seq) => {
    const segment = segmentOf(seq)
    if (segment !== last) {
      last = segment
      origin = originOf(segment)
      if (origin) stream = checkStream(origin.salt)
    }
    if (!origin) return null
    return formatClickId({ seq, node: origin.node, check: checkIn(stream, rowOf(seq)) })
  }
}
