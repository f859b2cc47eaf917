/** What DNS and the certificate of a domain look like right now. */
import { get } from '../../api/client.ts'
import type { DomainRow } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { t } from '../../words/words.ts'
import { Detail } from '../clicks/click-drawer.tsx'

interface Props {
  readonly domain: DomainRow
  readonly onClose: () => void
}

export function DomainCheck({ domain, onClose }: Props) {
  const check = useLoad((signal) => get<object>(`/domain/${domain.id}/check`, signal), [domain.id])
  return (
    <Dialog title={`${t('domain.check')}: ${domain.host}`} onClose={onClose}>
      {check.error === null ? null : <Failed failure={check.error} onRetry={check.reload} />}
      {check.data === null ? (
        check.error === null ? (
          <Skeleton lines={3} />
        ) : null
      ) : (
        <Detail detail={check.data} />
      )}
    </Dialog>
  )
}
