/** How the server is: version, storage, queues, data, backups, and who changed what. */
import { useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { readStamp, shortTime } from '../../format/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Card, Page } from '../../parts/page.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import type { SystemStatus } from '../../shell/status.ts'
import { type Loaded, useLoad } from '../../state/load.ts'
import { refreshes, zone } from '../../state/period.ts'
import { isOwner } from '../../state/user.ts'
import { type Key, t, term } from '../../words/words.ts'
import { Backups } from './backups.tsx'
import { ConfigCard } from './config-card.tsx'
import { SelfTest } from './self-test.tsx'
import { StatusCards } from './status-cards.tsx'
import { type Task, Tasks } from './tasks.tsx'

export function System() {
  const status = useLoad(() => get<SystemStatus>('/system/status'), [refreshes.value])
  const tasks = useLoad(() => get<Task[]>('/monitor/background_tasks'), [refreshes.value])
  return (
    <Page
      title={t('nav.system')}
      actions={
        <>
          <a class="button plain" href="/api/doc" target="_blank" rel="noopener noreferrer">
            {t('key.document')}
          </a>
          <Button icon="refresh" onClick={() => refreshes.value++}>
            {t('refresh')}
          </Button>
        </>
      }
    >
      <StatusCards status={status} />
      {status.data === null && status.error === null ? null : <Rest tasks={tasks} />}
    </Page>
  )
}

/** Below the state of the server, and therefore after it. */
function Rest({ tasks }: { readonly tasks: Loaded<readonly Task[]> }) {
  return (
    <>
      <div class="pair">
        {isOwner.value ? <SelfTest /> : null}
        {isOwner.value ? <Backups /> : null}
        {isOwner.value ? <ConfigCard /> : null}
        <Tasks list={tasks} />
      </div>
      <Audit />
    </>
  )
}

interface AuditRow {
  readonly at: string
  /** Null: a command, or the server itself. */
  readonly login: string | null
  readonly event: string
  readonly kind: string
  readonly name: string
  readonly ip: string
  readonly via: string
}

const AUDIT_TITLES: readonly Key[] = [
  'clicks.time',
  'audit.user',
  'audit.deed',
  'audit.kind',
  'list.name',
  'sim.ip',
  'audit.via',
]

function Audit() {
  const [text, setText] = useState('')
  const audit = useLoad(
    () => get<{ rows: AuditRow[] }>(`/audit${search({ q: text, limit: 100 })}`),
    [text, refreshes.value],
  )
  return (
    <Card
      title={t('audit.title')}
      actions={
        <input
          type="search"
          class="short"
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      }
    >
      {audit.error === null ? null : <Failed failure={audit.error} onRetry={audit.reload} />}
      {audit.data === null ? (
        audit.error === null ? (
          <Skeleton lines={4} />
        ) : null
      ) : audit.data.rows.length === 0 ? (
        <Empty icon="clock" title={t('list.nothing')} text={t('audit.empty')} />
      ) : (
        <ScrollX label={t('audit.title')}>
          <table class="plain-table audit">
            <thead>
              <tr>
                {AUDIT_TITLES.map((title) => (
                  <th scope="col" key={title}>
                    {t(title)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {audit.data.rows.map((row, at) => (
                <tr key={at}>
                  <td class="number faint">{shortTime(readStamp(row.at), zone.value)}</td>
                  <td>{row.login ?? '—'}</td>
                  <td>{term('deed', row.event)}</td>
                  <td>{term('kind', row.kind)}</td>
                  <td>
                    <Text value={row.name} length={60} />
                  </td>
                  <td class="faint">{row.ip}</td>
                  <td class="faint">{term('via', row.via)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </Card>
  )
}
