/**
 * Keys of the whole page. A screen binds its keys while it is shown; the newest binding wins. Single
 * letters act only outside text fields and can be switched off.
 */
import { useEffect, useRef } from 'preact/hooks'

import { hasSingleKeys } from './look.ts'
import { closedAt } from './rights.ts'
import { navigate } from './router.ts'

/** `mod+k`, `alt+ArrowUp`, `/`, `b`: as the list of keys shows them. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>

const bound: { current: KeyMap }[] = []

/** Screens after `g`. */
const GO: Readonly<Record<string, string>> = {
  d: '/',
  c: '/campaigns',
  r: '/report',
  l: '/clicks',
  v: '/conversions',
  p: '/postbacks',
  o: '/offers',
  n: '/networks',
  s: '/sources',
}

export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    bound.push(latest)
    return () => {
      bound.splice(bound.indexOf(latest), 1)
    }
  }, [])
}

let isGoing = false

export function startKeys(): void {
  addEventListener('keydown', (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const name = nameOf(event)
    if (name === null) return
    if (isGoing && GO[name] !== undefined) {
      isGoing = false
      event.preventDefault()
      if (closedAt(GO[name]) === null) navigate(GO[name])
      return
    }
    isGoing = name === 'g'
    const map = bound.findLast(({ current }) => current[name] !== undefined)
    if (map === undefined) return
    event.preventDefault()
    // Held down, a shortcut is meant once.
    if (!(event.repeat && name.startsWith('mod+'))) map.current[name]?.(event)
  })
}

/** Null for keys that belong to the field or dialog with the focus. */
function nameOf(event: KeyboardEvent): string | null {
  const { ctrlKey, metaKey, altKey } = event
  const key = latinKey(event)
  if (ctrlKey || metaKey) return `mod+${key.toLowerCase()}`
  if (altKey) return `alt+${key}`
  if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return null
  if (key.length === 1 && !hasSingleKeys.value) return null
  return key
}

const LETTER = /^Key([A-Z])$/

/** What a letter of another script would be on a Latin keyboard: keys are named after those. */
function latinKey({ key, code, shiftKey }: KeyboardEvent): string {
  const letter = LETTER.exec(code)?.[1]
  if (letter === undefined || key.length !== 1 || key <= '~') return key
  return shiftKey ? letter : letter.toLowerCase()
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) {
    return !['checkbox', 'radio', 'button'].includes(target.type)
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
