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

/** Which control of a form had the focus, by its number. */
export interface Place {
  at: number
}

/** For a form that is inert while it is saved, and drawn anew afterwards, which `place` outlives. */
export function useKeptPlace(
  form: RefObject<HTMLFormElement | null>,
  place: Place,
  isBusy: boolean,
): void {
  useLayoutEffect(() => {
    const controls = [...(form.current?.elements ?? [])]
    if (isBusy) {
      place.at = controls.findIndex((control) => control === document.activeElement)
      return
    }
    const control = controls[place.at]
    place.at = -1
    const isLost = document.activeElement === document.body
    if (isLost && control instanceof HTMLElement) control.focus({ preventScroll: true })
  }, [isBusy])
}
