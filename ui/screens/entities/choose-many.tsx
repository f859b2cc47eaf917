/** Any number of objects of what may be thousands: found by the server, ticked, pasted by id or name. */
import { useState } from 'preact/hooks'

import { choicesSaid, findChoices, TYPING_PAUSE_MS, type Wanted } from '../../api/found.ts'
import type { Option } from '../../parts/field.tsx'
import { joined, Picker, tellUnknown } from '../../parts/picker.tsx'
import { Failed } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { numbered, useNamed } from './named.ts'

interface ChooseProps extends Wanted {
  readonly label: string
  readonly values: readonly string[]
  /** Offered before those that are found. */
  readonly first?: readonly Option[]
  readonly onChange: (values: readonly string[]) => void
}

export function ChooseMany({ label, kind, access, values, first = [], onChange }: ChooseProps) {
  const [text, setText] = useState('')
  const { options: named, learn } = useNamed(kind, values)
  const found = useLoad(
    async (signal) => {
      // Typing goes on meanwhile.
      if (text !== '') await new Promise((resolve) => setTimeout(resolve, TYPING_PAUSE_MS))
      return { of: text, ...(await findChoices({ kind, access }, text, signal)) }
    },
    [kind, text],
  )
  const offered = joined(first, (found.data?.rows ?? []).map(numbered))
  const choose = (next: readonly string[], from: readonly Option[]) => {
    learn(from.filter(({ value }) => next.includes(value)))
    onChange(next)
  }
  const add = async (words: readonly string[]) => {
    try {
      const said = (await choicesSaid({ kind, access }, words)).map(numbered)
      choose([...new Set([...values, ...said.map(({ value }) => value)])], said)
      tellUnknown(words, said)
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <>
      <Picker
        label={label}
        values={values}
        options={joined(offered, named)}
        isOpen={false}
        isPending={found.error === null && found.data?.of !== text}
        isComplete={found.data?.hasMore === false}
        hasMore={found.data?.hasMore === true}
        onSearch={setText}
        onPaste={(words) => void add(words)}
        onChange={(next) => choose(next, offered)}
      />
      {found.error === null ? null : <Failed failure={found.error} onRetry={found.reload} />}
    </>
  )
}
