/** `sluice serve`: starts the server's parts in order, and stops them in the reverse order. */
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { type Config, strangeVariables } from '../config.ts'
import { CONFIG_FILE } from '../db/open.ts'
import { messageOf } from '../lib/errors.ts'
import { type DirectoryLock, lockDirectory } from '../lib/lock.ts'
import { openLog } from '../lib/log.ts'
import { within } from '../lib/within.ts'
import { VERSION } from './about.ts'
import { adminOrigin } from './admin-address.ts'
import type { Command, Terminal } from './command.ts'
import { configOf, foreignFiles } from './data-folder.ts'
import { SERVE_OPTIONS } from './engine.ts'
import { takenSocket } from './listener.ts'
import { openServer, type Server } from './server.ts'
import { setupAddress } from './setup-link.ts'

const STOP_DEADLINE_MS = 5000
/** Of addresses that name none. */
const HTTP_PORT = 80

export const serve: Command = {
  name: 'serve',
  help: 'Run the server until SIGTERM or SIGINT',
  usage: '[--data DIR] [--listen HOST:PORT] [--https HOST:PORT] [--trusted-proxy NETWORK …]',
  switches: [],
  options: SERVE_OPTIONS,
  async run(args, terminal) {
    const config = configOf(args.flags, terminal)
    if (config === null) return 2
    for (const name of strangeVariables(terminal.env)) {
      terminal.warn(`${name} is no setting and does nothing; "sluice help" lists them`)
    }
    // A start that can't be answered leaves no new installation behind.
    const taken = isInstalled(config) ? null : takenSocket(config)
    if (taken !== null) return complain(terminal, taken.refused)
    const refusal = prepareFolder(config.dataDir)
    if (refusal !== null) return complain(terminal, refusal)
    const lock = lockDirectory(config.dataDir)
    if (lock === null) {
      return complain(
        terminal,
        `${config.dataDir} is in use by another Sluice. Stop it, or use another --data.`,
      )
    }
    return runLocked(config, lock, terminal)
  },
}

async function runLocked(config: Config, lock: DirectoryLock, terminal: Terminal): Promise<number> {
  const log = openLog(terminal.warn, Date.now)
  // By itself it would end the process, as when the terminal of the start is closed.
  process.on('SIGHUP', () => log('SIGHUP', AFTER_HANGUP))
  const server = await openServer(config, log)
  if ('refused' in server) {
    lock.release()
    complain(terminal, server.refused)
    return server.exitCode ?? 1
  }
  const stopped = untilStopped(server)
  greet(server, config, terminal)
  const code = await stopped
  lock.release()
  return code
}

const AFTER_HANGUP =
  'goes on; configuration, certificates, landings and geo files are read as they change, boot settings at a start'

function complain(terminal: Terminal, sentence: string): number {
  terminal.warn(sentence)
  return 1
}

function isInstalled({ dataDir }: Config): boolean {
  return existsSync(join(dataDir, CONFIG_FILE))
}

/** Makes the folder; the sentence that says what is wrong with an existing one, or `null`. */
function prepareFolder(path: string): string | null {
  try {
    if (!existsSync(path)) mkdirSync(path, { recursive: true, mode: 0o700 })
    const stat = statSync(path)
    if (!stat.isDirectory()) return `${path} is not a folder`
    if ((stat.mode & 0o002) !== 0) return `${path} may be written by everybody: chmod o-w it first`
    const problem = foreignFiles(path)
    if (problem === null) chmodSync(path, 0o700)
    return problem
  } catch (error) {
    return `${path}: ${messageOf(error)}`
  }
}

function greet(server: Server, config: Config, terminal: Terminal): void {
  const { dataDir, authority, https } = config
  // A certificate that nobody is asked for may never come.
  const isComing = server.isAdminSecure || authority !== null
  const reached = { ...config, https: isComing ? https : null }
  const admin = adminOrigin(reached, Number(new URL(server.adminUrl).port || HTTP_PORT))
  terminal.print(`Sluice ${VERSION} listening on ${server.url}`)
  if (server.secureUrl !== null) {
    terminal.print(`Https is on ${server.secureUrl}, for domains that have a certificate`)
  }
  if (server.setupToken === null || config.adminListen !== null) {
    terminal.print(`The admin is at ${admin}/admin`)
  }
  if (server.setupToken === null) return
  const isBuilt = Bun.isStandaloneExecutable
  const sluice = isBuilt ? shellWord(process.execPath) : 'npx bun@1.4.5 src/main.ts'
  const data = shellWord(dataDir)
  const isAwaited = admin.startsWith('https:') && reached.https !== null && !server.isAdminSecure
  const meanwhile = isAwaited
    ? `\n(by http until ${config.adminHost} has its certificate: within a minute)`
    : ''
  terminal.print(`
This is a new installation; its data is in ${dataDir}. Make your account within 30 minutes at
  ${setupAddress(admin, server.setupToken)}${meanwhile}
Or in another terminal:
  1. make your account:   ${sluice} user create --admin --email you@example.com --password-stdin --data ${data}
  2. get your API key:    ${sluice} key create --user you@example.com --data ${data}
  3. make a campaign:     POST ${admin}/public/api/v1/campaign   (README.md shows how)
To look around first:     ${sluice} demo --clicks 100000 --data ${data}`)
}

/** The path as a shell takes it for one word. */
function shellWord(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`
}

/** Resolves with the exit code when the server has stopped. A second signal does not wait. */
function untilStopped(server: Server): Promise<number> {
  return new Promise((resolve) => {
    let signals = 0
    const stop = () => {
      signals++
      if (signals > 1) {
        void server.flush().finally(() => process.exit(1))
        return
      }
      void within(stopped(server), STOP_DEADLINE_MS, 0).then(resolve)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
  })
}

async function stopped(server: Server): Promise<number> {
  await server.stop()
  return 0
}
