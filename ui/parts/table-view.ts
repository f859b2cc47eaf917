/** What of a table is in view, and on which sides it goes on. */
import { useLayoutEffect, useState } from 'preact/hooks'

import { type Window, windowOf } from './table-model.ts'

interface Place {
  readonly top: number
  readonly height: number
  readonly width: number
  /** `start`, `end`, both or neither: where columns are out of sight. */
  readonly more: string
  /** What scroll bars take, which are not to be shaded. */
  readonly barX: number
  readonly barY: number
}

const FALLBACK_ROW = 36
const UNKNOWN: Place = { top: 0, height: 900, width: 0, more: '', barX: 0, barY: 0 }

/**
 * Follows the table as it is scrolled and resized; another question begins at the top. `look` is for who has
 * scrolled it himself: what is drawn for that anyway has the rows of the new place.
 */
export function useView(
  scroller: { current: HTMLDivElement | null },
  count: number,
  question: string,
) {
  const [rowHeight, setRowHeight] = useState(FALLBACK_ROW)
  const [place, setPlace] = useState(UNKNOWN)
  const look = () => {
    const now = scroller.current === null ? UNKNOWN : placeOf(scroller.current)
    setPlace((before) => (isSame(before, now) ? before : now))
  }
  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null) return
    const measure = () => {
      const height = Number.parseFloat(getComputedStyle(box).getPropertyValue('--row'))
      setRowHeight(Number.isFinite(height) && height > 0 ? height : FALLBACK_ROW)
      look()
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(box)
    if (box.firstElementChild !== null) observer.observe(box.firstElementChild)
    let frame = 0
    const onScroll = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(look)
    }
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
      box.removeEventListener('scroll', onScroll)
    }
  }, [])
  useLayoutEffect(() => {
    if (scroller.current !== null) scroller.current.scrollTop = 0
  }, [question])
  const view: Window = windowOf(place.top, place.height, rowHeight, count)
  const bars = { '--bar-x': `${place.barX}px`, '--bar-y': `${place.barY}px` }
  return { view, look, rowHeight, room: place.width, edges: { more: place.more, bars } }
}

/** Parts of pixels are no column. */
const NEARLY = 2

function placeOf(box: HTMLDivElement): Place {
  const behind = box.scrollWidth - box.clientWidth - box.scrollLeft
  const sides = [box.scrollLeft > NEARLY ? 'start' : '', behind > NEARLY ? 'end' : '']
  return {
    top: box.scrollTop,
    height: box.clientHeight,
    width: box.clientWidth,
    more: sides.filter((side) => side !== '').join(' '),
    barX: box.offsetHeight - box.clientHeight,
    barY: box.offsetWidth - box.clientWidth,
  }
}

function isSame(a: Place, b: Place): boolean {
  return (Object.keys(a) as (keyof Place)[]).every((key) => a[key] === b[key])
}
