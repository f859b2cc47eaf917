/**
 * `sluice links visits`: loads dated visits of short links from a CSV file, as other shorteners
 * export them. They become events like any other; a server may be running.
 */
import { type Event, Flag } from '../core/event.ts'
import { type SlashOrder, slashOrder } from '../core/files/dates.ts'
import { fileTable } from '../core/files/table.ts'
import { wordKey } from '../core/links/words.ts'
import { conceal, privacyOf } from '../core/privacy.ts'
import type { LinkRecord } from '../db/links/link-rows.ts'
import type { DomainRecord } from '../db/records.ts'
import type { Stores } from '../db/stores.ts'
import { type UserAgentReader, userAgentReader } from '../detect/user-agent.ts'
import { openLedgerDb } from '../ledger/segments/ledger-db.ts'
import { loadedSegments } from '../ledger/segments/loaded-segments.ts'
import { nameOrAddressOf } from '../lib/host-name.ts'
import { timeOf } from '../manage/links/link-cells.ts'
import { noteLoadedVisits } from '../manage/links/loaded-visits.ts'
import type { Command } from './command.ts'
import { withDesk } from './config-desk.ts'
import { datesIn, UNKNOWN_DATES } from './dates-option.ts'
import { visitEvent, type VisitFacts } from './link-visit-event.ts'
import { readTextFile } from './text-file.ts'

/** All but the first two may be missing or empty. */
interface Row extends VisitFacts {
  /** As in the file of links: UTC unless it says more. */
  readonly time?: string
  /** Its number, its word, or its full address. */
  readonly link?: string
  /** How many of them; 1 when empty. */
  readonly count?: string
}

/** Titles in lower case without anything but letters, as ours and as other shorteners have them. */
const TITLES: Readonly<Record<keyof Row, string>> = {
  time: 'time date datetime timestamp clicktime clickedat visitedat',
  link: 'link shortlink shorturl visitedurl word keyword shortcode',
  country: 'country countrycode',
  referer: 'referer referrer',
  ua: 'ua useragent',
  language: 'language lang',
  count: 'count clicks visits',
}
const COLUMNS: ReadonlyMap<string, keyof Row> = new Map(
  Object.entries(TITLES).flatMap(([column, titles]) =>
    titles.split(' ').map((title) => [title, column as keyof Row] as const),
  ),
)

const MAX_COUNT = 10_000_000
const PROBLEMS_SHOWN = 20

export const linksVisits: Command = {
  name: 'links visits',
  help: 'Load visits of short links from a CSV file: time,link,country,referer,ua,language,count',
  usage: '--file FILE [--dates ORDER] [--data DIR]',
  switches: [],
  options: ['file', 'dates', 'data'],
  async run(args, terminal) {
    const file = args.get('file')
    if (file === null) {
      terminal.warn(`Usage: sluice links visits ${linksVisits.usage}`)
      return 2
    }
    const dates = datesIn(args)
    if (dates === 'unknown') {
      terminal.warn(UNKNOWN_DATES)
      return 2
    }
    const text = readTextFile(file, terminal)
    const table = fileTable(text)
    const slashes = dates ?? slashesIn(text)
    return withDesk(args.flags, terminal, async (desk, { dataDir, node }) => {
      const columns = new Set((table?.titles ?? []).map(columnOf))
      if (!columns.has('time') || !columns.has('link')) {
        terminal.warn('The file has no columns time and link.')
        return 1
      }
      const { stores } = desk
      const { db } = openLedgerDb(dataDir, Date.now())
      const segments = loadedSegments(db, node)
      const agent = userAgentReader({ bots: [], people: [] })
      const privacy = privacyOf(stores.settings.all())
      const problems: string[] = []
      const ofPeople = new Map<number, number>()
      for (const { line, row } of table?.rows ?? []) {
        const visit = visitOf(stores, agent, { ...rowOf(row), slashes })
        if (typeof visit === 'string') {
          problems.push(`line ${line}: ${visit}`)
          continue
        }
        if (privacy !== null) conceal(visit.event, privacy)
        const { linkId, flags } = visit.event
        if ((flags & Flag.bot) === 0) {
          ofPeople.set(linkId, (ofPeople.get(linkId) ?? 0) + visit.count)
        }
        for (let n = 0; n < visit.count; n++)
          segments.add({ ...visit.event, clickSeq: segments.nextSeq() })
      }
      const loaded = segments.finish()
      db.close()
      await noteLoadedVisits(desk, ofPeople)
      for (const problem of problems.slice(0, PROBLEMS_SHOWN)) terminal.warn(problem)
      terminal.print(`Loaded ${loaded} visits; ${problems.length} lines were left out`)
      return problems.length === 0 ? 0 : 1
    })
  },
}

function columnOf(title: string): keyof Row | undefined {
  return COLUMNS.get(title.replace(/[^a-z]/g, ''))
}

/** Of two columns for the same the first one that says something. */
function rowOf(cells: ReadonlyMap<string, string>): Row {
  const row: Partial<Record<keyof Row, string>> = {}
  for (const [title, cell] of cells) {
    const column = columnOf(title)
    if (column !== undefined && cell !== '') row[column] ??= cell
  }
  return row
}

/** As in files of links, by all times of the file. */
function slashesIn(text: string): SlashOrder {
  const rows = fileTable(text)?.rows ?? []
  const order = slashOrder(rows.map(({ row }) => rowOf(row).time ?? ''))
  return typeof order === 'string' ? order : 'none'
}

/** The event of a line and how often it happened, or what is wrong with the line. */
function visitOf(
  stores: Stores,
  agent: UserAgentReader,
  row: Row & { readonly slashes: SlashOrder },
): { readonly event: Event; readonly count: number } | string {
  const time = timeOf(row.time ?? '', row.slashes)
  if (time === null) return 'the time is not understood: it is written like 2026-11-22 10:00'
  const link = linkOf(stores, row.link ?? '')
  if (link === null) return `there is no link ${row.link ?? ''}`
  if (link === 'several') return `several domains have the link ${row.link}: give its full address`
  const count = Number(row.count || 1)
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) return 'the count is none'
  return { event: visitEvent(link, time, agent, row), count }
}

function linkOf(stores: Stores, text: string): LinkRecord | 'several' | null {
  const { links, domains, domainNumbers } = stores
  if (/^[1-9]\d{0,15}$/.test(text)) return links.find(Number(text))
  const numbers = domainNumbers.all()
  const onDomain = ({ id, caseSensitive }: DomainRecord, word: string) =>
    links.byWord(numbers.get(id) ?? 0, wordKey(word, caseSensitive))
  const active = domains.list('active')
  if (!text.includes('/')) {
    const found = active.map((domain) => onDomain(domain, text)).filter((link) => link !== null)
    return found.length > 1 ? 'several' : (found[0] ?? null)
  }
  const [, host = '', word = ''] = /^(?:https?:\/\/)?([^/:]+)(?::\d+)?\/([^/?#]+)$/.exec(text) ?? []
  const domain = active.find((one) => one.host === nameOrAddressOf(host))
  return domain === undefined ? null : onDomain(domain, word)
}
