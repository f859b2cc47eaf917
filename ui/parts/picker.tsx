/**
 * Choosing many values: search, tick, paste a list. Values that are not in the list may be typed when
 * the picker is open-ended.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'

import { visible } from '../format/text.ts'
import { tellHeld } from '../state/toasts.ts'
import { plural, t } from '../words/words.ts'
import { Chip } from './chip.tsx'
import type { Option } from './field.tsx'

const SHOWN_CHIPS = 40
const SHOWN_OPTIONS = 80
const UNKNOWN_NAMED = 10

interface PickerProps {
  readonly label: string
  readonly values: readonly string[]
  readonly options: readonly Option[]
  readonly onChange: (values: readonly string[]) => void
  /** Values that are not offered may be typed or pasted. */
  readonly isOpen: boolean
  /** What is typed is a name, though others hold it too: leaving the field takes it, unless it found what was ticked. */
  readonly isNaming?: boolean
  /** The options are all there is: a part of a name that fits no other is enough. */
  readonly isComplete?: boolean
  readonly placeholder?: string
  /** Where there is nothing to choose from. */
  readonly empty?: ComponentChildren
  /** Told of the search text, for options that come from the server. */
  readonly onSearch?: (text: string) => void
  /** The options of the search text are on their way. */
  readonly isPending?: boolean
  /** There are others: a longer text finds them. */
  readonly hasMore?: boolean
  /** Where the options are a few of many: takes what was pasted. */
  readonly onPaste?: (words: readonly string[]) => void
}

export function Picker(props: PickerProps) {
  const { label, values, options } = props
  const { text, found, search, accept, tick, leave } = useTyped(props)
  const listId = useId()
  if (props.empty !== undefined && options.length === 0 && values.length === 0) {
    return <p class="faint">{props.empty}</p>
  }
  const isNone = options.length === 0 && (props.isOpen || text === '')
  return (
    <div class="picker" onFocusOut={leave}>
      <PickedValues {...props} />
      <input
        type="text"
        aria-label={label}
        aria-controls={isNone ? undefined : listId}
        placeholder={props.placeholder ?? t('picker.search')}
        value={text}
        spellcheck={false}
        onInput={(event) => search(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || text.trim() === '') return
          event.preventDefault()
          accept()
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text') ?? ''
          if (!/[\n,;\t]/.test(pasted)) return
          event.preventDefault()
          takePasted(props, pasted)
        }}
      />
      {isNone ? (
        <p class="hint">
          {props.isPending === true ? '…' : t(props.isOpen ? 'picker.type' : 'list.emptyTitle')}
        </p>
      ) : (
        <div class="picker-options" id={listId} role="group" aria-label={label}>
          {found.slice(0, SHOWN_OPTIONS).map((option) => (
            <label key={option.value}>
              <input
                type="checkbox"
                checked={values.includes(option.value)}
                onChange={(event) => tick(option.value, event.currentTarget.checked)}
              />
              {visible(option.label)}{' '}
              {option.about === undefined ? null : <span class="faint">{option.about}</span>}
            </label>
          ))}
          <Rest {...props} found={found} />
        </div>
      )}
    </div>
  )
}

/** What is typed, what it finds, and what of both is chosen. */
function useTyped(props: PickerProps) {
  const { values, options, isPending = false, onChange } = props
  const [text, setText] = useState('')
  const [hasTicked, setTicked] = useState(false)
  const [isTaking, setTaking] = useState(false)
  const add = (added: readonly string[]) => onChange([...new Set([...values, ...added])])
  const search = (next: string) => {
    setText(next)
    setTicked(false)
    setTaking(false)
    props.onSearch?.(next)
  }
  const found = findOptions(options, text)
  const accept = () => {
    // Once it is known what it finds.
    if (isPending) return setTaking(true)
    setTaking(false)
    const taken = typedValues(text, props)
    if (taken.length === 0) return
    add(taken)
    search('')
  }
  useEffect(() => {
    if (isTaking) accept()
  }, [isPending])
  const tick = (value: string, isTicked: boolean) => {
    setTicked(true)
    if (isTicked) add([value])
    else onChange(values.filter((other) => other !== value))
  }
  /** What was typed and not confirmed is meant as well once another field is gone to, unless it searches. */
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => {
    const isWithin = (currentTarget as Node).contains(relatedTarget as Node | null)
    const isMeant = found.length === 0 || (props.isNaming === true && !hasTicked)
    if (props.isOpen && !isWithin && isMeant && document.hasFocus()) accept()
  }
  return { text, found, search, accept, tick, leave }
}

