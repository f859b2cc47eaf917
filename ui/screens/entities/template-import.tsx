/** Templates of one's own: taken in from a JSON file, removed again. */
import { useState } from 'preact/hooks'

import { ask, post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { confirmed, Dialog } from '../../parts/dialog.tsx'
import { AreaField } from '../../parts/field.tsx'
import { Failed } from '../../parts/states.tsx'
import { TextFile } from '../../parts/text-file.tsx'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'

export type TemplateKind = 'source' | 'network'

const EXAMPLE = '{"traffic_sources": [{"id": "mine", "name": "My source", "tokens": []}]}'
const MAX_FILE_BYTES = 1_000_000

export function TemplateImport({ onDone }: { readonly onDone: () => void }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon="upload" onClick={() => setOpen(true)}>
        {t('template.import')}
      </Button>
      {isOpen ? <ImportDialog onClose={() => setOpen(false)} onDone={onDone} /> : null}
    </>
  )
}

interface DialogProps {
  readonly onClose: () => void
  readonly onDone: () => void
}

function ImportDialog({ onClose, onDone }: DialogProps) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const run = async () => {
    setFailure(null)
    try {
      const { imported } = await post<{ imported: number }>('/templates/import', parsed(text))
      onDone()
      onClose()
      tell(plural('template.imported', imported))
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  return (
    <Dialog
      title={t('template.import')}
      onClose={onClose}
      actions={
        <WriteButton look="primary" isDisabled={text.trim() === ''} onClick={() => void run()}>
          {t('link.importNow')}
        </WriteButton>
      }
    >
      <TextFile
        label={t('template.file')}
        accept=".json,application/json"
        maxBytes={MAX_FILE_BYTES}
        tooLarge={t('template.tooLarge')}
        onText={setText}
        onFailure={setFailure}
      />
      <AreaField
        label={t('link.lines')}
        hint={t('template.importHint')}
        rows={8}
        value={text}
        placeholder={EXAMPLE}
        onInput={setText}
      />
      {failure === null ? null : <Failed failure={failure} />}
    </Dialog>
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(t('template.notJson'))
  }
}

interface Own {
  readonly id: string
  readonly name: string
}

export async function removeTemplate(
  kind: TemplateKind,
  { id, name }: Own,
  onDone: () => void,
): Promise<void> {
  const title = t('delete.title', { name })
  if (!(await confirmed(title, t('template.removeText'), t('delete')))) return
  try {
    await ask('DELETE', `/templates/${kind}/${encodeURIComponent(id)}`)
    onDone()
    tell(t('delete.done', { name }))
  } catch (error) {
    tellFailure(error)
  }
}
