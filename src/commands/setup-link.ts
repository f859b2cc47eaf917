/** `sluice setup-link`: a new one-time link for the set-up of an installation without accounts. */
import { join } from 'node:path'

import { openCertificates } from '../certify/store.ts'
import type { Config } from '../config.ts'
import { newSetupToken } from '../manage/people/setup.ts'
import { adminOrigin } from './admin-address.ts'
import { CERTIFICATES_FOLDER } from './certificates.ts'
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
      const reached = isSecure(config) ? config : { ...config, https: null }
      const origin = isBehindProxy ? `https://${adminHost}` : adminOrigin(reached, port)
      terminal.print(setupAddress(origin, token))
      return 0
    })
  },
}

/** A certificate is there, or an authority is asked for one: without either nobody gets in by https. */
function isSecure({ dataDir, authority, adminHost }: Config): boolean {
  if (authority !== null) return true
  return openCertificates(join(dataDir, CERTIFICATES_FOLDER)).find(adminHost, Date.now()) !== null
}

/** The token stands behind `#`, so that no server and no log ever sees it. */
export function setupAddress(origin: string, token: string): string {
  return `${origin}/admin/setup#${token}`
}
