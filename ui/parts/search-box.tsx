/** The box that narrows a list. With a delay it tells what was typed when the typing pauses. */
import { useEffect, useRef, useState } from 'preact/hooks'

import { t } from '../words/words.ts'

interface SearchBoxProps {
  readonly value: string
  readonly onInput: (text: string) => void
  /** Left out: "filter by name or id". */
  readonly label?: string
  readonly delayMs?: number
  /** As the first thing of a dialog. */
  readonly hasFocus?: boolean
  /** Enter takes the first of what was found. */
  readonly onTake?: () => void
}

export function SearchBox(props: SearchBoxProps) {
  const { value, onInput, label, delayMs = 0, hasFocus, onTake } = props
  const [text, setText] = useState(value)
  const told = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  // Changed from outside, e.g. by "clear filters"; what was told here comes back, and is older.
  useEffect(() => {
    if (value.trim() !== told.current.trim()) setText(value)
    told.current = value
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const tell = (next: string) => {
    told.current = next
    onInput(next)
  }
  const type = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    if (delayMs === 0) tell(next)
    else timer.current = setTimeout(tell, delayMs, next)
  }
  const name = label ?? t('list.search')
  return (
    <input
      type="search"
      aria-label={name}
      placeholder={name}
      value={text}
      autofocus={hasFocus ?? false}
      spellcheck={false}
      onInput={(event) => type(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || onTake === undefined || text.trim() === '') return
        event.preventDefault()
        clearTimeout(timer.current)
        tell(text)
        onTake()
      }}
    />
  )
}
