/**
 * What cells of files with links mean. `null` is a cell that is there and can't be understood, which
 * is something else than one that is missing.
 */
import { fileDate, type SlashOrder, slashOrder } from '../../core/files/dates.ts'
import { REDIRECT_STATUSES, type RedirectStatus } from '../../core/links/link.ts'
import { dateText } from '../../lib/time-text.ts'

/** What a browser may keep a redirect for, in seconds. */
const MAX_AGE_MAX = 86_400
const TAG_MAX = 40
export const TAGS_MAX = 20
/** As reports mark cells that a spreadsheet would take for formulas (`report/export/csv.ts`). */
const MARKED = /^'([\0\s\u3000]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\0 ]*[\t\r\n])/

/** Without the mark that exports put before what a spreadsheet would take for a formula. */
export function unmarked(cell: string): string {
  return MARKED.test(cell) ? cell.slice(1) : cell
}

export function isYes(text: string): boolean {
  return !/^(|0|f|false|no|null|none)$/i.test(text)
}

/** Words of other shorteners for a link that nobody is led on by. */
export function isClosedState(text: string): boolean {
  return /^(inactive|disabled|paused|stopped|off|blocked|banned|expired|deleted|trashed)$/i.test(
    text,
  )
}

/** And for one that leads on. */
export function isOpenState(text: string): boolean {
  return /^(active|enabled|live|on|ok|published)$/i.test(text)
}

/** `1,234` is a thousand and more; `null` for what is no count above 0. */
export function countOf(text: string): number | null {
  return wholeOf(text) || null
}

/** The same, or 0. */
export function wholeOf(text: string): number | null {
  const count = Number(/^\d{1,3}(,\d{3})+$/.test(text) ? text.replaceAll(',', '') : text)
  return text !== '' && Number.isSafeInteger(count) && count >= 0 ? count : null
}

/** `08:00Z`, `08:00:00.5+03:00`, `8:00 PM GMT+0300 (MSK)`: the time of day says of which zone it is. */
const ZONED =
  /:\d\d[\d.:]*\s*([ap]m\s*)?(Z|[ECMP][SD]T|(GMT|UTC)([+-]\d\d:?\d\d)?|[+-]\d\d:?\d\d)(\s*\(.*\))?$/i

/**
 * ISO 8601, what JavaScript reads with a year, days as files write them, seconds or milliseconds; UTC unless it
 * says more, wherever it is read. `slashes` is what the whole file says of two numbers.
 */
export function timeOf(given: string, slashes: SlashOrder = 'none'): number | null {
  if (/^\d{9,10}$/.test(given)) return Number(given) * 1000
  if (/^\d{12,13}$/.test(given)) return Number(given)
  const text = yearFirst(given, slashes)
  if (text === null || !/\d{4}/.test(text)) return null
  const isBare = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?$/.test(text)
  const utc = isBare ? `${text.replace(' ', 'T')}Z` : `${text} UTC`
  const time = Date.parse(ZONED.test(text) ? text : utc)
  return Number.isNaN(time) ? null : time
}

/** `null`: either number may be the day, or none. */
function yearFirst(text: string, slashes: SlashOrder): string | null {
  if (/^\d{4}-/.test(text)) return text
  const date = fileDate(text, slashes === 'none' ? ownOrder(text) : slashes)
  if (date !== null) return dateText(date) + date.rest.replace(/^[, ]+/, ' ')
  return /^\d{1,2}[./-]\d/.test(text) ? null : text
}

function ownOrder(text: string): SlashOrder {
  const order = slashOrder([text])
  return typeof order === 'string' ? order : 'none'
}

export function redirectStatusOf(text: string): RedirectStatus | null {
  return REDIRECT_STATUSES.find((status) => String(status) === text) ?? null
}

export function maxAgeOf(text: string): number | null {
  const seconds = countOf(text)
  return seconds !== null && seconds <= MAX_AGE_MAX ? seconds : null
}

/** `3|17`, in their order. */
export function pixelIdsOf(text: string): readonly number[] | null {
  const ids = text.split(/[|;,]/).map((id) => countOf(id.trim()))
  return ids.every((id) => id !== null) ? ids : null
}

/** Divided by `|`, `;` or `,`; or a list in JSON, which our own export makes of tags that have these. */
export function tagsOf(text: string): string[] {
  const given = jsonTexts(text) ?? text.split(/[,;|]/)
  const tags = given.map((tag) => tag.trim().slice(0, TAG_MAX))
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, TAGS_MAX)
}

/** The cell of which `tagsOf` makes the tags again. */
export function tagsCell(tags: readonly string[]): string {
  const isPlain = tags.every((tag) => !/[,;|]|^\[/.test(tag))
  return isPlain ? tags.join('|') : JSON.stringify(tags)
}

function jsonTexts(text: string): readonly string[] | null {
  if (!text.startsWith('[')) return null
  try {
    const list: unknown = JSON.parse(text)
    const isTexts = Array.isArray(list) && list.every((item) => typeof item === 'string')
    return isTexts ? list : null
  } catch {
    return null
  }
}

/** `bit.ly/abc`, with or without a scheme; both `''` for anything else. What follows the host is the word. */
export function shortAddress(text: string): { readonly host: string; readonly word: string } {
  const [, host = '', word = ''] = /^(?:https?:\/\/)?([^/]+)\/(.+?)\/?$/.exec(text) ?? []
  return { host: host.replace(/:\d+$/, ''), word }
}

/** Several of them, divided by anything or as a list in JSON. */
export function shortAddresses(text: string): readonly ReturnType<typeof shortAddress>[] {
  return (jsonTexts(text) ?? text.split(/[\s,;|]+/)).map(shortAddress)
}

/** Where a short address is told by its word alone; `''` for anything else. */
export function bareWord(text: string): string {
  return /^[\w-]+$/.test(text) ? text : ''
}
