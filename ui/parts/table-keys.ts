/** Keys of a table that has the focus, and those by which it gets it. */
import { useEffect } from 'preact/hooks'

import type { TableProps } from './table-types.ts'

interface Keyboard<Row> {
  readonly props: TableProps<Row>
  readonly keys: readonly string[]
  readonly active: string | null
  readonly goTo: (at: number, isExtending?: boolean) => void
  readonly select: (key: string, isRange: boolean) => void
}

const PAGE = 15

export function handleTableKey<Row>(event: KeyboardEvent, keyboard: Keyboard<Row>): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
  if (!move(event, keyboard) && !act(event, keyboard)) return
  event.preventDefault()
  event.stopPropagation()
}

function move<Row>(
  { key, shiftKey }: KeyboardEvent,
  { keys, active, goTo }: Keyboard<Row>,
): boolean {
  const at = active === null ? -1 : keys.indexOf(active)
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: keys.length - 1,
    PageDown: at + PAGE,
    PageUp: at - PAGE,
  }
  const target = targets[key]
  if (target === undefined) return false
  goTo(target, shiftKey && (key === 'ArrowDown' || key === 'ArrowUp'))
  return true
}

function act<Row>({ key }: KeyboardEvent, { props, keys, active, select }: Keyboard<Row>): boolean {
  if (key === 'Backspace' && props.onUp) {
    props.onUp()
    return true
  }
  const row = active === null ? undefined : props.rows[keys.indexOf(active)]
  if (row === undefined || active === null) return false
  if (key === 'Enter' && props.onOpen) props.onOpen(row)
  else if (key === ' ' && props.onSelect) select(active, false)
  else if (key === 'ArrowRight' && props.tree?.isExpanded(row) === false) props.tree.toggle(row)
  else if (key === 'ArrowLeft' && props.tree?.isExpanded(row) === true) props.tree.toggle(row)
  else return false
  return true
}

const ENTERING = ['ArrowDown', 'ArrowUp', 'Home', 'End']

/** Where nothing else has the focus, keys of rows are meant for the first table of the screen. */
export function useEntered(table: { readonly current: HTMLElement | null }): void {
  useEffect(() => {
    const enter = (event: KeyboardEvent) => {
      const { target, ctrlKey, metaKey, altKey, shiftKey } = event
      if (event.defaultPrevented || ctrlKey || metaKey || altKey || shiftKey) return
      if (!ENTERING.includes(event.key) || !isNowhere(target) || !isFirst(table.current)) return
      event.preventDefault()
      table.current?.focus()
    }
    addEventListener('keydown', enter)
    return () => removeEventListener('keydown', enter)
  }, [])
}

function isNowhere(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return false
  return target instanceof HTMLElement && target.matches('body, main')
}

const isFirst = (table: HTMLElement | null) =>
  table !== null && document.querySelector('main table[tabindex]') === table
