/** Whether a domain leads here, and with a certificate; looked at now. */
import { get } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'

interface Verdict {
  /** `''`: it leads here. */
  readonly error: string
  readonly isSsl: boolean
}

interface Props {
  readonly id: string
  readonly host: string
  readonly onClose: () => void
}

export function DomainCheck({ id, host, onClose }: Props) {
  const checked = useLoad((signal) => get<Verdict>(`/domain/${id}/check`, signal), [id])
  return (
    <Dialog title={t('domain.check', { host })} onClose={onClose}>
      {checked.error === null ? null : <Failed failure={checked.error} onRetry={checked.reload} />}
      {checked.data === null ? (
        checked.error === null ? (
          <Skeleton lines={2} onCancel={onClose} />
        ) : null
      ) : (
        <Outcome verdict={checked.data} />
      )}
      <p class="faint">{t('setup.domainHint')}</p>
    </Dialog>
  )
}

function Outcome({ verdict: { error, isSsl } }: { readonly verdict: Verdict }) {
  if (error !== '') {
    return (
      <Notice look="danger">
        {t('domain.checkFailed')} {said(error)}
      </Notice>
    )
  }
  return (
    <>
      <Notice look="good">{t('domain.checkGood')}</Notice>
      <Notice look={isSsl ? 'good' : 'warning'}>
        {isSsl ? t('domain.sslGood') : t('domain.sslBad')}
      </Notice>
    </>
  )
}
