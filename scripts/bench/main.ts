/** `bun run bench redirect [--campaigns N] [--seconds N] [--rounds N]`: measures the built binary. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { build } from '../build.ts'
import { benchRedirect } from './redirect.ts'

const USAGE = 'usage: bun run bench redirect [--campaigns 1] [--seconds 5] [--rounds 3]'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    campaigns: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
  },
})

if (positionals[0] !== 'redirect') {
  console.error(USAGE)
  process.exit(2)
}
if (!existsSync(join(import.meta.dir, '../../dist/sluice'))) await build()
const isComplete = await benchRedirect({
  campaigns: Number(values.campaigns),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
})
process.exit(isComplete ? 0 : 1)
