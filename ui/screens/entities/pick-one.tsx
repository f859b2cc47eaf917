/** One object of what may be thousands: the server finds it by a part of its name or its number. */
import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'

import { type Choice, findChoices, TYPING_PAUSE_MS, type Wanted } from '../../api/found.ts'
import { Dialog } from '../../parts/dialog.tsx'
import type { Option } from '../../parts/field.tsx'
import { moveThrough } from '../../parts/menu.tsx'
import { findOptions } from '../../parts/picker.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { t } from '../../words/words.ts'

export interface PickOneProps extends Wanted {
  readonly label: string
  /** Is not offered. */
  readonly except?: string | undefined
  /** Offered before what is found, e.g. none. */
  readonly extra?: readonly Option[]
  /** Below what was found. */
  readonly children?: ComponentChildren
  /** `choice` is null of what is extra. */
  readonly onPick: (value: string, choice: Choice | null) => void
  readonly onClose: () => void
}

interface Offered {
  readonly value: string
  readonly name: string
  readonly choice: Choice | null
}

/** Closes when something is picked. Enter takes what is found first, arrow keys go through all of it. */
export function PickOne({ label, kind, access, except, extra = [], ...props }: PickOneProps) {
  const [text, setText] = useState('')
  const [isTaking, setTaking] = useState(false)
  const found = useLoad(
    async (signal) => ({ of: text, ...(await findChoices({ kind, access }, text, signal)) }),
    [text],
  )
  const offered = [
    ...findOptions(extra, text).map((one) => ({ ...one, name: one.label, choice: null })),
    ...(found.data?.rows ?? []).map((choice) => ({
      value: String(choice.id),
      name: choice.name,
      choice,
    })),
  ].filter(({ value }) => value !== except)
  const pick = ({ value, choice }: Offered) => {
    props.onClose()
    props.onPick(value, choice)
  }
  // Enter takes what was typed once it is known.
  useEffect(() => {
    if (!isTaking || found.data?.of !== text) return
    setTaking(false)
    const first = offered.find(({ choice }) => choice !== null) ?? offered[0]
    if (first !== undefined) pick(first)
  }, [isTaking, text, found.data])
  return (
    <Dialog title={label} onClose={props.onClose}>
      <div class="stack" onKeyDown={(event) => moveThrough(event, 'input, .found > button')}>
        <SearchBox
          value={text}
          onInput={setText}
          delayMs={TYPING_PAUSE_MS}
          hasFocus
          onTake={() => setTaking(true)}
        />
        {found.error !== null ? (
          <Failed failure={found.error} onRetry={found.reload} />
        ) : found.data === null ? (
          <Skeleton lines={3} />
        ) : (
          <Found offered={offered} hasMore={found.data.hasMore} onPick={pick} />
        )}
        {props.children}
      </div>
    </Dialog>
  )
}

interface FoundProps {
  readonly offered: readonly Offered[]
  readonly hasMore: boolean
  readonly onPick: (one: Offered) => void
}

function Found({ offered, hasMore, onPick }: FoundProps) {
  if (offered.length === 0) return <p class="faint">{t('list.nothing')}</p>
  return (
    <>
      <div class="found">
        {offered.map((one) => (
          <button type="button" key={one.value} onClick={() => onPick(one)}>
            <Text value={one.name} length={120} />{' '}
            {one.choice === null ? null : <span class="faint">#{one.value}</span>}
          </button>
        ))}
      </div>
      {hasMore ? <p class="faint">{t('picker.moreFound')}</p> : null}
    </>
  )
}
