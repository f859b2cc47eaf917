/** Whether messages arrive, tried at once, and which chats the bot knows. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'

interface Delivered {
  /** The number of a chat, @channel or `webhook`. */
  readonly to: string
  /** Null: it arrived. */
  readonly problem: string | null
}

interface Chat {
  readonly id: string
  readonly title: string
}

interface Found {
  readonly chats: readonly Chat[]
  readonly problem: string | null
}

interface MessengersProps {
  /** The settings on the screen are not those that messages go by. */
  readonly isUnsaved: boolean
  /** Chats of the form. */
  readonly taken: readonly string[]
  readonly onTake: (chat: string) => void
}

export function Messengers({ isUnsaved, taken, onTake }: MessengersProps) {
  const [sent, setSent] = useState<readonly Delivered[] | null>(null)
  const [found, setFound] = useState<Found | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [busy, setBusy] = useState<'test' | 'chats' | null>(null)
  const ask = async (what: 'test' | 'chats') => {
    setBusy(what)
    setFailure(null)
    try {
      const path = `/settings/notifications/${what}`
      if (what === 'chats') setFound(await post<Found>(path))
      else setSent((await post<{ sent: readonly Delivered[] }>(path)).sent)
    } catch (error) {
      setFailure(failureFrom(error))
    } finally {
      setBusy(null)
    }
  }
  return (
    <div class="stack">
      <div class="tools">
        <Button
          icon="play"
          isBusy={busy === 'test'}
          isDisabled={isUnsaved}
          onClick={() => void ask('test')}
        >
          {t('messengers.test')}
        </Button>
        <Button
          icon="search"
          isBusy={busy === 'chats'}
          isDisabled={isUnsaved && found === null}
          onClick={() => void ask('chats')}
        >
          {t('messengers.find')}
        </Button>
        {isUnsaved ? <span class="faint small">{t('messengers.unsaved')}</span> : null}
      </div>
      {failure === null ? null : <Failed failure={failure} />}
      <div class="stack" aria-live="polite">
        {sent === null ? null : <Sent sent={sent} />}
        {found === null ? null : <Chats found={found} taken={taken} onTake={onTake} />}
      </div>
    </div>
  )
}

function Sent({ sent }: { readonly sent: readonly Delivered[] }) {
  if (sent.length === 0) return <Notice look="info">{t('messengers.nobody')}</Notice>
  return (
    <ul class="checks">
      {sent.map(({ to, problem }) => (
        <li key={to}>
          <Badge look={problem === null ? 'good' : 'bad'}>
            {problem === null ? t('messengers.arrived') : t('messengers.failed')}
          </Badge>
          <strong>
            {to === 'webhook' ? t('messengers.webhook') : t('messengers.chat', { id: to })}
          </strong>
          {problem === null ? null : <span class="wrap small faint">{said(problem)}</span>}
        </li>
      ))}
    </ul>
  )
}

interface ChatsProps extends Omit<MessengersProps, 'isUnsaved'> {
  readonly found: Found
}

function Chats({ found: { chats, problem }, taken, onTake }: ChatsProps) {
  if (problem !== null) return <Notice look="warning">{said(problem)}</Notice>
  if (chats.length === 0) return <Notice look="info">{t('messengers.noChats')}</Notice>
  return (
    <ul class="checks">
      {chats.map(({ id, title }) => (
        <li key={id}>
          <strong>
            <Text value={title} length={60} />
          </strong>
          <code>{id}</code>
          {taken.includes(id) ? (
            <Badge look="good">{t('messengers.taken')}</Badge>
          ) : (
            <Button onClick={() => onTake(id)}>{t('messengers.take')}</Button>
          )}
        </li>
      ))}
    </ul>
  )
}
