/**
 * `sluice move`: takes over what another tracker has, read through its API with a key of its user. A server
 * may be running: it has what was taken over within a second.
 */
import { failureOf } from '../api/management/errors.ts'
import { type MoveOrder, type TrackerMoves, TRACKERS } from '../api/management/move/move-job.ts'
import { type Found, trackerMoves } from '../api/management/move/moves.ts'
import { takeInConfig } from '../api/management/system/config-taken-in.ts'
import type { Config } from '../config.ts'
import { MINUTE_MS } from '../lib/spans.ts'
import { COMMAND_LINE } from '../manage/access.ts'
import type { ImportOptions } from '../manage/config/config-import.ts'
import type { Desk } from '../manage/desk.ts'
import { allOrNothing } from '../manage/many.ts'
import { createPostbackKey } from '../manage/postback-keys.ts'
import { isRefusal, type Refusal } from '../manage/refusal.ts'
import { baseCurrency, baseZone } from '../manage/settings.ts'
import type { Command, Terminal } from './command.ts'
import { withDesk } from './config-desk.ts'
import { clientOf } from './outbound.ts'

/** Nobody waits for a command at a browser. */
const COMMAND_MS = 60 * MINUTE_MS
const SERVER_MS = 5 * MINUTE_MS

/** Of the server. */
export function movesFor(config: Config, clock: () => number): TrackerMoves {
  return trackerMoves({ client: clientOf(config), clock, wait: Bun.sleep, withinMs: SERVER_MS })
}

const TITLES: { readonly [F in MoveOrder['from']]: string } = {
  keitaro: 'Keitaro',
  binom: 'Binom v2',
}

const USAGE =
  '--from ADDRESS --key-stdin [--dry-run] [--outbound-host HOST] [--outbound-port PORT] [--data DIR]'

export const moveCommands: readonly Command[] = TRACKERS.map((from) => ({
  name: `move ${from}`,
  help: `Take over what a ${TITLES[from]} has; standard input: a key of its API, and in a second line its postback key, if networks go on calling by it`,
  usage: USAGE,
  switches: ['key-stdin', 'dry-run'],
  options: ['from', 'outbound-host', 'outbound-port', 'data'],
  async run(args, terminal) {
    const address = args.get('from')
    if (address === null || !args.has('key-stdin')) {
      terminal.warn(`Usage: sluice move ${from} ${USAGE}`)
      return 2
    }
    const lines = (await terminal.readInput()).split(/\r?\n/)
    const [key = '', postbackKey = ''] = lines.map((line) => line.trim())
    const order = { from, address, key, postbackKey, isDry: args.has('dry-run') }
    return withDesk(args.flags, terminal, (desk, config) => move(desk, config, order, terminal))
  },
}))

interface Wish extends MoveOrder {
  /** `''`: none is taken over. */
  readonly postbackKey: string
  readonly isDry: boolean
}

async function move(desk: Desk, config: Config, wish: Wish, terminal: Terminal): Promise<number> {
  const moves = trackerMoves({
    client: clientOf(config),
    clock: Date.now,
    wait: Bun.sleep,
    withinMs: COMMAND_MS,
  })
  const found = await moves.find(wish, {
    read: desk.stores,
    currency: baseCurrency(desk),
    zone: baseZone(desk),
    dryRun: (bytes) => Promise.resolve(taken(desk, bytes, 'dry')),
  })
  if (isRefusal(found) || 'failure' in found) return refused(terminal, found)
  tell(terminal, found)
  if (wish.isDry) return 0
  const done = allOrNothing(desk, (inside) => takeOver(inside, found, wish.postbackKey))
  if (isRefusal(done)) return refused(terminal, done)
  terminal.print('Taken over.')
  return 0
}

function taken(desk: Desk, bytes: Uint8Array, run: ImportOptions['run']): object {
  return takeInConfig(desk, COMMAND_LINE, bytes, { mode: 'create', run }).answer
}

/** The file, and the key that networks call by, unless it is here already. */
function takeOver(desk: Desk, { file }: Found, key: string): object | Refusal {
  const answer = taken(desk, Buffer.from(JSON.stringify(file)), 'apply')
  if (isRefusal(answer)) return answer
  if (!('applied' in answer)) throw new Error('what a dry run took in was not taken in')
  if (key === '' || desk.stores.postbackKeys.list().some((one) => one.key === key)) return answer
  const made = createPostbackKey(desk, COMMAND_LINE, { kind: 'general', networkId: null, key })
  return isRefusal(made) ? made : answer
}

type NotDone = Refusal | { readonly failure: { readonly message: string } }

function refused(terminal: Terminal, why: NotDone): number {
  terminal.warn('failure' in why ? why.failure.message : failureOf(why).message)
  return 1
}

/** What comes, what is here already, and everything that needs a word. */
function tell(terminal: Terminal, { plan, remarks, remarksTotal, postbackKeys }: Found): void {
  for (const { action, kind, name, reason } of plan) {
    terminal.print([action, kind, quoted(name), reason].filter(Boolean).join('  '))
  }
  for (const { effect, kind, name, part, text } of remarks) {
    const place = part === '' ? '' : `, flow ${quoted(part)}`
    terminal.print(`${effect}  ${kind}  ${quoted(name)}${place}: ${text}`)
  }
  if (remarksTotal > remarks.length) {
    terminal.print(`… and ${remarksTotal - remarks.length} more remarks`)
  }
  if (postbackKeys.length > 0) {
    const shown = postbackKeys.map(quoted).join(', ')
    terminal.print(`Networks call by the postback key ${shown}: give it as a second line to go on`)
  }
  const count = (wanted: string) => plan.filter(({ action }) => action === wanted).length
  terminal.print(
    `${count('create')} come, ${count('skip')} are here already, ${remarksTotal} remarks`,
  )
}

/** Names are theirs: what a terminal would take for a command is written out. */
const quoted = (text: string) => JSON.stringify(text).replaceAll(/[\u007f-\u009f]/g, '?')
