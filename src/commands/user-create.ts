/** `sluice user create`: makes an account from the command line. */
import { COMMAND_LINE } from '../manage/access.ts'
import { PASSWORD_MIN } from '../manage/people/passwords.ts'
import { createUser } from '../manage/people/users.ts'
import { isRefusal, type Refusal } from '../manage/refusal.ts'
import type { Command } from './command.ts'
import { withNewDesk } from './config-desk.ts'

export const userCreate: Command = {
  name: 'user create',
  help: `Make an account; the password (${PASSWORD_MIN} characters or more) is read from the standard input`,
  usage: '--email E --password-stdin [--admin] [--data DIR]',
  switches: ['admin', 'password-stdin'],
  options: ['email', 'data'],
  async run(args, terminal) {
    const login = args.get('email')
    if (login === null || !args.has('password-stdin')) {
      terminal.warn(`Usage: sluice user create ${userCreate.usage}`)
      return 2
    }
    const password = (await terminal.readInput()).replace(/\r?\n$/, '')
    const role = args.has('admin') ? 'super_admin' : 'user'
    return withNewDesk(args.flags, terminal, async (desk) => {
      const user = { login, password, role, permissions: [] } as const
      const result = await createUser(desk, COMMAND_LINE, user)
      if (isRefusal(result)) {
        terminal.warn(sentence(result))
        return 1
      }
      terminal.print(`Made user ${result}: ${login} (${role.replace('_', ' ')})`)
      return 0
    })
  },
}

function sentence(refusal: Refusal): string {
  if (refusal.refused === 'taken') return 'There is a user with this email already.'
  if (refusal.refused !== 'invalid') return `Not done: ${refusal.refused}.`
  const problems = Object.entries(refusal.fields).map(
    ([field, texts]) => `${field}: ${texts.join('; ')}`,
  )
  return problems.join('\n')
}
