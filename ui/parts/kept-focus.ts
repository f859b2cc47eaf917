/** What has the focus keeps it when it is put elsewhere in a list: browsers take it from what is moved. */
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** For the component that draws the list; `keys` in the order in which they are drawn. */
export function useKeptFocus(keys: readonly string[]): void {
  const focused = useRef<Element | null>(null)
  focused.current = document.activeElement
  useLayoutEffect(() => {
    const before = focused.current
    const isLost = before !== document.activeElement && before?.isConnected === true
    if (isLost && before instanceof HTMLElement) before.focus()
  }, [keys.join()])
}

/** For a form that is inert while it is saved. */
export function useKeptPlace(form: RefObject<HTMLFormElement | null>, isBusy: boolean): void {
  const focused = useRef<Element | null>(null)
  useLayoutEffect(() => {
    const now = document.activeElement
    if (isBusy) {
      focused.current = form.current?.contains(now) === true ? now : null
      return
    }
    const control = focused.current
    focused.current = null
    const isLost = now === document.body
    if (isLost && control instanceof HTMLElement) control.focus({ preventScroll: true })
  }, [isBusy])
}
