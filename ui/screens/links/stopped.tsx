/** Why a link is stopped, and what can be done about it where a blocklist is wrong. */
import { get } from '../../api/client.ts'
import { Notice } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { isOwner } from '../../state/user.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'
import { AllowAct } from './allowed.tsx'

interface ListingRow {
  readonly entry: string
  readonly target: string
  /** Whether the link is closed for it now. */
  readonly isReason: boolean
}

interface Props {
  readonly id: string
  readonly reason: string
  readonly onChanged: () => void
}

export function Stopped({ id, reason, onChanged }: Props) {
  return (
    <Notice look="warning">
      <div class="stack">
        <p>{t('link.stopped', { reason: said(reason) })}</p>
        {isOwner.value ? <Allow id={id} onChanged={onChanged} /> : null}
      </div>
    </Notice>
  )
}

/** Nothing, where it is not a list that has stopped the link. */
function Allow({ id, onChanged }: Omit<Props, 'reason'>) {
  const listings = useLoad(
    (signal) => get<{ rows: ListingRow[] }>(`/links/${id}/listings`, signal),
    [id],
  )
  const listing = listings.data?.rows.find(({ isReason }) => isReason)
  return listing === undefined ? null : <AllowAct listing={listing} onAllowed={onChanged} />
}
