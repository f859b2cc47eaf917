/** What a new installation still needs; ticks itself off as it happens. */
import { useEffect, useState } from 'preact/hooks'

import { get } from '../../api/client.ts'
import { listDomains } from '../../api/lists.ts'
import { queryReport } from '../../api/measures.ts'
import { Button } from '../../parts/button.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Card } from '../../parts/page.tsx'
import { status } from '../../shell/status.ts'
import { shared, useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { readStored, store } from '../../state/stored.ts'
import { isAdmin, isOwner } from '../../state/user.ts'
import { type Key, t } from '../../words/words.ts'

interface Step {
  readonly title: Key
  readonly to: string
  readonly isDone: boolean
}

const AGAIN_MS = 4000
/** As long as it is not known: the same lines, so that nothing below them moves. */
const AWAITED: readonly Step[] = [
  { title: 'check.campaign', to: '/campaigns/new', isDone: false },
  { title: 'check.domain', to: '/domains', isDone: false },
  { title: 'check.https', to: '/domains', isDone: false },
  { title: 'check.click', to: '/clicks', isDone: false },
  { title: 'check.postback', to: '/networks', isDone: false },
  { title: 'check.geo', to: '/system', isDone: false },
  { title: 'check.backup', to: '/system', isDone: false },
]

/** Backups are for owners alone. */
const isHis = ({ title }: Step) => title !== 'check.backup' || isOwner.value

interface Reached {
  readonly leadsHere: boolean
  readonly isSsl: boolean
}

type Brought = Readonly<Record<'campaign' | 'click' | 'postback' | 'backup', boolean>>

async function loadBrought(signal: AbortSignal): Promise<Brought> {
  const [campaigns, { totals }, backups] = await Promise.all([
    get<unknown[]>('/campaign/list/filtered?limit=1', signal),
    queryReport(
      {
        period: { preset: 'all_time' },
        measures: ['clicks', 'conversions', 'unreplaced_macros'],
      },
      signal,
    ),
    isOwner.peek()
      ? get<{ rows?: unknown[] } | unknown[]>('/backups', signal).catch(() => null)
      : null,
  ])
  const { clicks, conversions, unreplaced_macros: unreplaced } = totals
  const list = Array.isArray(backups) ? backups : (backups?.rows ?? [])
  return {
    campaign: campaigns.length > 0,
    click: (clicks ?? 0) > (unreplaced ?? 0),
    postback: (conversions ?? 0) > 0,
    backup: list.length > 0,
  }
}

/** What becomes known later ticks its own line off. */
function stepsOf(brought: Brought, { leadsHere, isSsl }: Reached): readonly Step[] {
  const isGeo = status.value?.geo.some(({ problem }) => problem === null) === true
  const { campaign, click, postback, backup } = brought
  const done = [campaign, leadsHere, isSsl, click, postback, isGeo, backup]
  return AWAITED.map((step, at) => ({ ...step, isDone: done[at] === true })).filter(isHis)
}

const NOT_REACHED: Reached = { leadsHere: false, isSsl: false }

/** Whether visitors of the default domain come here, asked once a minute: it takes seconds. */
function reachedNow(signal: AbortSignal): Promise<Reached> {
  const read = async (wanted: AbortSignal) => {
    const domains = await listDomains(wanted)
    const domain = domains.find(({ isDefault }) => isDefault) ?? domains[0]
    if (domain === undefined) return NOT_REACHED
    const verdict = await get<{ error: string; isSsl: boolean }>(
      `/domain/${domain.id}/check`,
      wanted,
    )
    return { leadsHere: verdict.error === '', isSsl: verdict.isSsl }
  }
  return shared('default domain reached', read, signal)
}

export function Checklist(props: { readonly hasClicks: boolean }) {
  const [isHidden, setHidden] = useState(readStored('checklist') === 'done')
  if (!isAdmin.value || isHidden) return null
  const hide = () => {
    store('checklist', 'done')
    setHidden(true)
  }
  return <Steps {...props} onHide={hide} />
}

interface StepsProps {
  readonly hasClicks: boolean
  readonly onHide: () => void
}

function Steps({ hasClicks, onHide: hide }: StepsProps) {
  const reached = useLoad(reachedNow, [refreshes.value])
  const brought = useLoad(loadBrought, [refreshes.value])
  const steps = brought.data === null ? null : stepsOf(brought.data, reached.data ?? NOT_REACHED)
  const isWaiting = steps?.some(({ isDone }) => !isDone) === true && !hasClicks
  useEffect(() => {
    if (!isWaiting) return
    const timer = setInterval(() => document.hidden || brought.reload(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [isWaiting])
  const isAllDone = steps?.every(({ isDone }) => isDone) === true
  useEffect(() => {
    if (isAllDone) hide()
  }, [isAllDone])
  if (isAllDone || brought.error !== null) return null
  return (
    <Card
      title={t('check.title')}
      actions={<Button icon="close" look="quiet" label={t('hide')} onClick={hide} />}
    >
      <ul class="checklist" aria-busy={steps === null}>
        {(steps ?? AWAITED.filter(isHis)).map(({ title, to, isDone }) => (
          <li key={title} class={isDone ? 'done' : undefined}>
            <span class="tick">{isDone ? <Icon name="check" size={14} /> : null}</span>
            {isDone ? t(title) : <a href={href(to)}>{t(title)}</a>}
            <span class="visually-hidden">{isDone ? t('check.done') : t('check.open')}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
