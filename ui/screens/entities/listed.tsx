/** Offers and landings that blocklists name: nothing stops them, so it has to be seen. */
import { useState } from 'preact/hooks'

import { get } from '../../api/client.ts'
import type { BlocklistEntry } from '../../api/types.ts'
import { WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { isOwner } from '../../state/user.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'
import { AllowDialog, allowTitle, placeOf } from '../links/allowed.tsx'

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
  const [isAsking, setAsking] = useState(false)
  const [first] = listings.data?.rows ?? []
  if (first === undefined) return null
  const place = placeOf(first)
  const title = allowTitle(place)
  return (
    <Notice look="warning">
      <div class="stack">
        <p>
          {t('listed.text', { reasons: (listings.data?.rows ?? []).map(listedText).join('; ') })}
        </p>
        {isOwner.value ? (
          <div>
            <WriteButton onClick={() => setAsking(true)}>{title}</WriteButton>
          </div>
        ) : null}
      </div>
      {isAsking ? (
        <AllowDialog
          title={title}
          place={place}
          onClose={() => setAsking(false)}
          onAllowed={() => {
            setAsking(false)
            listings.reload()
          }}
        />
      ) : null}
    </Notice>
  )
}

export function listedText({ list, entry }: BlocklistEntry): string {
  return said(`on the blocklist ${list}: ${entry}`)
}
