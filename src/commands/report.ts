/** `sluice report`: a report on the console, from the same engine, beside a running server too. */
import { catalogOf } from '../api/management/catalog.ts'
import { parseQuery, type QueryContext, SIMPLE_MEASURES } from '../core/reports/parse-query.ts'
import type { Query } from '../core/reports/query.ts'
import type { ReadStores } from '../db/stores.ts'
import { allViews } from '../ledger/column.ts'
import { openSegmentsReadOnly } from '../ledger/read-only.ts'
import { csvOfReport, PLAIN_CSV } from '../report/csv.ts'
import { type QueryResult, runQuery } from '../report/run.ts'
import type { Arguments, Command, Terminal } from './command.ts'
import { withDesk } from './config-desk.ts'

export const report: Command = {
  name: 'report',
  help: 'Print a report: one line per value of --by (campaign, geoCountry, days, token_1 …)',
  usage:
    '[--by DIMENSION] [--period PRESET] [--from DATE --to DATE] [--timezone ZONE] [--format table|csv|json] [--data DIR]',
  switches: [],
  options: ['by', 'format', 'period', 'from', 'to', 'timezone', 'measures', 'limit', 'data'],
  async run(args, terminal) {
    const print = PRINTERS[args.get('format') ?? 'table']
    if (!print) {
      terminal.warn(`--format must be one of ${Object.keys(PRINTERS).join(', ')}`)
      return 2
    }
    return withDesk(args.flags, terminal, async (desk, { dataDir }) => {
      const query = parseQuery(questionOf(args), contextOf(desk.stores))
      if ('problems' in query) {
        for (const { path, message } of query.problems) terminal.warn(`${path}: ${message}`)
        return 2
      }
      const segments = openSegmentsReadOnly(dataDir)
      const checkpoint = () => undefined
      const result = runQuery({ views: allViews(segments.source), checkpoint }, query)
      segments.close()
      print(query, result, terminal)
      if (result.damaged.length === 0) return 0
      terminal.warn(`PARTIAL: segments ${result.damaged.join(', ')} can't be read`)
      return 1
    })
  },
}

type Print = (query: Query, result: QueryResult, terminal: Terminal) => void

const PRINTERS: Readonly<Record<string, Print>> = {
  table: printTable,
  csv: (query, result, terminal) => {
    for (const line of csvOfReport(result, query, PLAIN_CSV)) terminal.print(line.trimEnd())
  },
  json: (_query, result, terminal) => terminal.print(JSON.stringify(result)),
}

/** The words of the command line as the body of `POST /report/query`. */
function questionOf(args: Arguments) {
  return {
    period: {
      preset: args.get('from') ? 'custom_time' : (args.get('period') ?? 'last_30_days'),
      from: args.get('from'),
      to: args.get('to'),
      timezone: args.get('timezone') ?? 'UTC',
    },
    groupings: (args.get('by') ?? 'campaign').split(','),
    measures: args.get('measures')?.split(',') ?? [...SIMPLE_MEASURES],
    limit: Number(args.get('limit') ?? 50),
  }
}

function contextOf(stores: ReadStores): QueryContext {
  return {
    now: Date.now(),
    zone: stores.settings.all().get('timezone') ?? 'UTC',
    weekStart: 1,
    measures: SIMPLE_MEASURES,
    formulas: new Map(),
    scope: null,
    catalog: catalogOf(stores),
  }
}

/** Names on the left, numbers on the right, as wide as they need to be. */
function printTable({ groupings, columns }: Query, result: QueryResult, terminal: Terminal): void {
  const keys = columns.map(({ key }) => key)
  const cells = (m: QueryResult['totals']) => keys.map((key) => numberText(m[key] ?? null))
  const rows = result.rows.map(({ level, path, m }) => [
    '  '.repeat(level - 1) + (path.at(-1)?.label ?? ''),
    ...cells(m),
  ])
  const table = [[groupings.join(', '), ...keys], ...rows, ['TOTAL', ...cells(result.totals)]]
  const widths = table[0]!.map((_, at) => Math.max(...table.map((row) => row[at]!.length)))
  for (const [name, ...numbers] of table) {
    const right = numbers.map((text, at) => text.padStart(widths[at + 1]!)).join('  ')
    terminal.print(`${name!.padEnd(widths[0]!)}  ${right}`)
  }
}

function numberText(value: number | null): string {
  if (value === null) return '-'
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
