/** Where short messages appear; read aloud politely. */
import { dismiss, toasts } from '../state/toasts.ts'
import { t } from '../words/words.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, kind, text, act }) => (
        <div class={`toast ${kind}`} key={id}>
          <Icon name={kind === 'done' ? 'check' : 'warning'} />
          <p>{text}</p>
          {act === null ? null : (
            <Button
              look="quiet"
              onClick={() => {
                dismiss(id)
                act.run()
              }}
            >
              {act.label}
            </Button>
          )}
          <Button icon="close" look="quiet" label={t('close')} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  )
}
