/** What is said below the word of a link while it is typed: whether it may be had, or what to do. */
import { useContext, useEffect, useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { ReadOnly } from '../../state/held.ts'
import { t } from '../../words/words.ts'
import { textOf, type Values } from '../entities/field-specs.ts'

const VERDICTS = ['free', 'own', 'taken', 'too_short', 'too_long', 'invalid', 'reserved'] as const
type Verdict = (typeof VERDICTS)[number]

interface Answer {
  /** What was asked: an answer to anything else is an old one. */
  readonly question: string
  readonly verdict: Verdict
}

const ASK_AFTER_MS = 300

/** Null: there is nothing to ask, an empty word will be made up. */
export function wordQuestion(id: string, values: Values): string | null {
  const word = textOf(values, 'word')
  if (word === '') return null
  const domainUuid = textOf(values, 'domainUuid')
  return `/links/word${search({ word, domainUuid, id: id === 'new' ? '' : id })}`
}

export function WordHint(props: { readonly question: string | null }) {
  const isReadOnly = useContext(ReadOnly)
  const question = isReadOnly ? null : props.question
  const [answer, setAnswer] = useState<Answer | null>(null)
  useEffect(() => {
    if (question === null) return
    const controller = new AbortController()
    const ask = () =>
      get<{ verdict: Verdict }>(question, controller.signal).then(
        ({ verdict }) => setAnswer({ question, verdict }),
        // Saving says what is wrong; until then nothing is known about the word.
        () => setAnswer(null),
      )
    const timer = setTimeout(() => void ask(), ASK_AFTER_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [question])
  const verdict = question !== null && answer?.question === question ? answer.verdict : 'own'
  return (
    <span role="status" class={LOOKS[verdict]}>
      {verdict === 'own' ? t('link.wordHint') : t(`link.word.${verdict}`)}
    </span>
  )
}

const LOOKS: Readonly<Record<Verdict, string | undefined>> = {
  own: undefined,
  free: 'good',
  taken: 'error',
  too_short: 'error',
  too_long: 'error',
  invalid: 'error',
  reserved: 'error',
}
