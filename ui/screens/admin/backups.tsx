/** Backups: made, verified, downloaded. Going back to one is a matter of the command line. */
import { get, post } from '../../api/client.ts'
import { dateTime, readStamp } from '../../format/dates.ts'
import { bytes } from '../../format/numbers.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { useAgain, useLoad } from '../../state/load.ts'
import { refreshes, zone } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { said } from '../../words/said.ts'
import { t } from '../../words/words.ts'

interface Backup {
  readonly name: string
  readonly at: string
  /** Null while it is being made. */
  readonly bytes: number | null
  readonly sha256: string | null
  readonly verified: boolean
  readonly verifiedAt: string | null
  readonly problems: readonly string[]
}

interface BackupList {
  readonly rows: readonly Backup[]
  readonly running: string | null
  readonly failed: string | null
}

const AGAIN_MS = 2000

export function Backups() {
  const backups = useLoad((signal) => get<BackupList>('/backups', signal), [refreshes.value])
  const { data } = backups
  const running = data?.running ?? null
  useAgain(backups, running !== null, AGAIN_MS)
  const run = async () => {
    try {
      await post('/backup')
      tell(t('backup.started'))
    } catch (error) {
      tellFailure(error)
    }
    // It may have begun all the same, and the list says why it came to nothing.
    backups.reload()
  }
  return (
    <Card
      title={t('backup.title')}
      actions={
        <WriteButton look="primary" isBusy={running !== null} onClick={() => void run()}>
          {t('backup.run')}
        </WriteButton>
      }
    >
      <p class="faint">{t('backup.text')}</p>
      {backups.error === null ? null : <Failed failure={backups.error} onRetry={backups.reload} />}
      {data === null ? (
        backups.error === null ? (
          <Skeleton lines={2} />
        ) : null
      ) : (
        <List list={data} reload={backups.reload} />
      )}
    </Card>
  )
}

function List({ list, reload }: { readonly list: BackupList; readonly reload: () => void }) {
  const { rows, running, failed } = list
  return (
    <>
      {failed === null ? null : (
        <Notice look="danger">{t('backup.failed', { why: said(failed) })}</Notice>
      )}
      {running === null ? null : (
        <p class="faint" role="status">
          {t('backup.running', { name: running })}
        </p>
      )}
      {rows.length === 0 && running === null ? <p>{t('backup.none')}</p> : null}
      <ul class="stack">
        {rows.map((backup) => (
          <BackupLine key={backup.name} backup={backup} onVerified={reload} />
        ))}
      </ul>
      {rows.length === 0 ? null : <p class="faint small">{t('backup.restore')}</p>}
    </>
  )
}

interface LineProps {
  readonly backup: Backup
  readonly onVerified: () => void
}

function BackupLine({ backup, onVerified }: LineProps) {
  const { name, at, problems } = backup
  const verify = async () => {
    try {
      const { ok } = await post<{ ok: boolean }>(`/backups/${encodeURIComponent(name)}/verify`)
      if (ok) tell(t('backup.sound'))
      onVerified()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <li class="stack">
      <span class="row">
        <span class="grow">
          {dateTime(readStamp(at), zone.value)}{' '}
          <span class="faint">{backup.bytes === null ? '' : bytes(backup.bytes)}</span>
        </span>
        <Verdict backup={backup} />
        <Button onClick={() => void verify()}>{t('backup.verify')}</Button>
        <a
          class="button quiet icon-only"
          href={`/public/api/v1/backups/${encodeURIComponent(name)}`}
          download={`sluice-${name}.tar`}
          aria-label={t('backup.download', { name })}
          title={t('backup.download', { name })}
        >
          <Icon name="download" />
        </a>
      </span>
      {problems.map((problem) => (
        <p class="error small" key={problem}>
          {said(problem)}
        </p>
      ))}
    </li>
  )
}

function Verdict({ backup: { verified, problems } }: { readonly backup: Backup }) {
  if (problems.length > 0) return <Badge look="bad">{t('backup.broken')}</Badge>
  if (verified) return <Badge look="good">{t('backup.verified')}</Badge>
  return <Badge look="neutral">{t('backup.unverified')}</Badge>
}
