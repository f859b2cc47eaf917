/**
 * Reads links from the CSV files that shorteners export: our own, Bitly's, YOURLS', Shlink's, Kutt's.
 * Nobody has to say which: columns are told by their titles, of which each has its own.
 */
import { type FileRow, fileRows } from '../../core/file-table.ts'
import type { UTM_FIELDS } from '../../core/links/query.ts'
import {
  countOf,
  isYes,
  maxAgeOf,
  pixelIdsOf,
  redirectStatusOf,
  shortAddress,
  tagsOf,
  timeOf,
  unmarked,
  wholeOf,
} from './link-cells.ts'
import type { LinkChange } from './link-checks.ts'

const TITLE_MAX = 255
const NOTE_MAX = 4000

export interface LinkLine {
  /** In the file, as an editor counts. */
  readonly line: number
  /** What can't be made of it, whatever the rest; `null`: nothing. */
  readonly problem: string | null
  readonly change: LinkChange
  /** Host of the short address, `''` when the file does not tell. */
  readonly host: string
  /** How often it was opened, by the file; `null`: it does not say. */
  readonly visits: number | null
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
  | 'before'
  | 'starts'
  | 'closed'
  | 'reason'
  | 'password'
  | 'title'
  | 'note'
  | 'tags'
  | 'status'
  | 'maxAge'
  | 'forwards'
  | 'pixels'
  | 'visits'
  | (typeof UTM_FIELDS)[number]

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
  before: ['clicksbefore'],
  starts: ['startsat', 'validsince'],
  closed: ['blocked', 'banned'],
  reason: ['blockreason'],
  password: ['password', 'haspassword'],
  title: ['title', 'description'],
  note: ['note'],
  tags: ['tags'],
  status: ['redirectstatus'],
  maxAge: ['maxage'],
  forwards: ['forwardquery'],
  pixels: ['pixelids'],
  source: ['utmsource'],
  medium: ['utmmedium'],
  campaign: ['utmcampaign'],
  term: ['utmterm'],
  content: ['utmcontent'],
  visits: ['visits', 'clicks', 'visitcount', 'visitscount', 'totalclicks'],
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(TITLES).flatMap(([meaning, titles]) =>
    titles.map((title) => [title, meaning as Meaning] as const),
  ),
)

type Cells = Partial<Record<Meaning, string>>

/**
 * The lines are made as they are asked for, because there may be a million; `null` when there is no
 * column that could hold where links lead.
 */
export function readLinkFile(csv: string): Iterable<LinkLine> | null {
  const records = fileRows(csv)
  const titles: readonly string[] = records.next().value?.cells ?? []
  const meanings = titles.map((title) => MEANINGS.get(title.toLowerCase().replace(/[^a-z]/g, '')))
  const known = new Set(meanings)
  if (!known.has('target') && !known.has('url')) return null
  return allLines({ meanings, urlIs: known.has('target') ? 'short' : 'target' }, records)
}

interface Columns {
  readonly meanings: readonly (Meaning | undefined)[]
  /** Beside a column of targets `url` is the short address, also in rows without a target. */
  readonly urlIs: 'short' | 'target'
}

function* allLines({ meanings, urlIs }: Columns, records: Iterable<FileRow>): Generator<LinkLine> {
  for (const { line, cells: row } of records) {
    const { url, ...cells } = cellsOf(meanings, row)
    yield* linesOf(url === undefined ? cells : { [urlIs]: url, ...cells }, line)
  }
}

function cellsOf(meanings: readonly (Meaning | undefined)[], row: readonly string[]): Cells {
  const cells: Cells = {}
  row.forEach((text, index) => {
    const meaning = meanings[index]
    const cell = meaning === undefined ? '' : unmarked(text).trim()
    if (meaning !== undefined && cell !== '') cells[meaning] ??= cell
  })
  return cells
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
  const short = shortAddress(cells.short ?? '')
  const word = cells.word ?? short.word
  const limits = limitsOf(cells)
  const change: LinkChange = {
    web: cells.target ?? null,
    ...(cells.ios === undefined ? {} : { ios: cells.ios }),
    ...(cells.android === undefined ? {} : { android: cells.android }),
    ...kindOf(cells),
    ...(cells.expired === undefined ? {} : { expiredUrl: cells.expired }),
    ...(word === '' ? {} : { word, wordRule: 'any' }),
    ...createdOf(cells),
    ...wordsOf(cells),
    ...utmOf(cells),
    ...(cells.forwards === undefined ? {} : { forwardsQuery: isYes(cells.forwards) }),
    ...(limits as LinkChange),
    ...closingOf(cells),
  }
  return {
    line,
    problem: problemOf(limits),
    change,
    host: (cells.domain ?? short.host).replace(/^https?:\/\//, '').toLowerCase(),
    visits: cells.visits === undefined ? null : (wholeOf(cells.visits) ?? 0),
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

function wordsOf({ title, note, tags }: Cells): Pick<LinkChange, 'title' | 'note' | 'tags'> {
  return {
    ...(title === undefined ? {} : { title: title.slice(0, TITLE_MAX) }),
    ...(note === undefined ? {} : { note: note.slice(0, NOTE_MAX) }),
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

function limitsOf(cells: Cells): Limits {
  const given = Object.entries(LIMITS).flatMap(([meaning, { property, read }]) => {
    const cell = cells[meaning as keyof typeof LIMITS]
    return cell === undefined ? [] : [[property, read(cell)] as const]
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
  reason,
  password = '',
}: Cells): Pick<LinkChange, 'blocked' | 'blockReason'> {
  const lacksPassword = isYes(password)
  const why = lacksPassword ? [PASSWORD_AGAIN, reason].filter(Boolean).join('; ') : reason
  return {
    ...(isYes(closed) || lacksPassword ? { blocked: true } : {}),
    ...(why === undefined ? {} : { blockReason: why.slice(0, TITLE_MAX) }),
  }
}
