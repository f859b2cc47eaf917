/** What texts do not do themselves. */
import { bytesOfText, isWideText } from './text-hash.ts'

/** Where `part` begins at or behind `from`; the text's length if it does not come. */
export function indexOrEnd(text: string, part: string, from = 0): number {
  const at = text.indexOf(part, from)
  return at < 0 ? text.length : at
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

/** Whether it has control characters of ASCII. */
export function holdsControl(text: string): boolean {
  return CONTROL.test(text)
}

/** With percent escapes as the characters that they are in UTF-8; `null` if one of them is broken. */
export function unescaped(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

const BEYOND_ASCII = /[^\0-\x7f]/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * What a header says: it comes with each byte as a character, and whoever writes beyond ASCII writes
 * UTF-8. A text that is none, or was read so before, stays as it is.
 */
export function headerText(value: string): string {
  if (!BEYOND_ASCII.test(value) || isWideText(value)) return value
  try {
    return utf8.decode(Buffer.from(value, 'latin1'))
  } catch {
    return value
  }
}

/** The same text in memory of its own: a part of a text holds all of it, be it a whole body. */
export function ownText(text: string): string {
  const isWide = isWideText(text)
  return bytesOfText(text, isWide).toString(isWide ? 'utf16le' : 'latin1')
}
