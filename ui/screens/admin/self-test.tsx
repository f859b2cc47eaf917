/** The self-test: what the tracker lives on is tried when somebody asks, each check with its finding. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'

interface Check {
  /** `clock`, `disk`, `postback`, `dns:HOST` or `certificate:HOST`. */
  readonly id: string
  readonly ok: boolean
  readonly detail: string
}

export function SelfTest() {
  const [checks, setChecks] = useState<readonly Check[] | null>(null)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setFailure(null)
    try {
      setChecks((await post<{ checks: readonly Check[] }>('/system/selftest')).checks)
    } catch (error) {
      setFailure(failureFrom(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      title={t('selftest.title')}
      actions={
        <Button icon="play" isBusy={isBusy} onClick={() => void run()}>
          {t('selftest.run')}
        </Button>
      }
    >
      {failure === null ? null : <Failed failure={failure} />}
      {checks === null ? (
        <p class="faint">{t('selftest.text')}</p>
      ) : (
        <ul class="checks" aria-live="polite">
          {checks.map((check) => (
            <CheckLine key={check.id} check={check} />
          ))}
        </ul>
      )}
    </Card>
  )
}

const KINDS = ['clock', 'disk', 'postback', 'dns', 'certificate'] as const

function CheckLine({ check: { id, ok, detail } }: { readonly check: Check }) {
  const [kind = '', host = ''] = id.split(/:(.*)/s)
  const title = KINDS.find((one) => one === kind)
  return (
    <li>
      <Badge look={ok ? 'good' : 'bad'}>{ok ? t('selftest.ok') : t('selftest.bad')}</Badge>
      <strong>
        {title === undefined ? kind : t(`selftest.${title}`)} <Text value={host} length={60} />
      </strong>
      <span class="wrap small faint">{said(detail)}</span>
    </li>
  )
}
