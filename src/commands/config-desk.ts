/**
 * The desk of the server, and that of a command: changes made there reach a running server in a second.
 */
import { type Config, type ConfigProblems, type Flags, readConfig } from '../config.ts'
import { type ConfigDatabase, openConfig } from '../db/open.ts'
import { openSecrets } from '../db/people/secrets.ts'
import { settingStore } from '../db/settings.ts'
import type { Outbound } from '../manage/called-urls.ts'
import { type Desk, openDesk } from '../manage/desk.ts'
import { COMPILERS } from '../routing/compilers.ts'
import type { Routing } from '../routing/routing.ts'
import { commandBlocklist } from './blocklists.ts'
import type { Terminal } from './command.ts'

/** The settings, or `null` after every problem was printed. */
export function configOf(flags: Flags, terminal: Terminal): Config | null {
  const config = readConfig(flags, terminal.env)
  if (!isProblem(config)) return config
  for (const problem of config.problems) terminal.warn(problem)
  return null
}

function isProblem(config: Config | ConfigProblems): config is ConfigProblems {
  return 'problems' in config
}

/** Runs `work` at the desk of a data folder; 1 if its configuration can't be opened. */
export async function withDesk(
  flags: Flags,
  terminal: Terminal,
  work: (desk: Desk, config: Config) => Promise<number>,
): Promise<number> {
  const config = configOf(flags, terminal)
  if (config === null) return 2
  const opened = openConfig(config.dataDir)
  if ('damaged' in opened) {
    terminal.warn(opened.damaged)
    return 1
  }
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
      clock: Date.now,
    })
    return await work(desk, config)
  } finally {
    opened.close()
  }
}

interface ServerParts extends Pick<Desk, 'secrets' | 'blocklist' | 'clock'> {
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
