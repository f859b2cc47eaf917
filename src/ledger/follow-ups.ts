/** What later events say of one click: where its visitor went on to, and whether it counts by now. */
import { SEGMENT_ROWS } from '../core/click-id.ts'
import { EventKind } from '../core/event.ts'
import type { Column, SegmentSource, SegmentView } from './column.ts'

export interface FollowUps {
  /** The offer of the newest landing click that led to one; `null`: there was none. */
  readonly offer: OfferChoice | null
  /** A provisional click was made an ordinary one. */
  readonly isConfirmed: boolean
}

export interface OfferChoice {
  readonly offerId: number
  readonly networkId: number
  readonly pathId: number
}

/** Reads two columns of every segment since the click, the others only where it is found. */
export function followUps(source: SegmentSource, clickSeq: number): FollowUps {
  let offer: OfferChoice | null = null
  let isConfirmed = false
  for (const view of viewsSince(source, Math.floor(clickSeq / SEGMENT_ROWS))) {
    const seqOf = reader(view.column('clickSeq'))
    const kindOf = reader(view.column('kind'))
    for (let at = 0; at < view.rows; at++) {
      if (seqOf(at) !== clickSeq) continue
      const kind = kindOf(at)
      if (kind === EventKind.confirm) isConfirmed = true
      if (kind === EventKind.landingClick) offer = choiceAt(view, at) ?? offer
    }
  }
  return { offer, isConfirmed }
}

function* viewsSince(source: SegmentSource, segment: number): Iterable<SegmentView> {
  for (const view of source.sealed()) if (view.number >= segment) yield view
  for (const view of source.open()) if (view.number >= segment) yield view
}

function choiceAt(view: SegmentView, at: number): OfferChoice | null {
  const [offerId = 0, networkId = 0, pathId = 0] = ['offerId', 'networkId', 'pathId'].map((name) =>
    reader(view.column(name))(at),
  )
  return offerId === 0 ? null : { offerId, networkId, pathId }
}

/** Of a column of numbers. */
function reader(column: Column): (index: number) => number {
  switch (column.kind) {
    case 'constant':
      return () => Number(column.value)
    case 'number':
      return (index) => column.values[index]!
    case 'text':
      return () => 0
  }
}
