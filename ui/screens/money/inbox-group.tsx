/** Postbacks with one cause from one network: what to do, a look at them, trying them again. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { dateTime, readStamp } from '../../format/dates.ts'
import { money } from '../../format/numbers.ts'
import { visible } from '../../format/text.ts'
import { Button, LinkButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Card } from '../../parts/page.tsx'
import { Notice } from '../../parts/states.tsx'
import { zone } from '../../state/period.ts'
import { closedAt } from '../../state/rights.ts'
import { href } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { InboxCalls } from './inbox-calls.tsx'
import { MapGroup, MapParameter } from './inbox-mapping.tsx'
import {
  acceptedIn,
  advice,
  causeTitle,
  dismissCalls,
  type Outcome,
  reappliedSentence,
  tryAgain,
  type UnmatchedGroup,
  wouldSentence,
} from './unmatched.ts'

interface GroupProps {
  readonly group: UnmatchedGroup
  readonly reload: () => void
}

/** Clicks that are gone: there is a conversion to book, and nothing to book it to. */
const GONE = ['too_old', 'deleted_campaign', 'deleted_click', 'unreadable_click']

export function InboxGroup({ group, reload }: GroupProps) {
  const { cause, networkId, network, count } = group
  const [isOpen, setOpen] = useState(false)
  const looks = (
    <>
      <Button icon="search" look="quiet" onClick={() => setOpen(true)}>
        {t('inbox.calls')}
      </Button>
      {networkId === 0 || closedAt('/networks') !== null ? null : (
        <LinkButton to={href(`/networks/${networkId}`)} icon="network" look="quiet">
          {t('inbox.toNetwork')}
        </LinkButton>
      )}
    </>
  )
  return (
    <Card
      title={causeTitle(cause)}
      actions={
        <span class="row">
          <Badge look="bad">{plural('inbox.count', count)}</Badge>
          {(group.money ?? []).map(({ currency, amount }) => (
            <Badge look="warning" key={currency}>
              {t('inbox.money', { sum: money(Number(amount), currency) })}
            </Badge>
          ))}
          {network === '' ? null : <Badge look="neutral">{visible(network)}</Badge>}
        </span>
      }
    >
      <p class="wrap">{visible(advice(group))}</p>
      <p class="faint small">
        {t(group.firstAt === group.lastAt ? 'inbox.once' : 'inbox.times', {
          first: dateTime(readStamp(group.firstAt), zone.value),
          last: dateTime(readStamp(group.lastAt), zone.value),
        })}
      </p>
      {isAdmin.value ? (
        <Mending group={group} reload={reload}>
          {looks}
        </Mending>
      ) : (
        <div class="row">{looks}</div>
      )}
      {isOpen ? (
        <InboxCalls
          group={group}
          shelf="waiting"
          onClose={() => setOpen(false)}
          onChanged={reload}
        />
      ) : null}
    </Card>
  )
}

type MendingProps = GroupProps & { readonly children: ComponentChildren }

/** What changes something: for administrators. */
function Mending({ group, reload, children }: MendingProps) {
  const { cause, mapping } = group
  return (
    <>
      {mapping === null ? null : <MapParameter name={mapping} onMapped={reload} />}
      {cause === 'unmapped_status' ? <MapGroup group={group} onMapped={reload} /> : null}
      <TryAll group={group} reload={reload}>
        {children}
      </TryAll>
    </>
  )
}

/** The whole group at once, after a look at what would come of it. */
function TryAll({ group, reload, children }: MendingProps) {
  const { cause, networkId } = group
  const [tried, setTried] = useState<readonly Outcome[] | null>(null)
  const [isBusy, setBusy] = useState(false)
  const chosen = { filter: { cause, networkId } }
  const isClickless = GONE.includes(cause)
  const act = async (run: () => Promise<unknown>) => {
    setBusy(true)
    await run().catch(tellFailure)
    setBusy(false)
  }
  const look = async () => setTried(await tryAgain({ chosen, isDry: true, isClickless }))
  const apply = async () => {
    tell(reappliedSentence(await tryAgain({ chosen, isDry: false, isClickless })))
    reload()
  }
  const dismiss = async () => {
    const isSure = await confirmed(t('inbox.dismiss'), t('inbox.dismissText'), t('inbox.dismiss'))
    if (!isSure) return
    await dismissCalls(chosen)
    reload()
  }
  return (
    <>
      {tried === null ? null : (
        <Notice look={acceptedIn(tried) > 0 ? 'good' : 'info'}>{wouldSentence(tried)}</Notice>
      )}
      <div class="row">
        <Button isBusy={isBusy} onClick={() => void act(look)}>
          {t('inbox.try')}
        </Button>
        <WriteButton
          icon="refresh"
          look={tried !== null && acceptedIn(tried) > 0 ? 'primary' : 'plain'}
          isDisabled={isBusy}
          onClick={() => void act(apply)}
        >
          {isClickless ? t('inbox.clickless') : t('inbox.again')}
        </WriteButton>
        {children}
        <WriteButton look="quiet" isDisabled={isBusy} onClick={() => void act(dismiss)}>
          {t('inbox.dismiss')}
        </WriteButton>
      </div>
    </>
  )
}
