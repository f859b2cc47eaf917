/**
 * One encoder per position a value can stand in. Whatever the value is, the result can't leave its
 * position, and those for URLs and headers give pure ASCII.
 */

export type Encoder = (value: string) => string

/** Values are cut at this many bytes of UTF-8. */
const VALUE_BYTES = 2_048

const UNRESERVED = /^[A-Za-z0-9\-._~]*$/
const LEFT_BY_COMPONENT = /[!'()*]/g
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g

/** Everything but unreserved characters percent-encoded as UTF-8; lone surrogates are U+FFFD. */
export function percentEncode(value: string): string {
  if (UNRESERVED.test(value)) return value
  return encodeURIComponent(value.toWellFormed()).replace(LEFT_BY_COMPONENT, byte)
}

// The sets below are the percent-encode sets of the URL standard, for http and https.
const NOT_IN_QUERY = /[^!$-&(-;=?-~#]/gu
const NOT_IN_FRAGMENT = /[^!#-;=?-_a-~]/gu
const NOT_IN_PATH = /[^!$-;=@-[\]_a-z|~]/gu

/** As it is, as far as a query can hold it: may add parameters and begin the fragment. */
export const rawQuery: Encoder = (value) => encodeMatches(dropControls(value), NOT_IN_QUERY)

export const rawFragment: Encoder = (value) => encodeMatches(dropControls(value), NOT_IN_FRAGMENT)

/** As it is, slashes included; what would begin the query or fragment is encoded. */
export const rawPath: Encoder = (value) => encodeMatches(dropControls(value), NOT_IN_PATH)

/** As it is: for hosts, where the whole URL is checked after building. */
export const rawHost: Encoder = (value) => dropControls(value)

export const plainText: Encoder = dropControls

/** For texts and quoted attributes. Backticks too: old parsers took them for quotes. */
export const escapeHtml: Encoder = (value) => value.replace(UNSAFE_IN_HTML, entity)

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
  ['`', '&#96;'],
])
// oxlint-disable-next-line no-control-regex
const UNSAFE_IN_HTML = /[&<>"'`\u0000]/g

/** A visitor's value inside `href` and its kind can never be a scheme. */
export const urlAttribute: Encoder = (value) => percentEncode(value)

/** An address of our own or of the owner at the start of an attribute; anything else as a value. */
export const wholeUrlAttribute: Encoder = (value) =>
  /^https?:\/\//i.test(value) ? escapeHtml(value) : percentEncode(value)

/**
 * For JavaScript strings of all three quotes. Every sign that could end the string, the script, an
 * attribute or a `javascript:` URL is written as `\uXXXX`.
 */
export const escapeScript: Encoder = (value) => value.toWellFormed().replace(UNSAFE_IN_SCRIPT, unit)

// oxlint-disable-next-line no-control-regex
const UNSAFE_IN_SCRIPT = /[\\'"`<>&/%$=\u0000-\u001f\u007f-\u009f\u2028\u2029]/g

/**
 * For scripts that people write, who may forget the quotes: what no string is around can be a number or a name, and
 * calls nothing, because `alert\u0028` is no script. In a string it is the value all the same.
 */
export const escapeCode: Encoder = (value) => value.toWellFormed().replace(UNSAFE_IN_CODE, unit)

// oxlint-disable-next-line no-control-regex
const UNSAFE_IN_CODE = /[^ ,\-.0-:A-Z_a-z\u00a0-\u2027\u202a-\uffff]/g

/** For styles: the value as a word of it, which ends no property and opens no function. */
export const escapeStyle: Encoder = (value) => value.toWellFormed().replace(UNSAFE_IN_STYLE, hex)

const UNSAFE_IN_STYLE = /[^ #%\-.0-9A-Z_a-z\u00a0-\uffff]/g

/** For the inside of a JSON string. */
export const escapeJson: Encoder = (value) => JSON.stringify(value.toWellFormed()).slice(1, -1)

/** Printable ASCII stays, the rest is percent-encoded. */
export const headerValue: Encoder = (value) => encodeMatches(value, /[^ -~]/gu)

/** Cut to `VALUE_BYTES` of UTF-8, never inside a character. */
export function cutValue(value: string): string {
  if (value.length * 3 <= VALUE_BYTES) return value
  let bytes = 0
  let at = 0
  for (const character of value) {
    const point = character.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (bytes > VALUE_BYTES) return value.slice(0, at)
    at += character.length
  }
  return value
}

function dropControls(value: string): string {
  return value.replace(CONTROLS, '')
}

function encodeMatches(value: string, outside: RegExp): string {
  if (value.search(outside) < 0) return value
  return value.toWellFormed().replace(outside, percent)
}

function percent(character: string): string {
  const encoded = encodeURIComponent(character)
  return encoded === character ? byte(character) : encoded
}

function byte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

function unit(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function hex(character: string): string {
  return `\\${character.charCodeAt(0).toString(16)} `
}

function entity(character: string): string {
  return ENTITIES.get(character) ?? ''
}
