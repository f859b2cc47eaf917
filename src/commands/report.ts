/** `sluice report`: a report on the console, from the same engine, beside a running server too. */
import { catalogOf } from '../api/management/campaigns/catalog.ts'
import { dimensions } from '../core/reports/dimensions.ts'
import { parseQuery, type QueryContext } from '../core/reports/parse-query.ts'
import { SIMPLE_MEASURES } from '../core/reports/presets.ts'
import type { Query, QueryProblem } from '../core/reports/query.ts'
import { settingNumber, settingOf } from '../core/settings/settings.ts'
import {
  inLanguage,
  type Language,
  LANGUAGE_CODES,
  titleIn,
  type Titles,
} from '../core/words/language.ts'
import { DIMENSION_TITLES, MEASURE_TITLES } from '../core/words/titles.ts'
import { VALUE_WORDS, valueWord } from '../core/words/values.ts'
import type { ReadStores } from '../db/stores.ts'
import { judgeBy } from '../detect/robot-verdict.ts'
import { openSegmentsReadOnly } from '../ledger/check/read-only.ts'
import { allViews } from '../ledger/columns/column.ts'
import { atOnce } from '../lib/steps.ts'
import { PLAIN_CSV } from '../report/export/csv.ts'
import { type ExportKind, exportLines, unlimited } from '../report/export/export.ts'
import type { ReportRow } from '../report/rows/result.ts'
import { type QueryResult, runQuery, sumSteps } from '../report/scan/run.ts'
import type { Segments } from '../report/scan/scan.ts'
import type { Arguments, Command, Terminal } from './command.ts'
import { withDesk } from './config-desk.ts'

export const report: Command = {
  name: 'report',
  help: 'Print a report: one line per value of --by (campaign, geoCountry, days, token_1 …)',
  usage:
    '[--by DIMENSION] [--measures A,B] [--period PRESET] [--from DATE --to DATE] [--timezone ZONE] [--format table|csv|ndjson|json] [--language en|ru] [--limit ROWS] [--data DIR]',
  switches: [],
  options: [
    'by',
    'format',
    'language',
    'period',
    'from',
    'to',
    'timezone',
    'measures',
    'limit',
    'data',
  ],
  async run(args, terminal) {
    const print = PRINTERS[args.get('format') ?? 'table']
    if (!print) {
      terminal.warn(`--format must be one of ${Object.keys(PRINTERS).join(', ')}`)
      return 2
    }
    const language = LANGUAGE_CODES.find((code) => code === args.get('language')) ?? null
    if (language === null && args.get('language') !== null) {
      terminal.warn(`--language must be one of ${LANGUAGE_CODES.join(', ')}`)
      return 2
    }
    return withDesk(args.flags, terminal, async (desk, { dataDir }) => {
      const query = parseQuery(questionOf(args), contextOf(desk.stores))
      if ('problems' in query) {
        for (const problem of query.problems) terminal.warn(inFlags(problem))
        return 2
      }
      const reader = openSegmentsReadOnly(dataDir, judgeBy)
      const segments = { views: allViews(reader.source), checkpoint: () => undefined }
      // Files are whole; a screen is not endless.
      const isWhole = args.get('limit') === null && print.isFile
      const wanted = { query: isWhole ? unlimited(query) : query, language }
      const damaged = print.run(segments, wanted, terminal)
      reader.close()
      if (damaged.length === 0) return 0
      terminal.warn(`PARTIAL: segments ${damaged.join(', ')} can't be read`)
      return 1
    })
  },
}

interface Wanted {
  readonly query: Query
  /** Null: nobody chose; a screen then has the keys by which one asks. */
  readonly language: Language | null
}

interface Printer {
  /** Whether all rows are wanted unless fewer are asked for. */
  readonly isFile: boolean
  /** The segments that could not be read. */
  run(segments: Segments, wanted: Wanted, terminal: Terminal): readonly number[]
}

const PRINTERS: Readonly<Record<string, Printer>> = {
  table: page(printTable),
  csv: file('csv'),
  ndjson: file('ndjson'),
  json: page((_wanted, result, terminal) => terminal.print(JSON.stringify(result))),
}

function page(print: (wanted: Wanted, result: QueryResult, terminal: Terminal) => void): Printer {
  return {
    isFile: false,
    run(segments, wanted, terminal) {
      const result = runQuery(segments, wanted.query)
      print(wanted, result, terminal)
      return result.damaged
    },
  }
}

