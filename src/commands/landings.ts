/** Files that people bring for visitors: uploaded landings, as far as the configuration uses them, and lists of lines. */
import type { ConfigDatabase } from '../db/open.ts'
import { readStoresOn } from '../db/stores.ts'
import { messageOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import type { Routing } from '../routing/routing.ts'
import {
  type LandingPlace,
  type LocalLandings,
  localLandings,
} from '../track/landings/local-landings.ts'
import { lineFiles } from '../track/line-files.ts'

export interface LandingSources {
  readonly dataDir: string
  readonly db: ConfigDatabase
  readonly routing: Routing
  readonly log: Log
}

/** Read once already. */
export async function openLandings(sources: LandingSources): Promise<LocalLandings> {
  const { dataDir, log } = sources
  const report = (id: number, problem: string) => log(`Landing ${id} can't be shown`, problem)
  const landings = localLandings({ dataDir, landings: localPlaces(sources), report })
  await landings.refresh()
  return landings
}

/** Files whose lines macros draw from, read once already. */
export async function openLineFiles({ dataDir }: Pick<LandingSources, 'dataDir'>, log: Log) {
  const files = lineFiles(dataDir, (name, problem) => log(`File ${name}`, problem))
  await files.refresh().catch((error: unknown) => log('Files of lines', messageOf(error)))
  return files
}

/** Asks the database only when something was published since. */
function localPlaces({ db, routing }: LandingSources): () => readonly LandingPlace[] {
  const { landings } = readStoresOn(db.reader)
  let places: readonly LandingPlace[] = []
  let tables: unknown = null
  return () => {
    const current = routing.current()
    if (current === tables) return places
    tables = current
    places = landings
      .list('active')
      .filter(({ kind }) => kind === 'local')
      .map(({ id, path }) => ({ id, path }))
    return places
  }
}
