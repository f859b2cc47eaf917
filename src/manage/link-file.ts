/**
 * Reads links from the CSV files that shorteners export: our own, Bitly's, YOURLS', Shlink's, Kutt's.
 * Nobody has to say which: columns are told by their titles, of which each has its own.
 */
import Papa from 'papaparse'

import type { LinkChange } from './link-checks.ts'

export interface LinkLine {
  /** In the file, the titles being line 1. */
  readonly line: number
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
  | 'word'
  | 'short'
  | 'domain'
  | 'created'
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
  word: ['word', 'keyword', 'shortcode', 'address', 'backhalf', 'slug'],
  short: ['shorturl', 'bitlink', 'shortlink', 'link'],
  domain: ['domain', 'host'],
  created: ['createdat', 'created', 'timestamp', 'datecreated', 'creationdate', 'date'],
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
  const text = csv.replace(/^\ufeff/, '').trim()
  const { data } = Papa.parse<string[]>(text, { skipEmptyLines: true })
  const [titles = [], ...rows] = data
  const meanings = titles.map((title) => MEANINGS.get(title.toLowerCase().replace(/[^a-z]/g, '')))
  const known = new Set(meanings)
  if (!known.has('target') && !known.has('url')) return null
  return rows.map((row, index) => lineOf(cellsOf(meanings, row), index + 2))
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

function lineOf(cells: Cells, line: number): LinkLine {
  const isOurs = cells.target !== undefined
  const short = shortAddress(cells.short ?? (isOurs ? (cells.url ?? '') : ''))
  const word = cells.word ?? short.word
  const createdAt = timeOf(cells.created ?? '')
  const change: LinkChange = {
    web: cells.target ?? cells.url ?? null,
    ...(cells.ios === undefined ? {} : { ios: cells.ios }),
    ...(cells.android === undefined ? {} : { android: cells.android }),
    ...(cells.ios === undefined && cells.android === undefined ? {} : { kind: 'target' }),
    ...(word === '' ? {} : { word, wordRule: 'any' }),
    ...(createdAt === null ? {} : { createdAt }),
    ...(cells.title === undefined ? {} : { title: cells.title.slice(0, TITLE_MAX) }),
    ...(cells.tags === undefined ? {} : { tags: tagsOf(cells.tags) }),
  }
  const visits = Number(cells.visits ?? 0)
  return {
    line,
    change,
    host: (cells.domain ?? short.host).toLowerCase(),
    visits: Number.isSafeInteger(visits) && visits > 0 ? visits : 0,
  }
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
