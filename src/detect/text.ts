/**
 * Text as visitors send it: anything may come, nothing throws, and what comes out is well-formed
 * and without control characters. Lengths are bytes of UTF-8, cut between characters.
 */
import { isPercentMacro } from '../core/macro-shape.ts'
import { indexOrEnd, unescaped } from '../lib/text.ts'

/** Written as what is not one of the others: below the blank, and surrogates. */
const CONTROLS = /[^ -\uffff]/g
const UNSAFE = /[^ -\ud7ff\ue000-\uffff]/
const NEEDS_DECODING = /[%+]/
const HEX = /^[0-9a-fA-F]{2}$/
const PERCENT = 37

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const encoder = new TextEncoder()

/** `+` and `%20` are blanks, broken `%` stays, bytes that are not UTF-8 become U+FFFD. */
export function decodeText(text: string): string {
  return cleanText(NEEDS_DECODING.test(text) ? decodeEscapes(text) : text)
}

/**
 * As `decodeText`, for parts of one text from its beginning to its end. What can be asked of all of
 * it is not asked of each part, and a part without escapes stays a part.
 */
export function partDecoder(text: string): (from: number, to: number) => string {
  const isSafe = !UNSAFE.test(text)
  let percent = indexOrEnd(text, '%')
  let plus = indexOrEnd(text, '+')
  return (from, to) => {
    if (percent < from) percent = indexOrEnd(text, '%', from)
    if (plus < from) plus = indexOrEnd(text, '+', from)
    const part = text.slice(from, to)
    if (percent < to || plus < to) return cleanText(decodeEscapes(part))
    return isSafe ? part : cleanText(part)
  }
}

/** An id or a place as a caller writes it; `null` for what is none. */
export function numberIn(text: string | undefined): number | null {
  return text !== undefined && NUMBER.test(text) ? Number(text) : null
}

const NUMBER = /^\d{1,9}$/

/** Without C0 control characters; lone surrogates become U+FFFD. */
export function cleanText(text: string): string {
  return UNSAFE.test(text) ? text.replace(CONTROLS, '').toWellFormed() : text
}

/** At most `maxBytes` of UTF-8. The same text if it fits. */
export function cutBytes(text: string, maxBytes: number): string {
  if (fits(text, maxBytes)) return text
  // No character is shorter than a byte, so what lies further back can't matter.
  const bytes = encoder.encode(text.slice(0, maxBytes + 1))
  let end = maxBytes
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--
  return decoder.decode(bytes.subarray(0, end))
}

export function fits(text: string, maxBytes: number): boolean {
  if (text.length * 3 <= maxBytes) return true
  return text.length <= maxBytes && Buffer.byteLength(text) <= maxBytes
}

function decodeEscapes(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%') || isPercentMacro(spaced)) return spaced
  return unescaped(spaced) ?? decodeBytes(spaced)
}

/**
 * Text whose escapes are bytes of another encoding, named as browsers name it. `null` when that is
 * UTF-8 or unknown.
 */
export function decodeTextAs(charset: string, text: string): string | null {
  const label = charset.trim().toLowerCase()
  if (label === '' || label === 'utf-8' || label === 'utf8') return null
  try {
    const foreign = new TextDecoder(label as 'utf-8')
    return cleanText(foreign.decode(bytesOf(text.replaceAll('+', ' '))))
  } catch {
    return null
  }
}

/** The slow way, for text with a broken escape in it. */
function decodeBytes(text: string): string {
  return decoder.decode(bytesOf(text))
}

function bytesOf(text: string): Uint8Array {
  const source = encoder.encode(text)
  const bytes = new Uint8Array(source.length)
  let length = 0
  for (let at = 0; at < source.length; at++) {
    const escaped = source[at] === PERCENT ? readHex(source, at + 1) : null
    bytes[length++] = escaped ?? source[at]!
    if (escaped !== null) at += 2
  }
  return bytes.subarray(0, length)
}

function readHex(bytes: Uint8Array, at: number): number | null {
  const digits = String.fromCharCode(bytes[at] ?? 0, bytes[at + 1] ?? 0)
  return HEX.test(digits) ? Number.parseInt(digits, 16) : null
}
