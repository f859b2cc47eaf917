/** A button that opens a list of acts. Arrow keys move, Escape closes and gives the focus back. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { useHeld } from '../state/held.ts'
import { Icon, type IconName } from './icon.tsx'

export interface MenuItem {
  readonly label: string
  readonly icon?: IconName
  readonly isDanger?: boolean
  readonly isChosen?: boolean
  /** The server is to keep or do it: not while that is held. */
  readonly isWrite?: boolean
  readonly run: () => void
}

interface MenuProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly icon?: IconName
  /** Shown on the button beside the icon. */
  readonly text?: string
}

export function Menu({ items, icon = 'more', text, ...props }: MenuProps) {
  const label = visible(props.label)
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  // At once, so that the next key is for the list.
  useLayoutEffect(() => {
    if (!isOpen) return
    box.current?.querySelector<HTMLElement>('[role^=menuitem]')?.focus()
    const close = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', close)
    return () => document.removeEventListener('pointerdown', close)
  }, [isOpen])
  const shut = () => {
    setOpen(false)
    box.current?.querySelector('button')?.focus()
  }
  return (
    <div
      class="menu"
      ref={box}
      onKeyDown={(event) => moveInMenu(event, shut)}
      onFocusOut={({ relatedTarget: next }) => {
        if (next instanceof Node && !box.current?.contains(next)) setOpen(false)
      }}
    >
      <button
        type="button"
        class={`button quiet${text === undefined ? ' icon-only' : ''}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={text === undefined ? label : undefined}
        title={label}
        onClick={(event) => {
          event.stopPropagation()
          setOpen(!isOpen)
        }}
      >
        <Icon name={icon} />
        {text}
      </button>
      {isOpen ? <MenuList label={label} items={items} onDone={shut} /> : null}
    </div>
  )
}

interface MenuListProps {
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly onDone: () => void
}

function MenuList({ label, items, onDone }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  const held = useHeld()
  const isHeld = ({ isWrite = false }: MenuItem) => isWrite && held !== null
  useLayoutEffect(() => placeInside(list.current), [])
  return (
    <div class="menu-list" role="menu" aria-label={label} ref={list}>
      {items.map((item) => (
        <button
          type="button"
          role={item.isChosen === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.isChosen}
          aria-disabled={isHeld(item) || undefined}
          title={isHeld(item) ? (held ?? undefined) : undefined}
          key={item.label}
          class={item.isDanger === true ? 'danger' : undefined}
          onClick={(event) => {
            event.stopPropagation()
            if (isHeld(item)) return
            onDone()
            item.run()
          }}
        >
          {item.icon === undefined ? null : <Icon name={item.icon} />}
          {item.label}
          {item.isChosen === true ? <Icon name="check" /> : null}
        </button>
      ))}
    </div>
  )
}

/** Tables clip what hangs out of them, so the list is put at its place on the page. */
function placeInside(list: HTMLElement | null): void {
  const button = list?.parentElement?.getBoundingClientRect()
  if (!list || !button) return
  const { offsetHeight: height, offsetWidth: width } = list
  const below = button.bottom + 4
  const top = below + height > innerHeight ? Math.max(8, button.top - height - 4) : below
  const left = Math.max(8, Math.min(button.right - width, innerWidth - width - 8))
  list.style.top = `${top}px`
  list.style.left = `${left}px`
}

const ITEMS = '[role^=menuitem]'

function moveInMenu(event: KeyboardEvent, shut: () => void): void {
  const box = event.currentTarget as HTMLElement
  if (box.querySelector(ITEMS) === null) return
  if (event.key === 'Escape') {
    // Nor does it close the dialog around it.
    event.preventDefault()
    event.stopPropagation()
    shut()
    return
  }
  moveThrough(event, ITEMS)
}

/** Arrow keys go from one of the items inside to the next; in a field Home and End are for its text. */
export function moveThrough(event: KeyboardEvent, selector: string): void {
  const box = event.currentTarget as HTMLElement
  const items = [...box.querySelectorAll<HTMLElement>(selector)]
  const at = items.indexOf(document.activeElement as HTMLElement)
  const ends = event.target instanceof HTMLInputElement ? {} : { Home: 0, End: -1 }
  const keys: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, ...ends }
  const { [event.key]: to } = keys
  if (to === undefined || items.length === 0) return
  event.preventDefault()
  event.stopPropagation()
  items.at(to % items.length)?.focus()
}
