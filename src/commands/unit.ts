/**
 * `sluice unit`: the file by which systemd keeps a server running, under a user that may write its
 * data folder and open low ports, and nothing else.
 */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import type { Flags } from '../config.ts'
import type { Command } from './command.ts'
import { configOf } from './data-folder.ts'
import { SERVE_OPTIONS } from './engine.ts'

const PASSED_BY_ALL = 0o001
const USER = /^[a-z_][a-z0-9_-]{0,31}$/

export const unit: Command = {
  name: 'unit',
  help: 'Print a unit file for systemd; the settings of "serve" go into it',
  usage: '[--user NAME] [--data DIR] [--listen HOST:PORT] …',
  switches: [],
  options: ['user', ...SERVE_OPTIONS],
  async run(args, terminal) {
    const flags = new Map(args.flags)
    flags.delete('user')
    const config = configOf(flags, terminal)
    if (config === null) return 2
    const user = args.get('user') ?? 'sluice'
    if (/[\n\r]/.test([config.dataDir, ...[...flags.values()].flat()].join(''))) {
      terminal.warn('A value has a line break in it')
      return 2
    }
    if (!USER.test(user)) {
      terminal.warn(`--user "${user}": must be a name of small letters, digits, _ and -`)
      return 2
    }
    const closed = closedFolderAbove(process.execPath)
    if (closed !== null) {
      terminal.warn(
        `${user} could not run ${process.execPath}, because ${closed} is closed to others: ` +
          'install it as /usr/local/bin/sluice, and print the unit by that',
      )
    }
    terminal.print(unitText(user, config.dataDir, flags))
    return 0
  },
}

/** Code is made while it runs, so memory that is written has to be run: no `MemoryDenyWriteExecute`. */
function unitText(user: string, dataDir: string, flags: Flags): string {
  const data = word(dataDir)
  return `# Save this as /etc/systemd/system/sluice.service, and then:
#   useradd --system --home-dir ${dataDir} ${user}
#   install -d -o ${user} -m 700 ${dataDir}
#   systemctl enable --now sluice
[Unit]
Description=Sluice click tracker
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=${[...program(), 'serve', '--data', dataDir, ...others(flags)].map(word).join(' ')}
User=${user}
UnsetEnvironment=BUN_BE_BUN BUN_OPTIONS
Restart=always
RestartSec=1
RestartPreventExitStatus=2
TimeoutStopSec=10
LimitNOFILE=65536
UMask=0077
NoNewPrivileges=true
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
ProtectSystem=strict
ReadWritePaths=${data}
PrivateDevices=true
ProtectKernelTunables=true
ProtectControlGroups=true
RestrictSUIDSGID=true

[Install]
WantedBy=multi-user.target`
}

/** Of folders that a path leads through the first that not everybody may pass. */
export function closedFolderAbove(path: string): string | null {
  const parent = dirname(path)
  const above = parent === path ? null : closedFolderAbove(parent)
  if (above !== null || parent === path) return above
  return (statSync(parent).mode & PASSED_BY_ALL) === 0 ? parent : null
}

function program(): string[] {
  const main = Bun.isStandaloneExecutable ? [] : [resolve(import.meta.dir, '../main.ts')]
  return [process.execPath, ...main]
}

function others(flags: Flags): string[] {
  return [...flags].flatMap(([name, values]) =>
    name === 'data' ? [] : values.flatMap((value) => [`--${name}`, absolute(name, value)]),
  )
}

/** It is started in another folder than this. */
function absolute(name: string, value: string): string {
  return name === 'authority-key-file' ? resolve(value) : value
}

/** As systemd takes it for one word, without variables and specifiers. */
function word(text: string): string {
  const plain = text.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w./:,@=+%$[\]-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`
}
