/** The second step of one's own login: set up with an app, recovery codes, switched off again. */
import { useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { failureFrom } from '../../api/failure.ts'
import { Button, CopyButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { hasFingers } from '../../parts/phone.ts'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { failureText } from '../../words/failures.ts'
import { plural, t } from '../../words/words.ts'
import { QrCode } from '../links/qr.tsx'

interface State {
  readonly isEnabled: boolean
  readonly recoveryLeft: number
}

interface Secret {
  readonly secret: string
  readonly uri: string
}

export function TwoFactor() {
  const state = useLoad((signal) => get<State>('/user/2fa/status', signal), [])
  const [secret, setSecret] = useState<Secret | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [isEnding, setEnding] = useState(false)
  const begin = async () => {
    try {
      setSecret((await ask<Secret>('PUT', '/user/2fa/secret/generate')).data)
    } catch (error) {
      tellFailure(error)
    }
  }
  const enable = async (code: string) => {
    const made = await post<{ recoveryCodes: string[] }>('/user/2fa/enable', { code })
    setSecret(null)
    setCodes(made.recoveryCodes)
    state.reload()
  }
  const disable = async (code: string) => {
    await post('/user/2fa/disable', { code })
    setEnding(false)
    state.reload()
  }
  if (state.error !== null) return <Failed failure={state.error} onRetry={state.reload} />
  if (state.data === null) return <Skeleton lines={2} />
  const { isEnabled, recoveryLeft } = state.data
  return (
    <Card title={t('twoFactor.title')}>
      <p class="faint">{t('twoFactor.text')}</p>
      <div class="row">
        {isEnabled ? (
          <>
            <Badge look="good">{t('twoFactor.isOn')}</Badge>
            <span class={recoveryLeft < 3 ? 'warn-text' : 'faint'}>
              {plural('twoFactor.left', recoveryLeft)}
            </span>
            <Button onClick={() => setEnding(true)}>{t('twoFactor.disable')}</Button>
          </>
        ) : (
          <WriteButton icon="key" onClick={() => void begin()}>
            {t('twoFactor.begin')}
          </WriteButton>
        )}
      </div>
      {secret === null ? null : (
        <Dialog title={t('twoFactor.title')} onClose={() => setSecret(null)}>
          <p>{t('twoFactor.scan')}</p>
          <QrCode text={secret.uri} />
          {hasFingers() ? (
            <p>
              <a class="button plain" href={secret.uri}>
                {t('twoFactor.openApp')}
              </a>
            </p>
          ) : null}
          <div class="row nowrap">
            <code class="marked-url">{secret.secret}</code>
            <CopyButton text={secret.secret} label={t('twoFactor.copySecret')} />
          </div>
          <CodeForm act={t('twoFactor.enable')} send={enable} />
        </Dialog>
      )}
      {isEnding ? (
        <Dialog title={t('twoFactor.disable')} onClose={() => setEnding(false)}>
          <CodeForm act={t('twoFactor.disable')} send={disable} />
        </Dialog>
      ) : null}
      {codes === null ? null : <RecoveryCodes codes={codes} onClose={() => setCodes(null)} />}
    </Card>
  )
}

interface CodeProps {
  readonly act: string
  readonly send: (code: string) => Promise<void>
}

function CodeForm({ act, send }: CodeProps) {
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: Event) => {
    event.preventDefault()
    setProblem(null)
    try {
      await send(code.trim())
    } catch (error) {
      const failure = failureFrom(error)
      setProblem(failure.status === 403 ? t('twoFactor.wrong') : failureText(failure))
    }
  }
  return (
    <form class="form" onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('twoFactor.code')}
        hint={t('twoFactor.codeHint')}
        errors={problem === null ? [] : [problem]}
        value={code}
        onInput={setCode}
        autocomplete="one-time-code"
        isCode
        hasFocus
        isRequired
      />
      <div>
        <WriteButton type="submit" look="primary">
          {act}
        </WriteButton>
      </div>
    </form>
  )
}

interface RecoveryProps {
  readonly codes: readonly string[]
  readonly onClose: () => void
}

/** Closed by its button alone: a slip would lose them. */
function RecoveryCodes({ codes, onClose }: RecoveryProps) {
  return (
    <Dialog
      title={t('twoFactor.recovery')}
      onClose={() => undefined}
      actions={
        <>
          <CopyButton text={codes.join('\n')} label={t('twoFactor.copyAll')} look="plain">
            {t('twoFactor.copyAll')}
          </CopyButton>
          <Button look="primary" onClick={onClose}>
            {t('twoFactor.kept')}
          </Button>
        </>
      }
    >
      <p>{t('twoFactor.recoveryText')}</p>
      <pre class="recovery">{codes.join('\n')}</pre>
    </Dialog>
  )
}
