/**
 * Reads links from files that shorteners export, CSV or JSON: our own, and those of others. Nobody has
 * to say whose: columns are told by their titles (`link-titles.ts`).
 */
import { type DateOrder, type SlashOrder, slashOrder } from '../../core/files/dates.ts'
import { type FileRow, fileRows } from '../../core/files/table.ts'
import {
  bareWord,
  countOf,
  isClosedState,
  isOpenState,
  isYes,
  maxAgeOf,
  pixelIdsOf,
  redirectStatusOf,
  shortAddress,
  shortAddresses,
  tagsOf,
  timeOf,
  unmarked,
  wholeOf,
} from './link-cells.ts'
import type { LinkChange } from './link-checks.ts'
import { linkTable } from './link-json.ts'
import { type Meaning, meaningOf } from './link-titles.ts'

const TITLE_MAX = 255
const NOTE_MAX = 4000

export interface LinkLine {
  /** In the file, as an editor counts; of JSON the number of the link. */
  readonly line: number
  /** What can't be made of it, whatever the rest; `null`: nothing. */
  readonly problem: string | null
  readonly change: LinkChange
  /** Host of the short address, `''` when the file does not tell. */
  readonly host: string
  /** How often it was opened, by the file; `null`: it does not say. */
  readonly visits: number | null
  /** Titles of columns that say something which is not taken over. */
  readonly ignored: readonly string[]
}

type Cells = Partial<Record<Meaning, string>>

/**
 * The lines are made as they are asked for, because there may be a million; `null` when there is no
 * column that could hold where links lead.
 */
export function readLinkFile(text: string, dates: DateOrder | null = null) {
  const isLink = (titles: readonly string[]) => titles.some((title) => leads(meaningOf(title)))
  const table = linkTable(text, isLink)
  if (table !== null) {
    const { titles, rows } = table
    return linesBelow({ titles, read: (cell) => cell, slashes: dates ?? 'none' }, rows)
  }
  const rows = fileRows(text)
  const titles = rows.next().value?.cells ?? []
  const slashes = dates ?? slashesIn(text, titles)
  const read = (cell: string) => (NOTHING.test(cell) ? '' : unmarked(cell))
  return linesBelow({ titles, read, slashes }, rows)
}

const TIMES: ReadonlySet<Meaning | undefined> = new Set(['created', 'starts', 'expires'])
/** Without such a text no cell has to be looked at. */
const SLASHED = /\d[/-]\d{1,2}[/-]\d/

/** Which of two numbers is the day, by all times of the file; `none`: they don't tell it. */
function slashesIn(text: string, titles: readonly string[]): SlashOrder {
  const columns = titles.flatMap((title, at) => (TIMES.has(meaningOf(title)) ? [at] : []))
  if (columns.length === 0 || !SLASHED.test(text)) return 'none'
  const times = fileRows(text).flatMap(({ cells }) => columns.map((at) => cells[at]?.trim() ?? ''))
  const order = slashOrder(times)
  return typeof order === 'string' ? order : 'none'
}

/** As databases write it. */
const NOTHING = /^(NULL|\\N)$/

function leads(meaning: Meaning | undefined): boolean {
  return meaning === 'target' || meaning === 'url'
}

type Form = Pick<Columns, 'titles' | 'read' | 'slashes'>

function linesBelow(form: Form, rows: Iterable<FileRow>): Iterable<LinkLine> | null {
  const meanings = form.titles.map(meaningOf)
  if (!meanings.some(leads)) return null
  const urlIs = meanings.includes('target') ? 'short' : 'target'
  return allLines({ ...form, meanings, urlIs }, rows)
}

interface Columns {
  readonly titles: readonly string[]
  readonly meanings: readonly (Meaning | undefined)[]
  /** Beside a column of targets `url` is the short address, also in rows without a target. */
  readonly urlIs: 'short' | 'target'
  readonly read: (cell: string) => string
  readonly slashes: SlashOrder
}

function* allLines(columns: Columns, rows: Iterable<FileRow>): Generator<LinkLine> {
  for (const { line, cells: row } of rows) {
    const { cells, ignored } = cellsOf(columns, row)
    const { url, ...others } = cells
    const known = url === undefined ? cells : { [columns.urlIs]: url, ...others }
    yield* linesOf(known, { line, ignored }, columns.slashes)
  }
}

/** What each meaning's first cell says, and the columns that say what nothing is made of. */
function cellsOf({ titles, meanings, read, slashes }: Columns, row: readonly string[]) {
  const cells: Cells = {}
  const ignored: string[] = []
  titles.forEach((title, index) => {
    const meaning = meanings[index]
    const cell = read(row[index] ?? '').trim()
    if (cell === '' || meaning === 'nothing') return
    if (meaning !== undefined) cells[meaning] ??= cell
    if (isLost(meaning, cell, slashes)) ignored.push(title.trim())
  })
  return { cells, ignored }
}

/** A link comes in without it: `no` of a column that nobody knows is not worth a word. */
function isLost(meaning: Meaning | undefined, cell: string, slashes: SlashOrder): boolean {
  if (meaning === undefined) return isYes(cell)
  if (meaning === 'created') return timeOf(cell, slashes) === null
  if (meaning === 'visits') return wholeOf(cell) === null
  return meaning === 'state' && !isOpenState(cell) && !isClosedState(cell)
}

