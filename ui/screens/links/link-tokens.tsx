/** Keys to the API of short links: made, shown once, revoked. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { date, dateTime, endOfDay, readStamp } from '../../format/dates.ts'
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button, CopyButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed, Dialog } from '../../parts/dialog.tsx'
import { SelectField, TextField } from '../../parts/field.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

interface TokenRow {
  readonly id: number
  readonly name: string
  readonly scope: 'read' | 'write'
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
  readonly lastUsedAt: string | null
}

export function LinkTokens() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon="key" look="quiet" label={t('token.api')} onClick={() => setOpen(true)}>
        {isPhone() ? undefined : t('token.button')}
      </Button>
      {isOpen ? <TokenDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function TokenDialog({ onClose }: { readonly onClose: () => void }) {
  const tokens = useLoad((signal) => get<{ rows: TokenRow[] }>('/link_tokens', signal), [])
  const [shown, setShown] = useState<string | null>(null)
  return (
    <Dialog title={t('token.api')} shape="wide" onClose={onClose}>
      <p class="faint">
        {t('token.apiText')} {t('token.lastDay', { zone: zone.value })}
      </p>
      <NewToken
        onMade={(token) => {
          setShown(token)
          tokens.reload()
        }}
      />
      {shown === null ? null : (
        <Notice look="good">
          <p>{t('token.once')}</p>
          <div class="row nowrap">
            <code class="marked-url">{shown}</code>
            <CopyButton text={shown} label={t('copy')} look="primary" />
          </div>
        </Notice>
      )}
      <Rows tokens={tokens} />
    </Dialog>
  )
}

function NewToken({ onMade }: { readonly onMade: (token: string) => void }) {
  const [name, setName] = useState('')
  const [scope, setScope] = useState('write')
  const [expires, setExpires] = useState('')
  const [isBusy, setBusy] = useState(false)
  const make = async (event: Event) => {
    event.preventDefault()
    const expiresAt = expires === '' ? {} : { expiresAt: endOfDay(zone.peek(), expires) }
    setBusy(true)
    try {
      const { token } = await post<{ token: string }>('/link_tokens', { name, scope, ...expiresAt })
      setName('')
      onMade(token)
    } catch (error) {
      tellFailure(error)
    }
    setBusy(false)
  }
  return (
    <form class="form three" onSubmit={(event) => void make(event)}>
      <TextField label={t('list.name')} value={name} onInput={setName} isRequired hasFocus />
      <SelectField
        label={t('token.scope')}
        value={scope}
        options={(['write', 'read'] as const).map((value) => ({
          value,
          label: t(`token.scope.${value}`),
        }))}
        onChange={setScope}
      />
      <TextField label={t('token.expires')} type="date" value={expires} onInput={setExpires} />
      <div>
        <WriteButton type="submit" look="primary" isBusy={isBusy} isDisabled={name.trim() === ''}>
          {t('token.make')}
        </WriteButton>
      </div>
    </form>
  )
}

function Rows({ tokens }: { readonly tokens: Loaded<{ rows: readonly TokenRow[] }> }) {
  if (tokens.error !== null) return <Failed failure={tokens.error} onRetry={tokens.reload} />
  if (tokens.data === null) return <Skeleton lines={2} />
  const rows = tokens.data.rows.filter(({ revokedAt }) => revokedAt === null)
  if (rows.length === 0) return <p class="faint">{t('token.noneYet')}</p>
  return (
    <table class="plain-table middle">
      <thead>
        <tr>
          <th scope="col">{t('list.name')}</th>
          <th scope="col">{t('token.scope')}</th>
          <th scope="col">{t('token.made')}</th>
          <th scope="col">{t('token.expires')}</th>
          <th scope="col">{t('token.used')}</th>
          <ActsHead />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Text value={row.name} length={40} />
            </th>
            <td>
              <Badge look={row.scope === 'write' ? 'accent' : 'neutral'}>
                {t(`token.scope.${row.scope}`)}
              </Badge>
            </td>
            <td class="faint">{date(readStamp(row.createdAt), zone.value)}</td>
            <td class="faint">{endOf(row)}</td>
            <td class="faint">
              {row.lastUsedAt === null
                ? t('token.unused')
                : dateTime(readStamp(row.lastUsedAt), zone.value)}
            </td>
            <td class="end">
              <WriteButton look="danger" onClick={() => void revoke(row, tokens.reload)}>
                {t('token.revoke')}
              </WriteButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function endOf({ expiresAt }: TokenRow): ComponentChildren {
  if (expiresAt === null) return t('token.never')
  const time = readStamp(expiresAt) ?? 0
  return time > Date.now() ? date(time, zone.value) : <Badge look="bad">{t('token.over')}</Badge>
}

async function revoke({ id, name }: TokenRow, reload: () => void): Promise<void> {
  const isSure = await confirmed(
    t('token.revokeTitle', { name }),
    t('token.revokeText'),
    t('token.revoke'),
  )
  if (!isSure) return
  await ask('DELETE', `/link_tokens/${id}`).then(reload, tellFailure)
}
