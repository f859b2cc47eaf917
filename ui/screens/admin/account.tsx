/** One's own account: key, password, sessions, look. */
import { useState } from 'preact/hooks'

import type { Language } from '../../../src/core/words/language.ts'
import { ask, get } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { allZones, dateTime, readStamp } from '../../format/dates.ts'
import { visible } from '../../format/text.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Select, TextField } from '../../parts/field.tsx'
import { Card, Page } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { WriteSelect } from '../../parts/write-field.tsx'
import { useLoad } from '../../state/load.ts'
import {
  type Density,
  density,
  setDensity,
  setLanguage,
  setTheme,
  type Theme,
  theme,
} from '../../state/look.ts'
import { zone } from '../../state/period.ts'
import { changePreferences, preferences } from '../../state/preferences.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { user } from '../../state/user.ts'
import { language, LANGUAGES, t } from '../../words/words.ts'
import { LEAST_PASSWORD } from '../setup/strength.ts'
import { AccessKeys } from './access-keys.tsx'
import { ApiKey, useApiKeys } from './api-key.tsx'
import { Colours } from './colours.tsx'
import { TwoFactor } from './two-factor.tsx'

export function Account() {
  const userId = String(user.value?.id ?? '')
  const keys = useApiKeys(userId)
  return (
    <Page title={user.value?.login ?? t('account.title')}>
      {keys.data === null && keys.error === null ? (
        <Skeleton onCancel={keys.cancel} />
      ) : (
        <div class="pair">
          <ApiKey userId={userId} keys={keys} />
          <AccessKeys />
          <Password />
          <TwoFactor />
          <Look />
          <Colours />
          <Sessions />
        </div>
      )}
    </Page>
  )
}

function Password() {
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const refused = failure?.facts.fields['newPassword'] ?? []
  const change = async (event: Event) => {
    event.preventDefault()
    setFailure(null)
    try {
      await ask('PUT', '/user/change_password', { body: { password: old, newPassword: next } })
      setOld('')
      setNext('')
      tell(t('account.passwordDone'))
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  return (
    <Card title={t('login.password')}>
      <form class="form" onSubmit={(event) => void change(event)}>
        {failure === null || refused.length > 0 ? null : failure.status === 403 ? (
          <p class="error">{t('account.wrongPassword')}</p>
        ) : (
          <Failed failure={failure} />
        )}
        <TextField
          label={t('account.old')}
          type="password"
          autocomplete="current-password"
          value={old}
          onInput={setOld}
          isRequired
        />
        <TextField
          label={t('account.new')}
          type="password"
          autocomplete="new-password"
          value={next}
          onInput={setNext}
          hint={t('user.passwordNew', { n: LEAST_PASSWORD })}
          errors={refused}
          isRequired
        />
        <div>
          <WriteButton type="submit">{t('account.change')}</WriteButton>
        </div>
      </form>
    </Card>
  )
}

function Look() {
  return (
    <Card title={t('account.look')}>
      <div class="form two">
        <Choice
          label={t('look.language')}
          value={language.value}
          options={LANGUAGES.map(({ code, name }) => ({ value: code, label: name }))}
          onChange={(code) => void setLanguage(code as Language)}
        />
        <Choice
          label={t('look.theme')}
          value={theme.value}
          options={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            label: t(`look.${value}`),
          }))}
          onChange={(value) => setTheme(value as Theme)}
        />
        <Zone />
        <Choice
          label={t('look.density')}
          value={density.value}
          options={(['normal', 'compact'] as const).map((value) => ({
            value,
            label: t(`look.${value}`),
          }))}
          onChange={(value) => setDensity(value as Density)}
        />
      </div>
    </Card>
  )
}

/** Kept by the server only; the rest is kept in the browser, too, and can be chosen without it. */
function Zone() {
  const zones = allZones().map((name) => ({ value: name, label: name.replaceAll('_', ' ') }))
  return (
    <div class="field">
      <span class="label">{t('period.zone')}</span>
      <WriteSelect
        label={t('period.zone')}
        value={preferences.value.timezone ?? ''}
        options={[{ value: '', label: t('look.trackerZone') }, ...zones]}
        onChange={(name) => changePreferences({ timezone: name === '' ? null : name })}
      />
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { value: string; label: string }[]
  readonly onChange: (value: string) => void
}

function Choice(props: ChoiceProps) {
  return (
    <div class="field">
      <span class="label">{props.label}</span>
      <Select {...props} />
    </div>
  )
}

interface SessionRow {
  readonly id: number
  readonly seenAt: string
  readonly address: string
  readonly userAgent: string
  /** Empty where the user agent does not tell. */
  readonly browser: string
  readonly os: string
  readonly isCurrent: boolean
}

/** `Chrome 129, Windows 11`; of what is no known browser its own words. */
function programOf({ browser, os, userAgent }: SessionRow): string {
  const known = [browser, os].filter((name) => name !== '').join(', ')
  return known === '' ? userAgent : known
}

function Sessions() {
  const sessions = useLoad((signal) => get<{ rows: SessionRow[] }>('/sessions', signal), [])
  const end = async (id: number) => {
    try {
      await ask('DELETE', `/sessions/${id}`)
      sessions.reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Card title={t('account.sessions')}>
      {sessions.error === null ? null : (
        <Failed failure={sessions.error} onRetry={sessions.reload} />
      )}
      {sessions.data === null ? (
        sessions.error === null ? (
          <Skeleton lines={2} />
        ) : null
      ) : (
        <table class="plain-table">
          <tbody>
            {sessions.data.rows.map((row) => (
              <tr key={row.id}>
                <td class="wrap">
                  <span title={visible(row.userAgent)}>
                    <Text value={programOf(row)} length={70} />
                  </span>
                  <br />
                  <span class="faint small">
                    {row.address} · {dateTime(readStamp(row.seenAt), zone.value)}
                  </span>
                </td>
                <td>
                  {row.isCurrent ? (
                    <Badge look="accent">{t('account.this')}</Badge>
                  ) : (
                    <WriteButton look="quiet" onClick={() => void end(row.id)}>
                      {t('account.end')}
                    </WriteButton>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
