/** Commands that only tell: the version, and the licences of what is inside. */
import { arch, platform } from 'node:os'

import packageJson from '../../package.json' with { type: 'json' }
import { readPacked } from '../lib/packed-file.ts'
import type { Command } from './command.ts'
import notices from './notices.txt' with { type: 'file' }

export const VERSION: string = packageJson.version

export const version: Command = {
  name: 'version',
  help: 'Print the version',
  usage: '',
  switches: [],
  options: [],
  async run(_args, terminal) {
    terminal.print(`sluice ${VERSION} (bun ${Bun.version}, ${platform()} ${arch()})`)
    return 0
  },
}

/** The licences of everything that is inside; `scripts/notices.ts` writes them. */
async function licences(): Promise<string> {
  return (await readPacked(notices)).toString().trimEnd()
}

/** What the server tells of the program it is. */
export const PROGRAM = { version: VERSION, licences } as const

export const licenses: Command = {
  name: 'licenses',
  help: 'Print the licences of everything that is inside',
  usage: '',
  switches: [],
  options: [],
  async run(_args, terminal) {
    terminal.print(await licences())
    return 0
  },
}
