/**
 * Reads links from the CSV files that shorteners export: our own, Bitly's, YOURLS', Shlink's, Kutt's.
 * Nobody has to say which: columns are told by their titles, of which each has its own.
 */
import Papa from 'papaparse'

import type { LinkChange } from './link-checks.ts'

export interface LinkLine {
  /** In the file, the titles being line 1. */
  readonly line: number
  /** What can't be made of it, whatever the rest; `null`: nothing. */
  readonly problem: string | null
  readonly change: LinkChange
  /** Host of the short address, `''` when the file does not tell. */
  readonly host: string
  /** How often it was opened, by the file. */
  readonly visits: number
}

type Meaning =
  | 'target'
  | 'url'
  | 'ios'
  | 'android'
  | 'kind'
  | 'expired'
  | 'word'
  | 'short'
  | 'custom'
  | 'domain'
  | 'created'
  | 'expires'
  | 'limit'
  | 'closed'
  | 'password'
  | 'title'
  | 'tags'
  | 'visits'

/** Titles in lower case without anything but letters. */
const TITLES: Readonly<Record<Meaning, readonly string[]>> = {
  target: ['longurl', 'weburl', 'destination', 'destinationurl', 'target', 'originalurl'],
  /** YOURLS means the target by it, others the short address. */
  url: ['url'],
  ios: ['iosurl'],
  android: ['androidurl'],
  kind: ['kind'],
  expired: ['expiredurl'],
  word: ['word', 'keyword', 'shortcode', 'address', 'backhalf', 'slug'],
  short: ['shorturl', 'bitlink', 'shortlink', 'link'],
  /** Further words of the same link. */
  custom: ['custombitlinks', 'custombitlink', 'custombackhalf'],
  domain: ['domain', 'host'],
  created: ['createdat', 'created', 'timestamp', 'datecreated', 'creationdate', 'date'],
  expires: ['expiresat', 'expirein', 'validuntil'],
  limit: ['clicklimit', 'maxvisits'],
  closed: ['blocked', 'banned'],
  password: ['password', 'haspassword'],
  title: ['title', 'description'],
  tags: ['tags'],
  visits: ['visits', 'clicks', 'visitcount', 'visitscount', 'totalclicks'],
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(TITLES).flatMap(([meaning, titles]) =>
    titles.map((title) => [title, meaning as Meaning] as const),
  ),
)

type Cells = Partial<Record<Meaning, string>>

/** `null` when there is no column that could hold where links lead. */
export function readLinkFile(csv: string): readonly LinkLine[] | null {
  const { data } = Papa.parse<string[]>(csv.replace(/^\ufeff/, ''))
  const records = numbered(data)
  const [titles = { line: 1, row: [] }, ...rows] = records
  const meanings = titles.row.map((title) =>
    MEANINGS.get(title.toLowerCase().replace(/[^a-z]/g, '')),
  )
  const known = new Set(meanings)
  if (!known.has('target') && !known.has('url')) return null
  return rows.flatMap(({ line, row }) => linesOf(cellsOf(meanings, row), line))
}

/** Rows that hold anything, with the line they begin in: a cell may have line breaks. */
function numbered(rows: readonly string[][]) {
  let next = 1
  const all = rows.map((row) => {
    const line = next
    next += 1 + row.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0)
    return { line, row }
  })
  return all.filter(({ row }) => row.some((cell) => cell.trim() !== ''))
}

function cellsOf(meanings: readonly (Meaning | undefined)[], row: readonly string[]): Cells {
  const cells: Cells = {}
  meanings.forEach((meaning, index) => {
    const cell = unmarked(row[index] ?? '').trim()
    if (meaning !== undefined && cell !== '') cells[meaning] ??= cell
  })
  return cells
}

/** Without the mark that exports put before what a spreadsheet would take for a formula. */
function unmarked(cell: string): string {
  return /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell
}

