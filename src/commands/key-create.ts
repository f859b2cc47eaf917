/** `sluice key create`: a new API key for a user, printed alone so that scripts can take it. */
import { COMMAND_LINE } from '../manage/access.ts'
import { createKey } from '../manage/people/keys.ts'
import type { Command } from './command.ts'
import { withDesk } from './config-desk.ts'

export const keyCreate: Command = {
  name: 'key create',
  help: 'Make a new API key for a user and print it; the old key ends',
  usage: '--user EMAIL [--data DIR]',
  switches: [],
  options: ['user', 'data'],
  async run(args, terminal) {
    const login = args.get('user')
    if (login === null) {
      terminal.warn(`Usage: sluice key create ${keyCreate.usage}`)
      return 2
    }
    return withDesk(args.flags, terminal, async (desk) => {
      const key = createKey(desk, COMMAND_LINE, login)
      if (typeof key !== 'string') {
        terminal.warn(`There is no user ${login}. "sluice user create" makes one.`)
        return 1
      }
      terminal.print(key)
      return 0
    })
  },
}
