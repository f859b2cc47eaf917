/** Stops everything at once, with a reason: visitors get a neutral notice from the next request on. */
import { useContext, useEffect, useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { SavedAt } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

interface Props {
  readonly kind: 'campaign' | 'domain' | 'link' | 'user'
  readonly id: string
  readonly isBlocked: boolean
  readonly onChanged?: () => void
}

export function KillSwitch({ isBlocked: stored, onChanged, ...named }: Props) {
  const [isBlocked, setBlocked] = useState(stored)
  useEffect(() => setBlocked(stored), [stored, useContext(SavedAt)])
  const changed = () => {
    setBlocked(!isBlocked)
    onChanged?.()
  }
  return (
    <>
      {isBlocked ? <Badge look="bad">{t('kill.blocked')}</Badge> : null}
      <KillButton {...named} isBlocked={isBlocked} onChanged={changed} />
    </>
  )
}

/** For where the state is shown anyhow. */
export function KillButton({ kind, id, isBlocked, onChanged }: Props) {
  const [isAsking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const change = async (blocked: boolean) => {
    try {
      await ask('PUT', `/kill_switch/${kind}/${id}`, { body: { blocked, reason } })
      setAsking(false)
      tell(blocked ? t('kill.done') : t('kill.undone'))
      onChanged?.()
    } catch (error) {
      tellFailure(error)
    }
  }
  if (isBlocked) {
    return <WriteButton onClick={() => void change(false)}>{t('kill.undo')}</WriteButton>
  }
  return (
    <>
      <WriteButton icon="block" look="danger" onClick={() => setAsking(true)}>
        {t('kill')}
      </WriteButton>
      {isAsking ? (
        <Dialog
          title={t('kill.title')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
              <WriteButton
                look="danger"
                isDisabled={reason.trim() === ''}
                onClick={() => void change(true)}
              >
                {t('kill')}
              </WriteButton>
            </>
          }
        >
          <p>{t('kill.text')}</p>
          <TextField label={t('reason')} value={reason} onInput={setReason} hasFocus />
        </Dialog>
      ) : null}
    </>
  )
}
