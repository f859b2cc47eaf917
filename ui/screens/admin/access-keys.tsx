/** Further keys: for programs that may do less than their user. Shown once, ended at any time. */
import { useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { dateTime, endOfDay, readStamp } from '../../format/dates.ts'
import { Button, CopyButton, RemoveButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed, Dialog } from '../../parts/dialog.tsx'
import { AreaField, SelectField, TextField } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

const SCOPES = ['write', 'read', 'reports'] as const
type Scope = (typeof SCOPES)[number]

interface AccessKey {
  readonly id: number
  readonly name: string
  readonly scope: Scope
  readonly expiresAt: string | null
  readonly usedAt: string | null
  readonly addresses: readonly string[]
}

export function AccessKeys() {
  const keys = useLoad((signal) => get<{ rows: AccessKey[] }>('/api_keys', signal), [])
  const [isMaking, setMaking] = useState(false)
  const end = async ({ id, name }: AccessKey) => {
    const title = t('accessKey.end', { name })
    if (!(await confirmed(title, t('key.renewText'), t('account.end')))) return
    await ask('DELETE', `/api_keys/${id}`).then(keys.reload, tellFailure)
  }
  return (
    <Card
      title={t('accessKey.title')}
      actions={
        <Button icon="plus" onClick={() => setMaking(true)}>
          {t('add')}
        </Button>
      }
    >
      <p class="faint">{t('accessKey.text')}</p>
      {keys.error === null ? null : <Failed failure={keys.error} onRetry={keys.reload} />}
      {keys.data === null && keys.error === null ? <Skeleton lines={1} /> : null}
      <ul class="stack">
        {(keys.data?.rows ?? []).map((key) => (
          <li class="row" key={key.id}>
            <span class="grow">
              <Text value={key.name} length={40} />{' '}
              <Badge look="neutral">{t(`accessKey.scope.${key.scope}`)}</Badge>
              <br />
              <span class="faint small">{aboutKey(key)}</span>
            </span>
            <RemoveButton
              label={t('accessKey.end', { name: key.name })}
              onClick={() => void end(key)}
            />
          </li>
        ))}
      </ul>
      {isMaking ? <NewKey onClose={() => setMaking(false)} onMade={keys.reload} /> : null}
    </Card>
  )
}

function aboutKey({ usedAt, expiresAt, addresses }: AccessKey): string {
  const used =
    usedAt === null
      ? t('accessKey.unused')
      : t('accessKey.used', { at: dateTime(readStamp(usedAt), zone.value) })
  const ends =
    expiresAt === null
      ? ''
      : `${t('accessKey.expires')} ${dateTime(readStamp(expiresAt), zone.value)}`
  return [used, ends, addresses.join(', ')].filter((part) => part !== '').join(' · ')
}

interface NewProps {
  readonly onClose: () => void
  readonly onMade: () => void
}

function NewKey({ onClose, onMade }: NewProps) {
  const [values, setValues] = useState({ name: '', scope: 'read', expires: '', addresses: '' })
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [key, setKey] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onInput: (text: string) => setValues({ ...values, [name]: text }),
  })
  const make = async (event: Event) => {
    event.preventDefault()
    const { name, scope, expires, addresses } = values
    const listed = addresses.split(/[\s,]+/).filter((address) => address !== '')
    const expiresAt = expires === '' ? null : endOfDay(zone.peek(), expires)
    setBusy(true)
    try {
      const body = { name: name.trim(), scope, expiresAt, addresses: listed }
      setKey((await post<{ key: string }>('/api_keys', body)).key)
      onMade()
    } catch (error) {
      setFailure(failureFrom(error))
    }
    setBusy(false)
  }
  if (key !== null) {
    return (
      <Dialog title={t('accessKey.title')} onClose={onClose}>
        <Notice look="warning">{t('accessKey.once')}</Notice>
        <div class="row nowrap">
          <code class="marked-url">{key}</code>
          <CopyButton text={key} label={t('key.copy')} look="primary" />
        </div>
      </Dialog>
    )
  }
  return (
    <Dialog title={t('accessKey.make')} onClose={onClose}>
      <form class="form" onSubmit={(event) => void make(event)}>
        {failure === null ? null : <Failed failure={failure} />}
        <TextField label={t('accessKey.name')} {...field('name')} hasFocus isRequired />
        <SelectField
          label={t('accessKey.scope')}
          value={values.scope}
          options={SCOPES.map((value) => ({ value, label: t(`accessKey.scope.${value}`) }))}
          onChange={(scope) => setValues({ ...values, scope })}
        />
        <TextField
          label={t('accessKey.expires')}
          hint={`${t('accessKey.never')} · ${t('field.zone', { zone: zone.value })}`}
          type="date"
          {...field('expires')}
        />
        <AreaField
          label={t('accessKey.addresses')}
          hint={t('accessKey.addressesHint')}
          rows={2}
          {...field('addresses')}
        />
        <div>
          <WriteButton type="submit" look="primary" isBusy={isBusy}>
            {t('accessKey.make')}
          </WriteButton>
        </div>
      </form>
    </Dialog>
  )
}
