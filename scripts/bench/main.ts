/**
 * `bun run bench redirect|click-api|postbacks|links|reports|ui|management`: measures the built
 * executable. Ends with 1 when a promise was not kept.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { build } from '../build.ts'
import { benchClickApi } from './click-api.ts'
import { benchLinks } from './links.ts'
import { benchManagement } from './management.ts'
import { benchPostbacks } from './postbacks.ts'
import { benchRedirect } from './redirect.ts'
import { benchReports } from './reports.ts'
import { benchUi } from './ui.ts'

const USAGE = `usage:
  bun run bench redirect|click-api|postbacks|links [--campaigns 1] [--seconds 5] [--rounds 3]
  bun run bench management [--campaigns 10000] [--requests 300]
  bun run bench reports [--events 10000000] [--data DIR] [--rounds 5] [--seconds 5]
  bun run bench ui [--rounds 5]`
const BINARY = join(import.meta.dir, '../../dist/sluice')

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    campaigns: { type: 'string' },
    requests: { type: 'string', default: '300' },
    events: { type: 'string', default: '10000000' },
    data: { type: 'string' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string' },
  },
})
const seconds = Number(values.seconds)

const visits = () => ({
  campaigns: Number(values.campaigns ?? 1),
  seconds,
  rounds: Number(values.rounds ?? 3),
})
const BENCHES: Readonly<Record<string, () => Promise<boolean>>> = {
  redirect: () => benchRedirect(visits()),
  'click-api': () => benchClickApi(visits()),
  postbacks: () => benchPostbacks(visits()),
  links: () => benchLinks(visits()),
  management: () =>
    benchManagement({
      campaigns: Number(values.campaigns ?? 10_000),
      requests: Number(values.requests),
    }),
  reports: () =>
    benchReports({
      events: Number(values.events),
      data: values.data ?? null,
      seconds,
      rounds: Number(values.rounds ?? 5),
    }),
  ui: () => benchUi(Number(values.rounds ?? 5)),
}

const bench = BENCHES[positionals[0] ?? '']
if (!bench) {
  console.error(USAGE)
  process.exit(2)
}
process.env['SLUICE_BIN'] ??= BINARY
if (!existsSync(process.env['SLUICE_BIN'])) await build()
process.exit((await bench()) ? 0 : 1)
