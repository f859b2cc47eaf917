/** How the server is: version, storage, queues, data, backups, and who changed what. */
import { get } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Page } from '../../parts/page.tsx'
import type { SystemStatus } from '../../shell/status.ts'
import { type Loaded, useLoad } from '../../state/load.ts'
import { refreshes } from '../../state/period.ts'
import { refresh } from '../../state/refresh.ts'
import { isOwner } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { Audit } from './audit.tsx'
import { Backups } from './backups.tsx'
import { ConfigCard } from './config-card.tsx'
import { SelfTest } from './self-test.tsx'
import { StatusCards } from './status-cards.tsx'
import { type Task, Tasks } from './tasks.tsx'

export function System() {
  const status = useLoad((signal) => get<SystemStatus>('/system/status', signal), [refreshes.value])
  const tasks = useLoad(
    (signal) => get<Task[]>('/monitor/background_tasks?datePreset=all_time', signal),
    [refreshes.value],
  )
  return (
    <Page
      title={t('nav.system')}
      actions={
        <>
          <a class="button plain" href="/api/doc" target="_blank" rel="noopener noreferrer">
            {t('key.document')}
          </a>
          <a
            class="button plain"
            href="/public/api/v1/system/licences"
            target="_blank"
            rel="noopener noreferrer"
          >
            {t('system.licences')}
          </a>
          <Button icon="refresh" onClick={refresh}>
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
