/**
 * What later events say of one click: where its visitor went on to, whether it counts by now, which
 * sub ids and external id it has. Of a sealed segment the places of such events are kept in order, of
 * an open one by click, so that each row is looked at once, and columns are read only where there is
 * something.
 */
import { rowOf, segmentOf } from '../../core/click-id.ts'
import type { ClickDetails } from '../../core/click.ts'
import { EventKind, SUB_IDS } from '../../core/event.ts'
import { numberReader, textReader } from '../columns/cells.ts'
import { ifReadable, type SegmentSource, type SegmentView } from '../columns/column.ts'
import { FIRST_LOADED_SEGMENT } from './ledger-db.ts'

export interface FollowUps {
  /** The offer of the newest landing click that led to one; `null`: there was none. */
  readonly offer: OfferChoice | null
  /** A provisional click was made an ordinary one. */
  readonly isConfirmed: boolean
  /** As the newest update left them; `null`: there was none. */
  readonly details: ClickDetails | null
}

export interface OfferChoice {
  readonly offerId: number
  readonly networkId: number
  readonly pathId: number
}

export interface FollowedClick {
  readonly clickSeq: number
  readonly clickTime: number
}

const FOLLOWING: ReadonlySet<number> = new Set([
  EventKind.landingClick,
  EventKind.confirm,
  EventKind.update,
])

/** Asks a source again and again, which is one ledger at different times. */
export function followUpFinder(): (source: SegmentSource, click: FollowedClick) => FollowUps {
  const openPlaces = placesInOpen()
  return (source, click) => {
    const places = openPlaces(source)
    const placesIn = (view: SegmentView) =>
      view.kept
        ? placesOf(
            view.kept('followers', () => indexOf(view)),
            click.clickSeq,
          )
        : (places(view).get(click.clickSeq) ?? [])
    let found: FollowUps = { offer: null, isConfirmed: false, details: null }
    for (const view of viewsSince(source, click)) {
      const before = found
      const read = () => placesIn(view).reduce((said, at) => after(said, view, at), before)
      // Damage stays: who waited for it would refuse a click's conversions for ever.
      found = ifReadable(read, before)
    }
    return found
  }
}

/** Rows of such events by click. */
type Places = Map<number, number[]>

/** Places are those of a segment as it is read, so that they are forgotten when the past changes. */
function placesInOpen(): (source: SegmentSource) => (view: SegmentView) => Places {
  const known = new Map<number, { readonly places: Places; readonly rows: number }>()
  let revision = 0
  return (source) => {
    const now = source.revision?.() ?? 0
    if (now !== revision) known.clear()
    revision = now
    const open = new Set(source.open().map(({ number }) => number))
    // What is sealed by now has an index of its own.
    for (const number of known.keys()) if (!open.has(number)) known.delete(number)
    return (view) => {
      const before = known.get(view.number)
      const isGrown = before !== undefined && before.rows <= view.rows
      const { places, rows } = isGrown ? before : { places: new Map(), rows: 0 }
      addPlaces(places, view, rows)
      known.set(view.number, { places, rows: view.rows })
      return places
    }
  }
}

function addPlaces(places: Places, view: SegmentView, from: number): void {
  if (from === view.rows) return
  const kindOf = numberReader(view.column('kind'))
  const seqOf = numberReader(view.column('clickSeq'))
  for (let at = from; at < view.rows; at++) {
    if (!FOLLOWING.has(kindOf(at))) continue
    const seq = seqOf(at)
    const own = places.get(seq)
    if (own === undefined) places.set(seq, [at])
    else own.push(at)
  }
}

function after(found: FollowUps, view: SegmentView, at: number): FollowUps {
  switch (numberReader(view.column('kind'))(at)) {
    case EventKind.confirm:
      return { ...found, isConfirmed: true }
    case EventKind.landingClick:
      return { ...found, offer: choiceAt(view, at) ?? found.offer }
    default:
      return { ...found, details: detailsAt(view, at) }
  }
}

/**
 * Whether a segment may have what came of clicks of another: later ones may, and of loaded clicks,
 * whose segments have the highest numbers, those that came afterwards as well.
 */
export function mayFollow(segment: number, home: number): boolean {
  return segment >= home || (home >= FIRST_LOADED_SEGMENT && segment < FIRST_LOADED_SEGMENT)
}

function* viewsSince(source: SegmentSource, click: FollowedClick): Iterable<SegmentView> {
  const home = segmentOf(click.clickSeq)
  const isIt = ({ number, minClickTime, maxClickTime }: SegmentView) =>
    mayFollow(number, home) && minClickTime <= click.clickTime && click.clickTime <= maxClickTime
  for (const view of source.sealed()) if (isIt(view)) yield view
  for (const view of source.open()) if (isIt(view)) yield view
}

/** Rows of such events of the click, in order. */
function placesOf(index: Uint32Array, clickSeq: number): number[] {
  const segment = segmentOf(clickSeq)
  const row = rowOf(clickSeq)
  const places: number[] = []
  for (let at = firstOf(index, segment, row); at < index.length; at += 2) {
    const key = index[at + 1]!
    if (index[at] !== segment || key >>> 16 !== row) break
    places.push(key & 0xffff)
  }
  return places
}

/** Pairs in order: the click's segment, and its row with the place of the event. */
function indexOf(view: SegmentView): Uint32Array {
  const kind = view.column('kind')
  if (kind.kind === 'constant' && !FOLLOWING.has(Number(kind.value))) return new Uint32Array(0)
  const kindOf = numberReader(kind)
  const seqOf = numberReader(view.column('clickSeq'))
  const found: (readonly [number, number])[] = []
  for (let at = 0; at < view.rows; at++) {
    if (!FOLLOWING.has(kindOf(at))) continue
    const seq = seqOf(at)
    const row = rowOf(seq)
    found.push([segmentOf(seq), ((row << 16) | at) >>> 0])
  }
  return Uint32Array.from(found.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).flat())
}

/** Where the pairs of a click begin, if it has any. */
function firstOf(index: Uint32Array, segment: number, row: number): number {
  const least = (row << 16) >>> 0
  let low = 0
  let high = index.length / 2
  while (low < high) {
    const middle = (low + high) >> 1
    const of = index[2 * middle]!
    if (of < segment || (of === segment && index[2 * middle + 1]! < least)) low = middle + 1
    else high = middle
  }
  return 2 * low
}

function choiceAt(view: SegmentView, at: number): OfferChoice | null {
  const [offerId = 0, networkId = 0, pathId = 0] = ['offerId', 'networkId', 'pathId'].map((name) =>
    numberReader(view.column(name))(at),
  )
  return offerId === 0 ? null : { offerId, networkId, pathId }
}

function detailsAt(view: SegmentView, at: number): ClickDetails {
  const textOf = (name: string) => textReader(view.column(name))(at)
  const texts = Array.from({ length: SUB_IDS }, (_, index) => textOf(`subIds.${index}`))
  const subIds = texts.slice(0, texts.findLastIndex((text) => text !== '') + 1)
  return { subIds, externalId: textOf('externalId') }
}