/** One link, and one more for each further word under which it is known. */
function linesOf(cells: Cells, line: number): LinkLine[] {
  const own = lineOf(cells, line)
  const others = (cells.custom ?? '').split(/[\s,;|]+/).map(shortAddress)
  const words = new Set(others.map(({ word }) => word).filter((word) => word !== ''))
  words.delete(typeof own.change.word === 'string' ? own.change.word : '')
  return [
    own,
    ...[...words].map((word) => ({ ...own, change: { ...own.change, word }, visits: 0 })),
  ]
}

function lineOf(cells: Cells, line: number): LinkLine {
  const isOurs = cells.target !== undefined
  const short = shortAddress(cells.short ?? (isOurs ? (cells.url ?? '') : ''))
  const word = cells.word ?? short.word
  const limits = limitsOf(cells)
  const change: LinkChange = {
    web: cells.target ?? cells.url ?? null,
    ...(cells.ios === undefined ? {} : { ios: cells.ios }),
    ...(cells.android === undefined ? {} : { android: cells.android }),
    ...kindOf(cells),
    ...(cells.expired === undefined ? {} : { expiredUrl: cells.expired }),
    ...(word === '' ? {} : { word, wordRule: 'any' }),
    ...createdOf(cells),
    ...(cells.title === undefined ? {} : { title: cells.title.slice(0, TITLE_MAX) }),
    ...(cells.tags === undefined ? {} : { tags: tagsOf(cells.tags) }),
    ...limits,
    ...closingOf(cells),
  }
  const isBad = Object.values(limits).includes(null)
  return {
    line,
    problem: isBad ? 'its expiry or its limit of visits is not understood' : null,
    change,
    host: (cells.domain ?? short.host).replace(/^https?:\/\//, '').toLowerCase(),
    visits: countOf(cells.visits ?? '') ?? 0,
  }
}

function kindOf({ kind, ios, android }: Cells): Pick<LinkChange, 'kind'> {
  if (kind !== undefined) return { kind }
  return ios === undefined && android === undefined ? {} : { kind: 'target' }
}

function createdOf({ created = '' }: Cells): Pick<LinkChange, 'createdAt'> {
  const createdAt = timeOf(created)
  return createdAt === null ? {} : { createdAt }
}

/** A `null` is one that is there and not understood: such a link must not come in without it. */
function limitsOf({ expires, limit }: Cells): Pick<LinkChange, 'expiresAt' | 'clickLimit'> {
  return {
    ...(expires === undefined ? {} : { expiresAt: timeOf(expires) }),
    ...(limit === undefined ? {} : { clickLimit: countOf(limit) }),
  }
}

/** Passwords are not in files: whoever knew one must not get in without. */
function closingOf({
  closed = '',
  password = '',
}: Cells): Pick<LinkChange, 'blocked' | 'blockReason'> {
  if (isYes(closed)) return { blocked: true }
  return isYes(password) ? { blocked: true, blockReason: 'needs its password again' } : {}
}

function isYes(text: string): boolean {
  return !/^(|0|f|false|no|null|none)$/i.test(text)
}

/** `1,234` is a thousand and more; `null` for what is no count above 0. */
function countOf(text: string): number | null {
  const count = Number(/^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text)
  return Number.isSafeInteger(count) && count > 0 ? count : null
}

const TITLE_MAX = 255
const TAG_MAX = 40
const TAGS_MAX = 20

function tagsOf(text: string): string[] {
  const tags = text.split(/[,;|]/).map((tag) => tag.trim().slice(0, TAG_MAX))
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, TAGS_MAX)
}

/** `bit.ly/abc`, with or without a scheme. */
function shortAddress(text: string): { readonly host: string; readonly word: string } {
  const [, host = '', word = ''] = /^(?:https?:\/\/)?([^/]+)\/([^/?#]+)\/?$/.exec(text) ?? []
  return { host: host.replace(/:\d+$/, ''), word }
}

/** ISO 8601, `2024-03-05 10:00:00` as UTC, or seconds; `null` for none. */
function timeOf(text: string): number | null {
  if (/^\d{9,10}$/.test(text)) return Number(text) * 1000
  const isBare = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
  const time = Date.parse(isBare ? `${text.replace(' ', 'T')}Z` : text)
  return Number.isNaN(time) ? null : time
}
