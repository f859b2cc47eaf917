/** What a domain does for short links: its root, unknown words, letter case. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Switch, TextField } from '../../parts/field.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { tell } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

interface LinkSettings {
  readonly rootPage: string | null
  readonly notFoundPage: string | null
  readonly caseSensitive: boolean
  readonly isLinkDefault: boolean
}

interface Props {
  readonly id: string
  readonly host: string
  readonly onClose: () => void
}

export function DomainLinks({ id, host, onClose }: Props) {
  const stored = useLoad(
    (signal) => ask<LinkSettings>('GET', `/domain/${id}/link_settings`, { signal }),
    [id],
  )
  return (
    <Dialog title={t('domain.links', { host })} onClose={onClose}>
      {stored.error === null ? null : <Failed failure={stored.error} onRetry={stored.reload} />}
      {stored.data === null ? (
        stored.error === null ? (
          <Skeleton lines={3} />
        ) : null
      ) : (
        <SettingsForm id={id} stored={stored.data.data} etag={stored.data.etag} onClose={onClose} />
      )}
    </Dialog>
  )
}

interface FormProps {
  readonly id: string
  readonly stored: LinkSettings
  readonly etag: string | null
  readonly onClose: () => void
}

function SettingsForm({ id, stored, etag, onClose }: FormProps) {
  const { rootPage, notFoundPage, caseSensitive, isLinkDefault } = stored
  const [values, setValues] = useState({ rootPage, notFoundPage, caseSensitive, isLinkDefault })
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const errors = failure?.facts.fields ?? {}
  const set = (changes: Partial<LinkSettings>) => setValues({ ...values, ...changes })
  const page = (name: 'rootPage' | 'notFoundPage', label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      type="url"
      placeholder="https://"
      value={values[name] ?? ''}
      errors={errors[name] ?? []}
      onInput={(text) => set({ [name]: text.trim() === '' ? null : text.trim() })}
    />
  )
  const save = async (event: Event) => {
    event.preventDefault()
    try {
      await ask('PATCH', `/domain/${id}/link_settings`, { body: values, etag })
      tell(t('saved'))
      onClose()
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  return (
    <form class="form" onSubmit={(event) => void save(event)}>
      {failure === null || Object.keys(errors).length > 0 ? null : <Failed failure={failure} />}
      {page('rootPage', t('domain.rootPage'), t('domain.rootPageHint'))}
      {page('notFoundPage', t('domain.notFoundPage'), t('domain.notFoundPageHint'))}
      <Switch
        label={t('domain.caseSensitive')}
        hint={t('domain.caseSensitiveHint')}
        isOn={values.caseSensitive}
        onChange={(isOn) => set({ caseSensitive: isOn })}
      />
      <Switch
        label={t('domain.isLinkDefault')}
        hint={t('domain.isLinkDefaultHint')}
        isOn={values.isLinkDefault}
        onChange={(isOn) => set({ isLinkDefault: isOn })}
      />
      <div>
        <WriteButton type="submit" look="primary">
          {t('save')}
        </WriteButton>
      </div>
    </form>
  )
}