/** Line by line: however many rows there are, they are never held as text. */
function file(kind: ExportKind): Printer {
  return {
    isFile: true,
    run(segments, { query, language }, terminal) {
      const groups = atOnce(sumSteps(segments, query))
      const format = { ...PLAIN_CSV, language: language ?? PLAIN_CSV.language }
      for (const line of exportLines(groups, { query, kind, format }))
        terminal.print(line.trimEnd())
      return [...groups.damaged]
    },
  }
}

/** The words of the command line as the body of `POST /report/query`. */
function questionOf(args: Arguments) {
  return {
    period: {
      preset: args.get('from') ? 'custom_time' : (args.get('period') ?? 'last_30_days'),
      from: args.get('from'),
      to: args.get('to'),
      timezone: args.get('timezone'),
    },
    groupings: (args.get('by') ?? 'campaign').split(','),
    measures: args.get('measures')?.split(',') ?? [...SIMPLE_MEASURES],
    limit: Number(args.get('limit') ?? 50),
  }
}

/** Of numbered ones the first. */
const names = (each: readonly { readonly key: string }[]): string =>
  each
    .map(({ key }) => key)
    .filter((key) => !/_(?!1$)\d+$/.test(key))
    .map((key) => (key.endsWith('_1') ? `${key} …` : key))
    .join(', ')

/** Where a question can be wrong, by the flag that said it, and what may stand there. */
const FLAGS: readonly (readonly [path: string, flag: string, known: string])[] = [
  ['/groupings', '--by', names(dimensions)],
  ['/measures', '--measures', SIMPLE_MEASURES.join(', ')],
  ['/period/timezone', '--timezone', ''],
  ['/period', '--period, --from and --to', ''],
  ['/limit', '--limit', ''],
]

/** The API names a property and its catalogue; here stand the flag and all that it takes. */
function inFlags({ path, message }: QueryProblem): string {
  const [, flag, known] = FLAGS.find(([begin]) => path.startsWith(begin)) ?? ['', path, '']
  return `${flag}: ${message.replace(/GET \/report\/catalog has them all/, `take ${known}`)}`
}

function contextOf(stores: ReadStores): QueryContext {
  const settings = stores.settings.all()
  return {
    now: Date.now(),
    zone: settingOf(settings, 'timezone'),
    weekStart: settingNumber(settings, 'week_start'),
    measures: SIMPLE_MEASURES,
    formulas: new Map(),
    scope: null,
    catalog: catalogOf(stores, () => true),
  }
}

/** Names on the left, numbers on the right, as wide as they need to be. */
function printTable({ query, language }: Wanted, result: QueryResult, terminal: Terminal): void {
  const keys = query.columns.map(({ key }) => key)
  const cells = (m: QueryResult['totals']) => keys.map((key) => numberText(m[key] ?? null))
  const rows = result.rows.map((row) => [
    '  '.repeat(row.level - 1) + rowName(row, language),
    ...cells(row.m),
  ])
  const titled = (titles: Titles) => (key: string) =>
    (language === null ? null : titleIn(language, titles, key)) ?? key
  const names = query.groupings.map(titled(DIMENSION_TITLES)).join(', ')
  const total = language === null ? 'TOTAL' : inLanguage(language, VALUE_WORDS['value.total'])
  const head = [names, ...keys.map(titled(MEASURE_TITLES))]
  const table = [head, ...rows, [total, ...cells(result.totals)]]
  const widths = table[0]!.map((_, at) => Math.max(...table.map((row) => row[at]!.length)))
  for (const [name, ...numbers] of table) {
    const right = numbers.map((text, at) => text.padStart(widths[at + 1]!)).join('  ')
    terminal.print(`${name!.padEnd(widths[0]!)}  ${right}`)
  }
}

function rowName({ path, isOther }: ReportRow, language: Language | null): string {
  const last = path.at(-1)
  if (last === undefined) return ''
  const isKept = language === null || isOther
  return (isKept ? null : valueWord(language, last.dimension, last.value)) ?? last.label
}

function numberText(value: number | null): string {
  if (value === null) return '-'
  return Number.isInteger(value) ? String(value) : value.toFixed(2)
}
