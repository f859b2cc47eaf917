/** Offers and landings that blocklists name: nothing stops them, so it has to be seen. */
import { get } from '../../api/client.ts'
import type { BlocklistEntry } from '../../api/types.ts'
import { Badge } from '../../parts/chip.tsx'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { isOwner } from '../../state/user.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'
import { AllowAct } from '../links/allowed.tsx'

interface Row {
  readonly id: number
  readonly name: string
  readonly listings?: readonly BlocklistEntry[]
}

/** A name in a list, with what lists say. */
export function ListedName({ row, path }: { readonly row: Row; readonly path: string }) {
  const [first] = row.listings ?? []
  return (
    <span class="named">
      <a href={href(`${path}/${row.id}`)}>
        <Text value={row.name} length={60} />
      </a>
      {first === undefined ? null : (
        <span title={listedText(first)}>
          <Badge look="warning">{t('listed.badge')}</Badge>
        </span>
      )}
    </span>
  )
}

interface ListingRow extends BlocklistEntry {
  readonly target: string
}

interface NoticeProps {
  readonly kind: 'offer' | 'landing'
  readonly id: string
}

/** Nothing, where no list names it. A failure is silent: the list of objects says it, too. */
export function ListedNotice({ kind, id }: NoticeProps) {
  const listings = useLoad(
    (signal) => get<{ rows: ListingRow[] }>(`/${kind}/${id}/listings`, signal),
    [kind, id],
  )
  const [first] = listings.data?.rows ?? []
  if (first === undefined) return null
  return (
    <Notice look="warning">
      <div class="stack">
        <p>
          {t('listed.text', { reasons: (listings.data?.rows ?? []).map(listedText).join('; ') })}
        </p>
        {isOwner.value ? <AllowAct listing={first} onAllowed={listings.reload} /> : null}
      </div>
    </Notice>
  )
}

export function listedText({ list, entry }: BlocklistEntry): string {
  return said(`on the blocklist ${list}: ${entry}`)
}
