/**
 * `sluice secrets renew`: a new key for what visitors carry. What the old key signed stays good until
 * the next renewal. A running server goes on with its keys until it is started again.
 */
import { renewSecret } from '../db/people/secrets.ts'
import { VISIT_PURPOSES } from '../track/cookies/visit-keys.ts'
import type { Command } from './command.ts'
import { actAsOwnerOf, installationOf } from './data-folder.ts'

export const secretsRenew: Command = {
  name: 'secrets renew',
  help: 'Sign cookies and links of visitors with a new key from the next start on',
  usage: `--purpose ${VISIT_PURPOSES.join('|')} [--data DIR]`,
  switches: [],
  options: ['purpose', 'data'],
  async run(args, terminal) {
    const purpose = args.get('purpose')
    if (purpose === null || !VISIT_PURPOSES.includes(purpose)) {
      terminal.warn(`Usage: sluice secrets renew ${secretsRenew.usage}`)
      return 2
    }
    const config = installationOf(args.flags, terminal)
    if (typeof config === 'number') return config
    actAsOwnerOf(config.dataDir)
    renewSecret(config.dataDir, purpose)
    terminal.print(`The next start signs with a new key; what the old one signed stays valid.`)
    return 0
  },
}
