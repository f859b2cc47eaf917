/**
 * Makes templates out of texts. An encoder is chosen for every value by where it stands, here and
 * once; filling a template can't go wrong any more.
 */
import { derivedFrom } from './derived.ts'
import { type Encoder, escapeCode, escapeJson, headerValue, plainText } from './escape.ts'
import { encoderAt, readLiteral, readValue, startOfHtml } from './html-place.ts'
import { findMention, macroNamed } from './index.ts'
import { scanUrl } from './scan-url.ts'
import { type Mention, scan } from './scan.ts'
import type { Piece, Template, TemplateKind } from './template.ts'
import {
  endsBehindHost,
  normalHead,
  splitHead,
  urlEncoder,
  type UrlPart,
  urlParts,
} from './url-parts.ts'

/**
 * Never throws. Names that no macro has, and arguments that it does not take, are left out of URLs,
 * headers and JSON; in HTML, scripts and texts braces are ordinary and stay: `{currency:'USD'}`. Kind
 * `query` is a string to append to a URL.
 */
export function parseTemplate(text: string, kind: TemplateKind): Template {
  switch (kind) {
    case 'url':
      return parseUrl(text)
    case 'query':
      return { pieces: joined(slots(queryParts(text))), soundness: 'sound' }
    case 'html':
      return { pieces: joined(htmlPieces(text)), soundness: 'sound' }
    case 'script':
      return withOneEncoder(text, kind, escapeCode)
    case 'json':
      return withOneEncoder(text, kind, escapeJson)
    case 'text':
      return withOneEncoder(text, kind, plainText)
    case 'header':
      return withOneEncoder(text, kind, headerValue)
  }
}

function withOneEncoder(text: string, kind: TemplateKind, encode: Encoder): Template {
  const keepsUnknown = kind === 'text' || kind === 'script'
  const pieces = scan(text).map((part) => {
    if (typeof part === 'string') return part
    return keepsUnknown ? (slot(part, encode) ?? part.text) : (anySlot(part, encode) ?? '')
  })
  return { pieces: joined(pieces), soundness: 'sound' }
}

function parseUrl(text: string): Template {
  const parts = scanUrl(trimUrl(text))
  const first = parts[0]
  const literal = typeof first === 'string' ? first : ''
  if (parts.length > 1 && !endsBehindHost(literal)) return withOpenHost(parts)
  const { head, rest } = splitHead(literal)
  const start = normalHead(head)
  if (start === null) return BAD
  const after = urlParts([rest, ...parts.slice(1)], 'path')
  return { pieces: joined([start, ...slots(after)]), soundness: 'sound' }
}

/** A macro in the scheme or host: only the owner's own values may stand there. */
function withOpenHost(parts: readonly (string | Mention)[]): Template {
  const after = urlParts(parts, 'host')
  const isAllowed = (part: UrlPart) => {
    if (typeof part === 'string' || part.position !== 'host') return true
    return macroNamed(part.mention.name)?.inHost === true
  }
  if (!after.every(isAllowed)) return BAD
  return { pieces: joined(slots(after)), soundness: 'unsure' }
}

const BAD: Template = { pieces: [], soundness: 'bad' }

/** The URL parser does the same before it begins. */
function trimUrl(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/^[\u0000- ]+|[\u0000- ]+$/g, '').replace(/[\t\n\r]/g, '')
}

function queryParts(text: string): UrlPart[] {
  return urlParts(scanUrl(text.trim().replace(/^[?&]+/, '')), 'query')
}

function slots(parts: readonly UrlPart[]): Piece[] {
  return parts.map((part) => {
    if (typeof part === 'string') return part
    const { name, args } = derivedFrom(part.mention)
    const own = macroNamed(name)?.encoder?.(args)
    return anySlot(part.mention, own ?? urlEncoder(part.position, part.mention.raw)) ?? ''
  })
}

function htmlPieces(text: string): Piece[] {
  const place = startOfHtml()
  return scan(text).map((part) => {
    const known = typeof part === 'string' ? null : htmlSlot(part, place)
    if (known !== null) return known
    const literal = typeof part === 'string' ? part : part.text
    readLiteral(place, literal)
    return literal
  })
}

function htmlSlot(mention: Mention, place: ReturnType<typeof startOfHtml>): Piece | null {
  const isUrl = macroNamed(mention.name)?.isUrl ?? false
  const made = slot(mention, encoderAt(place, { raw: mention.raw, isUrl }))
  if (made !== null) readValue(place)
  return made
}

/** `null` if no macro has the name, or the one that has takes no such arguments. */
function slot({ name, args }: Mention, encode: Encoder): Piece | null {
  const macro = findMention(name, args)
  return macro === null ? null : { name, args, macro, encode }
}

/** As `slot`, also of what is made of a value: where braces are ordinary, `{ip:md5}` may be a script's. */
function anySlot(mention: Mention, encode: Encoder): Piece | null {
  const { derive, ...plain } = derivedFrom(mention)
  return slot({ ...mention, ...plain }, derive === null ? encode : (value) => encode(derive(value)))
}

/** Neighbouring literals made one, empty ones left out. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = []
  for (const piece of pieces) {
    const last = result.at(-1)
    if (typeof piece === 'string' && typeof last === 'string')
      result[result.length - 1] = last + piece
    else if (piece !== '') result.push(piece)
  }
  return result
}
