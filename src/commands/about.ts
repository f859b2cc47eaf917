/** Commands that only tell: the version, and the licences of what is inside. */
import { arch, platform } from 'node:os'

import packageJson from '../../package.json' with { type: 'json' }
import type { Command } from './command.ts'

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