/** One link, and one more for each further word under which it is known. */
function linesOf(
  cells: Cells,
  place: Pick<LinkLine, 'line' | 'ignored'>,
  slashes: SlashOrder,
): LinkLine[] {
  const own = { ...place, ...lineOf(cells, slashes) }
  const others = shortAddresses(cells.custom ?? '')
  const words = new Set(others.map(({ word }) => word).filter((word) => word !== ''))
  words.delete(typeof own.change.word === 'string' ? own.change.word : '')
  return [
    own,
    ...[...words].map((word) => ({
      ...own,
      change: { ...own.change, word },
      visits: 0,
      ignored: [],
    })),
  ]
}

function lineOf(cells: Cells, slashes: SlashOrder): Omit<LinkLine, 'line' | 'ignored'> {
  const short = shortAddress(cells.full ?? cells.short ?? '')
  const word = cells.word ?? (short.word || bareWord(cells.short ?? ''))
  const limits = limitsOf(cells, slashes)
  const change: LinkChange = {
    web: cells.target ?? null,
    ...(cells.ios === undefined ? {} : { ios: cells.ios }),
    ...(cells.android === undefined ? {} : { android: cells.android }),
    ...kindOf(cells),
    ...(cells.expired === undefined ? {} : { expiredUrl: cells.expired }),
    ...(word === '' ? {} : { word, wordRule: 'any' }),
    ...createdOf(cells, slashes),
    ...wordsOf(cells),
    ...utmOf(cells),
    ...(cells.forwards === undefined ? {} : { forwardsQuery: isYes(cells.forwards) }),
    ...(limits as LinkChange),
    ...closingOf(cells),
  }
  return {
    problem: problemOf(limits),
    change,
    host: (cells.domain ?? short.host).replace(/^https?:\/\//, '').toLowerCase(),
    visits: wholeOf(cells.visits ?? ''),
  }
}

function kindOf({ kind, ios, android }: Cells): Pick<LinkChange, 'kind'> {
  if (kind !== undefined) return { kind }
  return ios === undefined && android === undefined ? {} : { kind: 'target' }
}

function createdOf({ created = '' }: Cells, slashes: SlashOrder): Pick<LinkChange, 'createdAt'> {
  const createdAt = timeOf(created, slashes)
  return createdAt === null ? {} : { createdAt }
}

/** A description is the title where there is no other, and is added to the note where there is one. */
function wordsOf({
  description,
  tags,
  ...cells
}: Cells): Pick<LinkChange, 'title' | 'note' | 'tags'> {
  const title = cells.title ?? description
  const isMore = description !== undefined && description !== title
  const note = [cells.note, isMore ? description : undefined].filter(Boolean).join('\n')
  return {
    ...(title === undefined ? {} : { title: title.slice(0, TITLE_MAX) }),
    ...(note === '' ? {} : { note: note.slice(0, NOTE_MAX) }),
    ...(tags === undefined ? {} : { tags: tagsOf(tags) }),
  }
}

function utmOf({ source, medium, campaign, term, content }: Cells): Pick<LinkChange, 'utm'> {
  const given = Object.entries({ source, medium, campaign, term, content }).flatMap(
    ([field, text]) => (text === undefined ? [] : [[field, text.slice(0, TITLE_MAX)] as const]),
  )
  return given.length === 0 ? {} : { utm: Object.fromEntries(given) }
}

const OF_TIMES = { howTo: ': times are written like 2026-11-22 10:00' }

/** What a link must not come in without, and what a person calls it. */
const LIMITS = {
  starts: { property: 'startsAt', name: 'its start', read: timeOf, ...OF_TIMES },
  expires: { property: 'expiresAt', name: 'its expiry', read: timeOf, ...OF_TIMES },
  limit: { property: 'clickLimit', name: 'its limit of visits', read: countOf },
  before: { property: 'clicksBefore', name: 'its visits so far', read: wholeOf },
  status: { property: 'redirectStatus', name: 'its kind of redirect', read: redirectStatusOf },
  maxAge: { property: 'maxAge', name: 'its time in caches', read: maxAgeOf },
  pixels: { property: 'pixelIds', name: 'its pixels', read: pixelIdsOf },
} as const satisfies Partial<Record<Meaning, object>>

/** By property; `null` for one that is there and not understood. */
type Limits = Readonly<Record<string, unknown>>

function limitsOf(cells: Cells, slashes: SlashOrder): Limits {
  const given = Object.entries(LIMITS).flatMap(([meaning, { property, read }]) => {
    const cell = cells[meaning as keyof typeof LIMITS]
    return cell === undefined ? [] : [[property, read(cell, slashes)] as const]
  })
  return Object.fromEntries(given)
}

function problemOf(limits: Limits): string | null {
  const problems = Object.values(LIMITS).flatMap(({ property, name, ...more }) =>
    limits[property] === null
      ? [`${name} is not understood${'howTo' in more ? more.howTo : ''}`]
      : [],
  )
  return problems.length === 0 ? null : problems.join('; ')
}

const PASSWORD_AGAIN = 'needs its password again'

/** Passwords are not in files: whoever knew one must not get in without. */
function closingOf({
  closed = '',
  open = 'yes',
  state = '',
  reason,
  password = '',
}: Cells): Pick<LinkChange, 'blocked' | 'blockReason'> {
  const lacksPassword = isYes(password)
  const isClosed = isYes(closed) || !isYes(open) || isClosedState(state)
  const why = lacksPassword ? [PASSWORD_AGAIN, reason].filter(Boolean).join('; ') : reason
  return {
    ...(isClosed || lacksPassword ? { blocked: true } : {}),
    ...(why === undefined ? {} : { blockReason: why.slice(0, TITLE_MAX) }),
  }
}
