/** Whether events are on the disk in time: for who asks, and for the log, which says it once. */
import { isLate } from '../ledger/journal/journal.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Log } from '../lib/log.ts'
import type { OpenFiles } from '../lib/open-files.ts'
import type { Conversions } from '../track/conversions/conversions.ts'

type Journalled = Pick<Ledger, 'status'>

/** One line. */
function goneText(name: string): string {
  return (
    `${name} is gone from the data folder (removed, moved, or under a mount): what comes in is lost when the ` +
    'server ends. Put it back and restart'
  )
}

/** Why clicks may not be on the disk in time; empty when all is well. */
export function storageProblems(ledger: Journalled, files: Pick<OpenFiles, 'gone'>): string[] {
  const { journal } = ledger.status()
  const gone = files.gone()
  return [
    ...(gone === null ? [] : [goneText(gone)]),
    ...(journal.failing === null ? [] : [`the disk refuses clicks: ${journal.failing}`]),
    ...(isLate(journal) ? ['clicks wait for the disk'] : []),
  ]
}

/** To be called now and then: writes what has changed since. */
export function storageTeller(
  ledger: Journalled,
  conversions: Pick<Conversions, 'status'>,
  files: OpenFiles,
  log: Log,
): () => void {
  let told = ''
  let droppedBefore = ledger.status().journal.dropped
  return () => {
    // A disk that hangs is told of all the same.
    void files.look()
    const { dropped } = ledger.status().journal
    const { failing } = conversions.status()
    const lost = dropped - droppedBefore
    const problems = [
      ...storageProblems(ledger, files),
      ...(failing === null ? [] : [`the disk refuses conversions: ${failing}`]),
    ]
    const isOver = problems.length === 0
    const now = [...problems, ...(!isOver && lost > 0 ? ['clicks are lost'] : [])].join('; ')
    if (now === told && !(isOver && lost > 0)) return
    told = now
    if (!isOver) return log(`Storage: ${now}`)
    droppedBefore = dropped
    log('Storage: events are stored again', lost === 0 ? 'none was lost' : `${lost} were lost`)
  }
}
