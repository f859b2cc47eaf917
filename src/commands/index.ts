/** The commands there are, and the text of `sluice help`. */
import { SETTINGS, variableOf } from '../config.ts'
import { licenses, VERSION, version } from './about.ts'
import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { demo } from './demo/demo.ts'
import { keyCreate } from './key-create.ts'
import { ledgerCheck } from './ledger-check.ts'
import { linksImport } from './links-import.ts'
import { linksVisits } from './links-visits.ts'
import { moveCommands } from './move.ts'
import { report } from './report.ts'
import { secretsRenew } from './secrets-renew.ts'
import { serve } from './serve.ts'
import { setupLink } from './setup-link.ts'
import { unit } from './unit.ts'
import { userCreate } from './user-create.ts'
import { userTwoFactorOff } from './user-two-factor.ts'

export const commands: readonly Command[] = [
  serve,
  setupLink,
  unit,
  userCreate,
  userTwoFactorOff,
  keyCreate,
  secretsRenew,
  linksImport,
  linksVisits,
  ...moveCommands,
  demo,
  report,
  backup,
  ledgerCheck,
  version,
  licenses,
]

export function helpText(): string {
  return [
    `Sluice ${VERSION}: click tracker, traffic router and link shortener`,
    '',
    'Usage: sluice <command> [options]',
    '',
    ...commands.map(usageOf),
    '  help',
    '      Print this text',
    '',
    ...settingsText(),
  ].join('\n')
}

/** Of one command; `serve` has the settings with it. */
export function helpOf(command: Command): string {
  return [usageOf(command), ...(command === serve ? ['', ...settingsText()] : [])].join('\n')
}

function usageOf({ name, usage, help }: Command): string {
  return `${`  ${name} ${usage}`.trimEnd()}\n      ${help}`
}

function settingsText(): string[] {
  return [
    'Settings of "serve" (flag, variable, default):',
    ...Object.values(SETTINGS).map(
      ({ flag, help, default: value }) =>
        `  --${flag}  ${variableOf(flag)}  ${value === '' ? '(none)' : value}\n      ${help}`,
    ),
  ]
}
