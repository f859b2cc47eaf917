/**
 * What an action is and what it answers. An answer is data; the surface that asked turns it into an
 * HTTP response or into JSON.
 */
import type { MacroContext } from '../macros/context.ts'
import type { CompiledAction } from '../tables.ts'

export interface PageAnswer {
  readonly kind: 'page'
  /** The status for the visitor. */
  readonly status: 200 | 302 | 404 | 410
  /** Headers of this action alone; the surface adds those that every answer has. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `''` where there is nothing to show; of 404 and 410 the surface shows its neutral page. */
  readonly body: string
  /** Instead of `body`, of a fetched page that is no text: an image, a PDF. */
  readonly bytes?: Uint8Array
  readonly contentType: string
  /** An absolute ASCII URL; `null` unless it is a redirect. */
  readonly location: string | null
  /** Set when this stands in for a page that could not be fetched. */
  readonly fetchFailed?: true
}

/** Something has to be fetched first, which core does not do. */
export interface FetchAnswer {
  readonly kind: 'fetch'
  /** `show` the page itself, or `follow` the address that its text consists of. */
  readonly how: 'show' | 'follow'
  readonly url: string
}

export type Answer = PageAnswer | FetchAnswer

export interface ActionContext {
  /** The address, filled in and checked; `''` for actions without one. */
  readonly target: string
  readonly action: CompiledAction
  readonly macros: MacroContext
}

export interface ActionType {
  readonly key: string
  readonly title: string
  /** What the payload is, and so how its macros are encoded. */
  readonly payloadKind: 'url' | 'html' | 'text' | 'campaign' | 'none'
  readonly answer: (context: ActionContext) => Answer
  /** For a script tag, which can show no page; left out where there is nothing better to do than to answer. */
  readonly inScript?: (context: ActionContext) => PageAnswer
}

export const HTML = 'text/html; charset=utf-8'
export const TEXT = 'text/plain; charset=utf-8'
export const SCRIPT = 'application/javascript; charset=utf-8'

export function show(contentType: string, body: string): PageAnswer {
  return { kind: 'page', status: 200, headers: [], body, contentType, location: null }
}

export function redirect(location: string): PageAnswer {
  return { kind: 'page', status: 302, headers: [], body: '', contentType: HTML, location }
}

/** Nothing at all: 200 and an empty page. */
export const NOTHING: PageAnswer = show(HTML, '')

export const NOT_FOUND: PageAnswer = { ...NOTHING, status: 404 }

export const BLOCKED: PageAnswer = { ...NOTHING, status: 410 }
