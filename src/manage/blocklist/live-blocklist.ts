/** The blocklist of a process: files that are read again when they change, and a list that is asked. */
import { join } from 'node:path'

import { type BlockTarget, blockTarget } from '../../core/links/block-rules.ts'
import { settingOf } from '../../core/settings/settings.ts'
import { settledFolder } from '../../lib/settled-folder.ts'
import { within } from '../../lib/within.ts'
import type { Allows } from './allowed.ts'
import { type BlockFile, BLOCKLIST_END, BLOCKLIST_FOLDER, openBlockFiles } from './block-files.ts'
import { type Blocklist, found, unlessAllowed } from './blocklist.ts'
import { type ZoneMemory, zoneMemory } from './zone-memory.ts'
import { dnsLookup, type Lookup } from './zone.ts'

/** Whoever saves a link while files are read for the first time waits for them. */
const FIRST_READING_MS = 20_000

/** A list that is asked by DNS. */
export interface ZonePlace {
  readonly name: string
  /** Address of the name server; `''`: that of this machine. */
  readonly server: string
}

export interface LiveBlocklist extends Blocklist {
  /** Takes in what changed. */
  refresh(): Promise<void>
  /** Tells files that are in force from others; empty without any, null while they are not read yet. */
  state(): string | null
  /** Null: none is asked. */
  zone(): ZonePlace | null
  zoneProblem(): string | null
}

export interface LiveBlocklistOptions {
  readonly dataDir: string
  readonly read: () => Promise<readonly BlockFile[]> | readonly BlockFile[]
  readonly settings: () => ReadonlyMap<string, string>
  readonly allows: Allows
  /** Epoch milliseconds. */
  readonly clock: () => number
  readonly onProblem: (problem: string) => void
  readonly lookupAt?: (server: string) => Lookup
}

export function liveBlocklist(options: LiveBlocklistOptions): LiveBlocklist {
  const files = liveFiles(options)
  const zone = liveZone(options)
  const { allows } = options
  return {
    allows,
    find(address) {
      const asked = zone.current()
      if (asked === null && files.all().length === 0) return []
      const listings = found(files.find, address, (target) => asked?.known(target) ?? [])
      return unlessAllowed(allows, address, listings)
    },
    async ask(addresses) {
      if (addresses.length === 0) return
      await within(files.first(), FIRST_READING_MS, null)
      const targets = addresses.map(blockTarget).filter((target) => target !== null)
      await zone.current()?.ask(targets)
    },
    files: files.all,
    refresh: files.refresh,
    state: files.state,
    zone: zone.place,
    zoneProblem: () => zone.current()?.problem() ?? null,
  }
}

function liveFiles({ dataDir, read, onProblem }: LiveBlocklistOptions) {
  const watched = settledFolder(join(dataDir, BLOCKLIST_FOLDER), BLOCKLIST_END)
  let files: readonly BlockFile[] = []
  let find = openBlockFiles(files)
  let state: string | null = watched.state === '' ? '' : null
  let isDue = state === null
  let reading: Promise<void> | null = null
  const load = async () => {
    const now = watched.state
    isDue = false
    try {
      const before = files
      files = (await read()).map((file) => usableOf(file, before))
      find = openBlockFiles(files)
      state = now
      for (const { name, problem } of files) if (problem !== null) onProblem(`${name} ${problem}`)
    } catch (error) {
      isDue = true
      onProblem(`the lists could not be read: ${String(error)}`)
    }
  }
  const first = () => (reading ??= isDue ? load() : Promise.resolve())
  return {
    find: (target: BlockTarget) => find(target),
    all: () => files,
    state: () => state,
    first,
    async refresh() {
      await first()
      if (watched.hasChanged()) isDue = true
      if (isDue) await load()
    },
  }
}

/** The file, or the one of this name that has been used so far when the new one is of no use. */
function usableOf(file: BlockFile, before: readonly BlockFile[]): BlockFile {
  const former = before.find(({ name }) => name === file.name)
  if (file.problem === null || former === undefined || former.entries === 0) return file
  return { ...former, problem: `${file.problem}; what it held before stays in force` }
}

function liveZone({ settings, clock, onProblem, lookupAt = dnsLookup }: LiveBlocklistOptions) {
  let memory: ZoneMemory | null = null
  let of: ZonePlace | null = null
  const place = (): ZonePlace | null => {
    const name = settingOf(settings(), 'links.blocklist_zone')
    const server = settingOf(settings(), 'links.blocklist_server')
    return name === '' ? null : { name, server }
  }
  return {
    place,
    current(): ZoneMemory | null {
      const now = place()
      if (now?.name === of?.name && now?.server === of?.server) return memory
      of = now
      memory =
        now === null
          ? null
          : zoneMemory({
              zone: now.name,
              lookup: lookupAt(now.server),
              clock,
              onProblem: (problem) => onProblem(`${now.name} ${problem}`),
            })
      return memory
    },
  }
}
