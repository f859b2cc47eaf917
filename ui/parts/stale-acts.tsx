/** What can be done about a change of something that somebody else has changed meanwhile. */
import { t } from '../words/words.ts'
import { Button, WriteButton } from './button.tsx'

interface Props {
  readonly onReload: () => void
  readonly onOverwrite: () => void
}

export function StaleActs({ onReload, onOverwrite }: Props) {
  return (
    <div class="row">
      <Button onClick={onReload}>{t('form.reload')}</Button>
      <WriteButton look="danger" onClick={onOverwrite}>
        {t('form.overwrite')}
      </WriteButton>
    </div>
  )
}
