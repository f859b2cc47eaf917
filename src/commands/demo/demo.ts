/**
 * `sluice demo`: fills a believable tracker. Its segments are numbered apart from those of the
 * running server, so it may run beside it, and again.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { diceOf } from '../../core/dice.ts'
import type { Dice } from '../../core/visit.ts'
import { openGeo } from '../../detect/geo.ts'
import { userAgentReader } from '../../detect/user-agent.ts'
import { LEDGER_FILE, openLedgerDb } from '../../ledger/segments/ledger-db.ts'
import { type LoadedSegments, loadedSegments } from '../../ledger/segments/loaded-segments.ts'
import { formatIp } from '../../lib/ip.ts'
import { HOUR_MS } from '../../lib/spans.ts'
import type { Command, Terminal } from '../command.ts'
import { withNewDesk } from '../config-desk.ts'
import { readGeoFiles } from '../geo-files.ts'
import { type DemoConversions, demoConversions } from './conversions.ts'
import { between } from './draw.ts'
import { dueEvents } from './due-events.ts'
import { clickMaker, clickTimes, type DemoVisitor, followUps } from './events.ts'
import { USER_AGENTS } from './user-agents.ts'
import { makeWorld } from './world.ts'

const HOURS = 30 * 24
const VISITORS = 20_000
const MAX_CLICKS = 100_000_000

export const demo: Command = {
  name: 'demo',
  help: 'Fill a tracker with a month of clicks and conversions to look around in',
  usage: '--clicks N [--data DIR]',
  switches: [],
  options: ['clicks', 'data'],
  async run(args, terminal) {
    const text = args.get('clicks') ?? ''
    const clicks = Number(text)
    if (!/^\d+$/.test(text) || clicks < 1 || clicks > MAX_CLICKS) {
      terminal.warn(`--clicks must be a number from 1 to ${MAX_CLICKS}`)
      return 2
    }
    return withNewDesk(args.flags, terminal, async (desk, { dataDir, node }) => {
      // Clicks without secrets are taken for those of an installation that has lost them.
      if (!existsSync(join(dataDir, LEDGER_FILE))) desk.secrets.of('cookie_names')
      const { db, setAside } = openLedgerDb(dataDir, Date.now())
      if (setAside !== null) terminal.warn(`A damaged ledger was set aside as ${setAside}`)
      const dice = diceOf('demo')
      const agent = userAgentReader({ bots: [], people: [] })
      const run = (Date.now() % 1e9).toString(36)
      const cast = {
        campaigns: makeWorld(desk, desk.stores.campaigns.list('all').length > 0 ? `-${run}` : ''),
        visitors: await visitorsOf(dataDir, dice),
        agents: USER_AGENTS.map(([agentText, weight]) => [agent(agentText), weight] as const),
        dice,
      }
      const conversions = demoConversions()
      const events = load(loadedSegments(db, node), clickMaker(cast), {
        clicks,
        dice,
        terminal,
        conversions,
      })
      db.close()
      conversions.store(desk)
      terminal.print(
        `Loaded ${clicks} clicks, ${events} events in all. Try: sluice report --by campaign`,
      )
      return 0
    })
  },
}

/** Addresses from all over the world, with the country that the database knows for them. */
async function visitorsOf(dataDir: string, dice: Dice): Promise<DemoVisitor[]> {
  const geo = openGeo(await readGeoFiles(dataDir, () => {}))
  const visitors: DemoVisitor[] = []
  while (visitors.length < VISITORS) {
    const ip = { version: 4, words: [between(dice, 0x01000000, 0xdf000000)] } as const
    const { country, continent } = geo.lookup(ip)
    if (country) visitors.push({ ip: formatIp(ip), country, continent: continent ?? '' })
  }
  return visitors
}

interface Loading {
  readonly clicks: number
  readonly dice: Dice
  readonly terminal: Terminal
  readonly conversions: DemoConversions
}

/** Clicks in order of time, and between them what became of earlier ones. Returns all events. */
function load(
  { add, nextSeq, nextClickId, finish }: LoadedSegments,
  make: ReturnType<typeof clickMaker>,
  { clicks, dice, terminal, conversions }: Loading,
): number {
  const now = Date.now()
  const due = dueEvents(add)
  let loaded = 0
  for (const time of clickTimes(clicks, now - HOURS * HOUR_MS, HOURS)) {
    due.flush(time)
    const made = make(nextSeq(), time)
    const followed = followUps(made, dice).filter((event) => event.time < now)
    if (followed.length > 0) conversions.note(nextClickId(), followed)
    add(made.click)
    for (const event of followed) due.put(event)
    if (++loaded % 250_000 === 0) terminal.warn(`${loaded} of ${clicks} clicks`)
  }
  due.finish()
  return finish()
}
