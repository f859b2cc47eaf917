/** Another name for a shared rotation; its flows stay as they are. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

interface Props {
  readonly id: string
  readonly name: string
  readonly onDone: () => void
}

export function RenameRotation(props: Props) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <WriteButton onClick={() => setOpen(true)}>{t('rotation.rename')}</WriteButton>
      {isOpen ? <NameDialog {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function NameDialog({ id, name, onDone, onClose }: Props & { readonly onClose: () => void }) {
  const [text, setText] = useState(name)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const save = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      await ask('PUT', `/rotation/${id}`, { body: { name: text } })
      forgetShared()
      onDone()
      onClose()
      tell(t('saved'))
    } catch (error) {
      setFailure(failureFrom(error))
      setBusy(false)
    }
  }
  return (
    <Dialog title={t('rotation.rename')} onClose={onClose}>
      <form class="form" onSubmit={(event) => void save(event)}>
        {failure === null ? null : <Failed failure={failure} />}
        <TextField label={t('list.name')} value={text} onInput={setText} hasFocus isRequired />
        <div class="row">
          <WriteButton type="submit" look="primary" isBusy={isBusy}>
            {t('save')}
          </WriteButton>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
