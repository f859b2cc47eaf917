/**
 * `sluice links import`: takes over the links of another shortener from what it exports, with their
 * words, times and, if wanted, how often they were opened. A server may be running.
 */
import type { Config } from '../config.ts'
import { openLedgerDb } from '../ledger/segments/ledger-db.ts'
import { loadedSegments } from '../ledger/segments/loaded-segments.ts'
import { COMMAND_LINE } from '../manage/access.ts'
import type { Desk } from '../manage/desk.ts'
import { domainAt, linkPlace } from '../manage/links/link-domains.ts'
import { importLinks, type ImportResult } from '../manage/links/link-import.ts'
import { isRefusal } from '../manage/refusal.ts'
import type { Arguments, Command, Terminal } from './command.ts'
import { withDesk } from './config-desk.ts'
import { datesIn, UNKNOWN_DATES } from './dates-option.ts'
import { countedVisit } from './link-visit-event.ts'
import { readTextFile } from './text-file.ts'

const PROBLEMS_SHOWN = 50

export const linksImport: Command = {
  name: 'links import',
  help: 'Import short links from CSV or JSON, our own or of other shorteners',
  usage:
    '--file FILE --owner EMAIL [--domain HOST] [--dates ORDER] [--visits] [--dry-run] [--data DIR]',
  switches: ['visits', 'dry-run'],
  options: ['file', 'owner', 'domain', 'dates', 'data'],
  async run(args, terminal) {
    const file = args.get('file')
    if (file === null || args.get('owner') === null) {
      terminal.warn(`Usage: sluice links import ${linksImport.usage}`)
      return 2
    }
    const text = readTextFile(file, terminal)
    return withDesk(args.flags, terminal, async (desk, config) => {
      const result = await imported(desk, args, text)
      if (typeof result === 'string') {
        terminal.warn(result)
        return 1
      }
      if (args.has('visits')) loadVisits(config, result)
      return tell(terminal, result, args.has('dry-run'))
    })
  },
}

/** The result, or the sentence that says why there is none. */
async function imported(desk: Desk, args: Arguments, text: string): Promise<ImportResult | string> {
  const dates = datesIn(args)
  if (dates === 'unknown') return UNKNOWN_DATES
  const owner = desk.stores.users.byLogin(args.get('owner') ?? '')
  if (owner === null) return `There is no user ${args.get('owner')}.`
  const place = linkPlace(desk.stores, COMMAND_LINE, owner.id)
  const host = args.get('domain')
  const domain = host === null ? undefined : domainAt(place, host)
  if (host !== null && domain === undefined) return `There is no domain ${host}.`
  const mode = args.has('dry-run') ? 'dry_run' : 'apply'
  const result = await importLinks(desk, place, {
    text,
    domain: domain?.number ?? null,
    mode,
    dates,
    loadsVisits: args.has('visits'),
  })
  return isRefusal(result) ? 'The file has no column of long addresses.' : result
}

/** The file tells no times: all visits are dated when their link was made. */
function loadVisits({ dataDir, node }: Config, { visited }: ImportResult): void {
  const { db } = openLedgerDb(dataDir, Date.now())
  const segments = loadedSegments(db, node)
  for (const { link, visits } of visited) {
    for (let n = 0; n < visits; n++) segments.add(countedVisit(link, segments.nextSeq()))
  }
  segments.finish()
  db.close()
}

function tell(terminal: Terminal, result: ImportResult, isDry: boolean): number {
  const { created, present, restarted, failed, ignored } = result
  for (const { line, message } of failed.slice(0, PROBLEMS_SHOWN)) {
    terminal.warn(`line ${line}: ${message}`)
  }
  const made = isDry ? 'would be made' : 'made'
  const others = present === 0 ? '' : `${present} are here already, `
  terminal.print(`${created} links ${made}, ${others}${failed.length} lines left out`)
  if (restarted > 0) {
    terminal.warn(
      `${restarted} of them start their limit of visits anew: the file does not say how many they had`,
    )
  }
  if (ignored.length > 0) {
    const told = ignored.map(({ column, lines }) => `${column} (${lines})`)
    terminal.warn(`not taken over, with how many lines have it: ${told.join(', ')}`)
  }
  return failed.length === 0 ? 0 : 1
}
