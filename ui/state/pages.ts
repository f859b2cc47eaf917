/**
 * A list that is turned to page by page: later pages belong to the first one that they were asked
 * after. One is asked at a time, and one that comes after another first page is dropped.
 */
import { useRef, useState } from 'preact/hooks'

import type { Loaded } from './load.ts'
import { tellFailure } from './toasts.ts'

export interface Pages<Page> {
  readonly pages: readonly Page[]
  readonly isTurning: boolean
  /** Asks for the page after the last one. */
  readonly more: () => Promise<void>
}

export function usePages<Page>(
  { data: first, isLoading }: Pick<Loaded<Page>, 'data' | 'isLoading'>,
  after: (last: Page) => Promise<Page>,
): Pages<Page> {
  const [later, setLater] = useState<{ readonly of: Page | null; readonly pages: readonly Page[] }>(
    {
      of: null,
      pages: [],
    },
  )
  const [isTurning, setTurning] = useState(false)
  const isAsking = useRef(false)
  const newest = useRef(first)
  newest.current = first
  const pages = first === null ? [] : [first, ...(later.of === first ? later.pages : [])]
  const more = async () => {
    const last = pages.at(-1)
    // While another first page is on its way, there is nothing yet to come after.
    if (last === undefined || isAsking.current || isLoading) return
    isAsking.current = true
    setTurning(true)
    try {
      const page = await after(last)
      if (newest.current === first) setLater({ of: first, pages: [...pages.slice(1), page] })
    } catch (error) {
      tellFailure(error)
    }
    isAsking.current = false
    setTurning(false)
  }
  return { pages, isTurning, more }
}