function takePasted({ values, options, isOpen, onChange, onPaste }: PickerProps, text: string) {
  if (onPaste !== undefined) return onPaste(wordsIn(text))
  onChange([...new Set([...values, ...acceptedValues(text, options, isOpen)])])
  if (!isOpen) tellUnknown(wordsIn(text), options)
}

/** Which of the words that were pasted mean none of the options, as far as there is room. */
export function tellUnknown(words: readonly string[], options: readonly Option[]): void {
  const unknown = words.filter((word) => acceptedValues(word, options, false).length === 0)
  if (unknown.length === 0) return
  const named = unknown.slice(0, UNKNOWN_NAMED).map(visible).join(', ')
  const left = unknown.length - UNKNOWN_NAMED
  const told = left > 0 ? `${named} ${plural('picker.more', left)}` : named
  tellHeld(t('picker.unknown', { words: told }))
}

/** What is found and not shown. */
function Rest({
  found,
  isPending = false,
  hasMore = false,
}: PickerProps & { readonly found: readonly Option[] }) {
  if (found.length === 0 && !isPending) return <p class="hint">{t('list.nothing')}</p>
  if (hasMore) return <p class="hint">{t('picker.moreFound')}</p>
  if (found.length <= SHOWN_OPTIONS) return null
  return <p class="hint">{plural('picker.more', found.length - SHOWN_OPTIONS)}</p>
}

function PickedValues({ values, options, onChange }: PickerProps) {
  if (values.length === 0) return null
  const labels = new Map(options.map(({ value, label }) => [value, label]))
  return (
    <div class="chips">
      {values.slice(0, SHOWN_CHIPS).map((value) => (
        <Chip
          key={value}
          name={value}
          onRemove={() => onChange(values.filter((other) => other !== value))}
        >
          {labels.get(value) ?? value}
        </Chip>
      ))}
      {values.length > SHOWN_CHIPS ? (
        <span class="faint">{plural('picker.more', values.length - SHOWN_CHIPS)}</span>
      ) : null}
      <button type="button" class="link" onClick={() => onChange([])}>
        {plural('picker.clear', values.length)}
      </button>
    </div>
  )
}

/** Those with the text in their name, or at the beginning of their value. */
export function findOptions(options: readonly Option[], text: string): readonly Option[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return options
  return options.filter(
    ({ value, label }) =>
      label.toLowerCase().includes(wanted) || value.toLowerCase().startsWith(wanted),
  )
}

/** Each value once; names in the language of the user win over those of the server. */
export function joined(known: readonly Option[], seen: readonly Option[]): readonly Option[] {
  const values = new Set(known.map(({ value }) => value))
  return [...known, ...seen.filter(({ value }) => !values.has(value))]
}

/** What Enter takes: a value, a name, or what is left of all that can be meant. */
export function typedValues(
  text: string,
  { options, isOpen, isComplete = !isOpen }: Pick<PickerProps, 'options' | 'isOpen' | 'isComplete'>,
): readonly string[] {
  const found = findOptions(options, text)
  const isPart = isComplete && acceptedValues(text, options, false).length === 0
  return isPart && found.length === 1
    ? found.map(({ value }) => value)
    : acceptedValues(text, options, isOpen)
}

/** Up to the first slash that is neither escaped nor in a class, and flags behind it. */
const REGULAR_EXPRESSION =
  /^\s*(?:host:|[^\s/=,;]{1,64}=)?\s*\/(?:[^\\/[]|\\.|\[(?:[^\\\]]|\\.)*\])+\/[isu]{0,3}\s*$/i

function wordsIn(text: string): readonly string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap((line) => (REGULAR_EXPRESSION.test(line) ? [line] : line.split(/[,;\t]/)))
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/**
 * One value a line, or separated by commas, which in a line that is one regular expression belong to
 * it; names of options stand for their values.
 */
export function acceptedValues(
  text: string,
  options: readonly Option[],
  isOpen: boolean,
): readonly string[] {
  return wordsIn(text).flatMap((word) => {
    const lower = word.toLowerCase()
    const known = options.find(({ value, label }) =>
      [value, label, label.replace(` (${value})`, '')].some((name) => name.toLowerCase() === lower),
    )
    if (known !== undefined) return [known.value]
    return isOpen ? [word] : []
  })
}
