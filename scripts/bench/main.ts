/**
 * `bun run bench redirect|click-api|links [--campaigns N] [--seconds N] [--rounds N]`: measures the built
 * binary. Ends with 1 when a promise was not kept.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { build } from '../build.ts'
import { benchClickApi } from './click-api.ts'
import { benchLinks } from './links.ts'
import { benchRedirect } from './redirect.ts'

const BENCHES = new Map([
  ['redirect', benchRedirect],
  ['click-api', benchClickApi],
  ['links', benchLinks],
])
const NAMES = [...BENCHES.keys()].join('|')
const USAGE = `usage: bun run bench ${NAMES} [--campaigns 1] [--seconds 5] [--rounds 3]`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    campaigns: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
})

const bench = BENCHES.get(positionals[0] ?? '')
if (bench === undefined) {
  console.error(USAGE)
  process.exit(2)
}
if (!existsSync(join(import.meta.dir, '../../dist/sluice'))) await build()
const isKept = await bench({
  campaigns: Number(values.campaigns),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
})
process.exit(isKept ? 0 : 1)
