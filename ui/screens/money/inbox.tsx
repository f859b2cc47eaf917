/** Postbacks that did not count: by cause, each with what to do; payouts without a rate; wrong keys. */
import { useState } from 'preact/hooks'

import { get } from '../../api/client.ts'
import { number } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { Button, LinkButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Card } from '../../parts/page.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { closedAt } from '../../state/rights.ts'
import { href } from '../../state/router.ts'
import { isAdmin } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { InboxCalls } from './inbox-calls.tsx'
import { InboxGroup } from './inbox-group.tsx'
import {
  causeTitle,
  type InboxShelves,
  type PendingPayouts,
  type UnmatchedGroup,
} from './unmatched.ts'

export function Inbox({ inbox }: { readonly inbox: Loaded<InboxShelves | null> }) {
  if (inbox.error !== null) return <Failed failure={inbox.error} onRetry={inbox.reload} />
  if (inbox.data === null) return <Skeleton />
  const { groups, pending, aside } = inbox.data
  // What was put aside, or has no rate, is not counted yet.
  const isAllCounted = aside.length + pending.length === 0
  const title = t(isAllCounted ? 'inbox.empty' : 'inbox.noneWaits')
  return (
    <div class="stack">
      {groups.length > 0 ? null : <Empty icon="check" title={title} text={t('inbox.emptyText')} />}
      {groups.map((group) => (
        <InboxGroup key={`${group.cause} ${group.networkId}`} group={group} reload={inbox.reload} />
      ))}
      {pending.length === 0 ? null : <Pending pending={pending} />}
      <PutAside groups={aside} reload={inbox.reload} />
      {isAdmin.value ? <WrongKeys /> : null}
    </div>
  )
}

function Pending({ pending }: { readonly pending: readonly PendingPayouts[] }) {
  return (
    <Card title={t('inbox.pending')}>
      <p>{t('inbox.pendingText')}</p>
      <ul class="row">
        {pending.map(({ currency, count, amount }) => (
          <li key={currency}>
            <Badge look="warning">
              {amount === undefined ? '' : `${number(Number(amount), 2)} `}
              {currency} · {plural('inbox.count', count)}
            </Badge>
          </li>
        ))}
      </ul>
      {closedAt('/settings') === null ? (
        <div>
          <LinkButton to={href('/settings?q=rates')} icon="settings">
            {t('inbox.setRate')}
          </LinkButton>
        </div>
      ) : null}
    </Card>
  )
}

interface AsideProps {
  readonly groups: readonly UnmatchedGroup[]
  readonly reload: () => void
}

/** What somebody did not want to wait for: it can be looked at, and tried again, all the same. */
function PutAside({ groups, reload }: AsideProps) {
  const [shown, setShown] = useState<UnmatchedGroup | null>(null)
  if (groups.length === 0) return null
  const close = () => setShown(null)
  return (
    <Card title={t('inbox.aside')}>
      <p>{t('inbox.asideText')}</p>
      <ul class="row">
        {groups.map((group) => (
          <li key={`${group.cause} ${group.networkId}`}>
            <Button look="quiet" onClick={() => setShown(group)}>
              {causeTitle(group.cause)}
              {group.network === '' ? '' : ` · ${visible(group.network)}`} ·{' '}
              {plural('inbox.count', group.count)}
            </Button>
          </li>
        ))}
      </ul>
      {shown === null ? null : (
        <InboxCalls group={shown} shelf="aside" onClose={close} onChanged={reload} />
      )}
    </Card>
  )
}

interface WrongKeyCalls {
  readonly count: number
  readonly rows: readonly {
    readonly at: string
    readonly method: string
    readonly url: string
    readonly ip: string
    readonly userAgent: string
  }[]
}

const SHOWN = 20

function WrongKeys() {
  const wrong = useLoad((signal) => get<WrongKeyCalls>('/postbacks/wrong_keys', signal), [])
  if (wrong.data === null || wrong.data.count === 0) return null
  return (
    <Card title={t('inbox.wrongKeys')}>
      <p>{plural('inbox.wrongKeysText', wrong.data.count)}</p>
      <details>
        <summary>{t('inbox.wrongKeysShow')}</summary>
        <ScrollX label={t('postback.inbox')}>
          <table class="plain-table small">
            <tbody>
              {wrong.data.rows.slice(0, SHOWN).map(({ at, method, url, ip, userAgent }, place) => (
                <tr key={place}>
                  <td class="number nowrap">{at}</td>
                  <td class="nowrap">{ip}</td>
                  <td>
                    {method} <Text value={url} length={90} />
                  </td>
                  <td class="faint">
                    <Text value={userAgent} length={50} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      </details>
    </Card>
  )
}
