/** `sluice setup-link`: a new one-time link for the set-up of an installation without accounts. */
import { newSetupToken } from '../manage/people/setup.ts'
import { adminOrigin } from './admin-address.ts'
import type { Command } from './command.ts'
import { withDesk } from './config-desk.ts'
import { SERVE_OPTIONS } from './engine.ts'

export const setupLink: Command = {
  name: 'setup-link',
  help: 'Print a new link for the set-up; the old one ends',
  usage:
    '[--data DIR] [--listen HOST:PORT] [--https HOST:PORT] [--admin-listen HOST:PORT] [--admin-host HOST]',
  switches: [],
  // Those that the server was started with may be given as they are.
  options: SERVE_OPTIONS,
  async run(args, terminal) {
    return withDesk(args.flags, terminal, async (desk, config) => {
      const token = newSetupToken(desk)
      if (token === null) {
        terminal.warn('The set-up is done: there is an account already.')
        return 1
      }
      const { adminHost, adminListen, https } = config
      const { port } = adminListen ?? config
      const isBehindProxy = adminHost !== '' && adminListen === null && https === null
      const origin = isBehindProxy ? `https://${adminHost}` : adminOrigin(config, port)
      terminal.print(setupAddress(origin, token))
      return 0
    })
  },
}

/** The token stands behind `#`, so that no server and no log ever sees it. */
export function setupAddress(origin: string, token: string): string {
  return `${origin}/admin/setup#${token}`
}
