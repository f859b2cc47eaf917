/**
 * `sluice backup`: a copy of the data folder, made beside a running server. The copy is a data folder
 * itself: `serve` runs on it. What was acknowledged before the backup began is in it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { checkLedger } from '../ledger/check/ledger-check.ts'
import { messageOf } from '../lib/errors.ts'
import { lockBackups } from '../manage/backups/backups.ts'
import { copyData } from '../manage/backups/copy.ts'
import { BACKUPS, configProblems, freeName, makeBackup } from '../manage/backups/kept.ts'
import { noteOutcome } from '../manage/backups/outcome.ts'
import type { Arguments, Command, Terminal } from './command.ts'
import { actAsOwnerOf, installationOf } from './data-folder.ts'
import type { Refused } from './refusals.ts'

export const backup: Command = {
  name: 'backup',
  help: 'Copy all data, beside a running server too; the copy is a data folder that "serve" can use',
  usage: '[--keep N | --to DIR] [--data DIR]',
  switches: [],
  options: ['keep', 'to', 'data'],
  async run(args, terminal) {
    const kept = keptOf(args)
    if (kept === null) {
      terminal.warn(
        '--keep takes how many backups stay in the data folder, 1 or more; it is not for --to',
      )
      return 2
    }
    const config = installationOf(args.flags, terminal)
    if (typeof config === 'number') return config
    const to = args.get('to')
    if (to === null) actAsOwnerOf(config.dataDir)
    try {
      const made = to === null ? await keep(config.dataDir, kept) : copyTo(config.dataDir, to)
      if ('refused' in made) {
        terminal.warn(made.refused)
        return 1
      }
      return told(made, terminal)
    } catch (error) {
      terminal.warn(`No backup was made: ${messageOf(error)}`)
      return 1
    }
  },
}

interface Made {
  readonly target: string
  readonly events: number
  readonly problems: readonly string[]
}

/** Null for what is none. Without it a command removes nothing. */
function keptOf(args: Arguments): number | null {
  const text = args.get('keep')
  if (text === null) return Infinity
  return /^[1-9]\d{0,5}$/.test(text) && args.get('to') === null ? Number(text) : null
}

/** In the data folder, where the API lists it. */
async function keep(dataDir: string, kept: number): Promise<Made | Refused> {
  const lock = lockBackups(dataDir)
  if (lock === null) return { refused: 'Another backup of this folder is being made' }
  try {
    const now = Date.now()
    const name = freeName(dataDir, now)
    const { events, backup: made } = await makeBackup({ dataDir, name, now }, kept)
    noteOutcome(dataDir, made.problems[0] ?? null)
    return { target: join(dataDir, BACKUPS, name), events, problems: made.problems }
  } catch (error) {
    noteOutcome(dataDir, messageOf(error))
    throw error
  } finally {
    lock.release()
  }
}

function copyTo(dataDir: string, target: string): Made | Refused {
  if (existsSync(target)) {
    return { refused: `${target} exists already; a backup overwrites nothing` }
  }
  copyData(dataDir, target)
  const { events, problems } = checkLedger(target)
  return { target, events, problems: [...configProblems(target), ...problems] }
}

function told({ target, events, problems }: Made, terminal: Terminal): number {
  for (const problem of problems) terminal.warn(problem)
  terminal.print(target)
  terminal.warn(`${events.toLocaleString('en-US')} events, read back from the copy`)
  return problems.length === 0 ? 0 : 1
}
