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

async function loadSteps({ leadsHere, isSsl }: Reached): Promise<readonly Step[]> {
  const [campaigns, sums, backups] = await Promise.all([
    get<unknown[]>('/campaign/list/filtered?limit=1'),
    queryReport({
      period: { preset: 'all_time' },
      measures: ['clicks', 'conversions', 'unreplaced_macros'],
    }),
    isOwner.peek() ? get<{ rows?: unknown[] } | unknown[]>('/backups').catch(() => null) : null,
  ])
  const { clicks, conversions, unreplaced_macros: unreplaced } = sums.totals
  const list = Array.isArray(backups) ? backups : (backups?.rows ?? [])
  const done = [
    campaigns.length > 0,
    leadsHere,
    isSsl,
    (clicks ?? 0) > (unreplaced ?? 0),
    (conversions ?? 0) > 0,
    status.peek()?.geo.some(({ problem }) => problem === null) === true,
    list.length > 0,
  ]
  return AWAITED.map((step, at) => ({ ...step, isDone: done[at] === true })).filter(isHis)
}

const NOT_REACHED: Reached = { leadsHere: false, isSsl: false }

/** Whether visitors of the default domain come here, asked once a minute: it takes seconds. */
function reachedNow(): Promise<Reached> {
  return shared('default domain reached', async () => {
    const domains = await listDomains()
    const domain = domains.find(({ isDefault }) => isDefault) ?? domains[0]
    if (domain === undefined) return NOT_REACHED
    const verdict = await get<{ error: string; isSsl: boolean }>(`/domain/${domain.id}/check`)
    return { leadsHere: verdict.error === '', isSsl: verdict.isSsl }
  })
}

export function Checklist(props: { readonly hasClicks: boolean }) {
  return isAdmin.value ? <Steps {...props} /> : null
}

function Steps({ hasClicks }: { readonly hasClicks: boolean }) {
  const [isHidden, setHidden] = useState(readStored('checklist') === 'done')
  const reached = useLoad(reachedNow, [refreshes.value])
  const { leadsHere, isSsl } = reached.data ?? NOT_REACHED
  const question = [refreshes.value, status.value === null, leadsHere, isSsl]
  const steps = useLoad(() => loadSteps({ leadsHere, isSsl }), question)
  const isWaiting = steps.data?.some(({ isDone }) => !isDone) === true && !hasClicks
  useEffect(() => {
    if (!isWaiting || isHidden) return
    const timer = setInterval(() => document.hidden || steps.reload(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [isWaiting, isHidden])
  const isAllDone = steps.data?.every(({ isDone }) => isDone) === true
  const hide = () => {
    store('checklist', 'done')
    setHidden(true)
  }
  useEffect(() => {
    if (isAllDone) hide()
  }, [isAllDone])
  if (isHidden || isAllDone || steps.error !== null) return null
  return (
    <Card
      title={t('check.title')}
      actions={<Button icon="close" look="quiet" label={t('hide')} onClick={hide} />}
    >
      <ul class="checklist" aria-busy={steps.data === null}>
        {(steps.data ?? AWAITED.filter(isHis)).map(({ title, to, isDone }) => (
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
