/**
 * The desk of the server, and that of a command: changes made there reach a running server in a second.
 */
import type { Config, Flags } from '../config.ts'
import { type ConfigDatabase, openConfig } from '../db/open.ts'
import { openSecrets } from '../db/people/secrets.ts'
import { settingStore } from '../db/settings.ts'
import { UNWATCHED } from '../lib/disk-watch.ts'
import type { Outbound } from '../manage/called-urls.ts'
import { type Desk, openDesk } from '../manage/desk.ts'
import { COMPILERS } from '../routing/compilers.ts'
import type { Routing } from '../routing/routing.ts'
import { commandBlocklist } from './blocklists.ts'
import type { Terminal } from './command.ts'
import { actAsOwnerOf, configOf, installationOf } from './data-folder.ts'
import { lostConfig } from './refusals.ts'

type Work = (desk: Desk, config: Config) => Promise<number>

/** Runs `work` at the desk of an installation; resolves with an exit code, also where there is none. */
export function withDesk(flags: Flags, terminal: Terminal, work: Work): Promise<number> {
  return atDesk(installationOf(flags, terminal), terminal, work)
}

/** As `withDesk`, and makes the installation if there is none. */
export function withNewDesk(flags: Flags, terminal: Terminal, work: Work): Promise<number> {
  return atDesk(configOf(flags, terminal) ?? 2, terminal, work)
}

async function atDesk(config: Config | number, terminal: Terminal, work: Work): Promise<number> {
  if (typeof config === 'number') return config
  actAsOwnerOf(config.dataDir)
  const lost = lostConfig(config.dataDir)
  if (lost !== null) {
    terminal.warn(lost.refused)
    return 1
  }
  const opened = openConfig(config.dataDir)
  if ('damaged' in opened) {
    terminal.warn(opened.damaged)
    return 1
  }
  if (opened.foreignLog !== null) terminal.warn(opened.foreignLog)
  try {
    const settings = settingStore(opened.writer).all
    const desk = openDesk({
      db: opened.writer,
      secrets: openSecrets(config.dataDir),
      publish: () => undefined,
      compilers: COMPILERS,
      adminHost: config.adminHost,
      outbound: outboundOf(config),
      blocklist: commandBlocklist(
        { config, writer: opened.writer, settings, clock: Date.now },
        (problem) => terminal.warn(problem),
      ),
      disk: UNWATCHED,
      clock: Date.now,
    })
    return await work(desk, config)
  } finally {
    opened.close()
  }
}

interface ServerParts extends Pick<Desk, 'secrets' | 'blocklist' | 'disk' | 'clock'> {
  readonly config: Config
  readonly db: ConfigDatabase
  readonly routing: Routing
}

export function serverDesk({ config, db, routing, ...parts }: ServerParts): Desk {
  return openDesk({
    ...parts,
    db: db.writer,
    publish: routing.publish,
    compilers: COMPILERS,
    adminHost: config.adminHost,
    outbound: outboundOf(config),
  })
}

/** What may be called besides the public internet's web. */
function outboundOf({ outboundHosts, outboundPorts }: Config): Outbound {
  return { hosts: new Set(outboundHosts), ports: new Set(outboundPorts) }
}
