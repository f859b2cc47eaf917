/** The address bar as state: path and query of the screen below `/admin`. Back and links just work. */
import { computed, signal } from '@preact/signals'

const BASE = '/admin'

interface Place {
  readonly path: string
  readonly query: URLSearchParams
  /** Counts the screens that were gone to. */
  readonly visit: number
}

const place = signal<Place>({ ...read(), visit: 0 })
/** Whether leaving now would lose something, and the question that is asked then. */
let unsaved: { readonly hasChanges: () => boolean; readonly question: string } | null = null

export const path = computed(() => place.value.path)
export const query = computed(() => place.value.query)
/** Another one for each screen that is gone to; the same while a place only gets another address. */
export const visit = computed(() => place.value.visit)

function read(): Omit<Place, 'visit'> {
  const rest = location.pathname.slice(BASE.length).replace(/\/+$/, '')
  return { path: rest === '' ? '/' : rest, query: new URLSearchParams(location.search) }
}

function arrive(): void {
  const next = read()
  const { path: before, visit: last } = place.peek()
  place.value = { ...next, visit: next.path === before ? last : last + 1 }
}

/** The address of a screen for `<a href>`. */
export function href(to: string): string {
  return BASE + (to === '/' ? '' : to)
}

export function navigate(to: string): void {
  if (unsaved?.hasChanges() === true && !confirm(unsaved.question)) return
  unsaved = null
  history.pushState(null, '', href(to))
  arrive()
  scrollTo(0, 0)
}

/** The same place under another address, e.g. `/offers/new` after it got a number: what it shows stays. */
export function replacePath(to: string): void {
  unsaved = null
  history.replaceState(null, '', href(to))
  place.value = { ...read(), visit: place.peek().visit }
}

/**
 * Changes some of the query; null takes a value out. The way back leads past it, unless it is a new
 * place: then it leads back to the query before.
 */
export function setQuery(
  changes: Readonly<Record<string, string | null>>,
  kind: 'same place' | 'new place' = 'same place',
): void {
  const next = new URLSearchParams(place.peek().query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  if (text === place.peek().query.toString()) return
  const address = location.pathname + (text === '' ? '' : `?${text}`)
  if (kind === 'new place') history.pushState(null, '', address)
  else history.replaceState(null, '', address)
  place.value = { ...place.peek(), query: next }
}

/** Null when there is nothing to guard any more. */
export function guardLeaving(guard: typeof unsaved): void {
  unsaved = guard
}

/** An address that somebody cut in the middle of a character is still an address. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}

/** Parameters of `/offers/:id` in a path; null when it is another one. */
export function match(pattern: string, at: string): Readonly<Record<string, string>> | null {
  const [wanted, words] = [pattern.split('/'), at.split('/')]
  if (wanted.length !== words.length) return null
  const params: Record<string, string> = {}
  for (const [index, word] of wanted.entries()) {
    const given = words[index] ?? ''
    if (word.startsWith(':')) params[word.slice(1)] = decoded(given)
    else if (word !== given) return null
  }
  return params
}

/** The browser has gone already: whoever stays is put where he was. */
function goBack(): void {
  const next = read()
  const leaves = next.path !== place.peek().path
  if (leaves && unsaved?.hasChanges() === true && !confirm(unsaved.question)) {
    const { path: stayed, query: asked } = place.peek()
    const text = asked.toString()
    history.pushState(null, '', href(stayed) + (text === '' ? '' : `?${text}`))
    return
  }
  if (leaves) unsaved = null
  arrive()
}

/** Turns clicks on links to screens into navigation. Call once. */
export function startRouter(): void {
  addEventListener('popstate', goBack)
  addEventListener('beforeunload', (event) => {
    if (unsaved?.hasChanges() === true) event.preventDefault()
  })
  document.addEventListener('click', (event) => {
    const to = screenOf(event)
    if (to === null) return
    event.preventDefault()
    navigate(to)
  })
}

function screenOf(event: MouseEvent): string | null {
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!isPlain || event.defaultPrevented || link === null || link.target !== '') return null
  if (link.origin !== location.origin || link.hasAttribute('download')) return null
  const isScreen = link.pathname === BASE || link.pathname.startsWith(`${BASE}/`)
  return isScreen ? (link.pathname.slice(BASE.length) || '/') + link.search : null
}
