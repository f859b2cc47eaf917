/** Data of a screen: asked when it opens or its question changes, given up when it is left. */
import { createContext } from 'preact'
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks'

import { type ApiFailure, failureFrom, givenUp, isAborted } from '../api/failure.ts'

export interface Loaded<T> {
  /** The newest answer; it stays while another one is on its way. */
  readonly data: T | null
  readonly error: ApiFailure | null
  readonly isLoading: boolean
  /** When the data came, epoch milliseconds. */
  readonly at: number
  readonly reload: () => void
  /** Without an answer so far that is an error, which can be tried again. */
  readonly cancel: () => void
  /** Puts an answer in place without asking, e.g. after a change that is known. */
  set(data: T): void
}

/** Another one after each save of what this is around: all inside is asked for again, and stays meanwhile. */
export const SavedAt = createContext(0)

/** Asks again when a member of `question` changes. */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  question: readonly unknown[],
): Loaded<T> {
  const [state, setState] = useState<Pick<Loaded<T>, 'data' | 'error' | 'isLoading' | 'at'>>({
    data: null,
    error: null,
    isLoading: true,
    at: 0,
  })
  const running = useRef<AbortController | null>(null)
  const savedAt = useContext(SavedAt)
  const run = useCallback(() => {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    setState((before) => ({ ...before, isLoading: true, error: null }))
    load(controller.signal).then(
      (data) => {
        if (controller.signal.aborted) return
        setState({ data, error: null, isLoading: false, at: Date.now() })
      },
      (error: unknown) => {
        if (controller.signal.aborted || isAborted(error)) return
        setState((before) => ({ ...before, error: failureFrom(error), isLoading: false }))
      },
    )
  }, [...question, savedAt])
  useEffect(() => {
    run()
    return () => running.current?.abort()
  }, [run])
  const cancel = () => {
    running.current?.abort()
    setState((before) => ({
      ...before,
      isLoading: false,
      error: before.data === null ? givenUp() : null,
    }))
  }
  const set = (data: T) => setState((before) => ({ ...before, data }))
  return { ...state, reload: run, cancel, set }
}

/** Asks again so long after each answer, while what is asked for is under way. */
export function useAgain(
  { at, reload }: Pick<Loaded<unknown>, 'at' | 'reload'>,
  isUnderWay: boolean,
  afterMs: number,
): void {
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setTimeout(reload, afterMs)
    return () => clearTimeout(timer)
  }, [isUnderWay, at])
}

/** Lists that many screens need and that seldom change: kept for a minute. */
const kept = new Map<string, Kept>()
const KEPT_MS = 60_000
const MAX_KEPT = 50

interface Kept {
  readonly at: number
  readonly answer: Promise<unknown>
  readonly controller: AbortController
  /** Who waits for the answer while it is under way. */
  waiting: number
}

/** One question for all who have it; given up when the last of them, as `signal` says, is gone. */
export function shared<T>(
  name: string,
  load: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const known = kept.get(name)
  const isFresh = known !== undefined && Date.now() - known.at < KEPT_MS
  const one = isFresh ? known : keep(name, load)
  one.waiting++
  signal?.addEventListener('abort', () => {
    if (--one.waiting > 0) return
    one.controller.abort()
    if (kept.get(name) === one) kept.delete(name)
  })
  return one.answer as Promise<T>
}

function keep(name: string, load: (signal: AbortSignal) => Promise<unknown>): Kept {
  const controller = new AbortController()
  const answer = load(controller.signal)
  const one = { at: Date.now(), answer, controller, waiting: 0 }
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(name, one)
  answer.then(
    // What is there is kept, whoever leaves.
    () => (one.waiting = Infinity),
    () => kept.get(name) === one && kept.delete(name),
  )
  return one
}

/** After a change: everything is asked anew. */
export function forgetShared(): void {
  kept.clear()
}
