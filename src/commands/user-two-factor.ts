/** `sluice user 2fa-off`: for somebody who has lost both his app and his recovery codes. */
import { disableTwoFactorOf } from '../manage/people/second-factor.ts'
import { isRefusal } from '../manage/refusal.ts'
import type { Command } from './command.ts'
import { withDesk } from './config-desk.ts'

export const userTwoFactorOff: Command = {
  name: 'user 2fa-off',
  help: 'Ask for no code any more when this user logs in',
  usage: '--email E [--data DIR]',
  switches: [],
  options: ['email', 'data'],
  async run(args, terminal) {
    const login = args.get('email')
    if (login === null) {
      terminal.warn(`Usage: sluice user 2fa-off ${userTwoFactorOff.usage}`)
      return 2
    }
    return withDesk(args.flags, terminal, (desk) => {
      const result = disableTwoFactorOf(desk, login)
      const isDone = !isRefusal(result)
      if (isDone) terminal.print(`${login} logs in with the password alone`)
      else if (result.refused === 'not_found') terminal.warn('There is no such user.')
      else terminal.warn('This user logs in with the password alone already.')
      return Promise.resolve(isDone ? 0 : 1)
    })
  },
}
