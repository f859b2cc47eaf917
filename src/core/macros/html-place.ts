/**
 * Follows HTML from its beginning and says how a value has to be encoded where it stands. It reads
 * as a browser does as far as values can do harm: tags, attributes, scripts, comments.
 */
import {
  type Encoder,
  escapeCode,
  escapeHtml,
  escapeStyle,
  urlAttribute,
  wholeUrlAttribute,
} from './escape.ts'

type Inside = 'text' | 'comment' | 'script' | 'style' | 'name' | 'tag' | 'equals' | 'value'

/** Where the text read so far ends. Changed in place while a page is parsed. */
export interface HtmlPlace {
  inside: Inside
  tag: string
  attribute: string
  /** Whether a blank came after the attribute's name: the next letter begins another one. */
  named: boolean
  quote: string
  /** The beginning of the attribute's value. */
  value: string
  /** The last characters, to find the end of scripts and comments. */
  tail: string
}

export function startOfHtml(): HtmlPlace {
  return { inside: 'text', tag: '', attribute: '', named: false, quote: '', value: '', tail: '' }
}

const URL_ATTRIBUTES: ReadonlySet<string> = new Set(
  'href src action formaction data poster background srcset ping cite manifest xlink:href'.split(
    ' ',
  ),
)
/** What stands before the address of a page that loads another one by itself. */
const REFRESH = /^\s*\d+\s*[;,]\s*url\s*=\s*['"]?/i
const BLANK = /\s/
/** Long enough for `javascript:` behind some blanks. */
const VALUE_SEEN = 40

export function readLiteral(place: HtmlPlace, literal: string): void {
  for (const character of literal) STEPS[place.inside](place, character)
}

/** A value stands here now; what it is can't change the place, because it is encoded. */
export function readValue(place: HtmlPlace): void {
  if (place.inside === 'equals') beginValue(place, '')
  if (place.inside === 'value') see(place, '?')
}

/** `raw`: written with the underscore. `isUrl`: the value is an address of ours. */
export function encoderAt(
  place: HtmlPlace,
  { raw, isUrl }: { raw: boolean; isUrl: boolean },
): Encoder {
  if (place.inside === 'script') return escapeCode
  if (place.inside === 'style') return escapeStyle
  if (place.inside === 'name' || place.inside === 'tag') return wordOnly
  if (place.inside !== 'value' && place.inside !== 'equals') return escapeHtml
  const encode = attributeEncoder(place, raw, isUrl)
  return place.inside === 'equals' || place.quote === ''
    ? (value) => unquoted(encode(value))
    : encode
}

function attributeEncoder(place: HtmlPlace, raw: boolean, isUrl: boolean): Encoder {
  const { tag, attribute } = place
  if (attribute.startsWith('on')) return escapeCode
  if (attribute === 'srcdoc') return (inner) => escapeHtml(escapeHtml(inner))
  if (attribute === 'style' && !raw) return escapeStyle
  const isRefresh = tag === 'meta' && attribute === 'content' && REFRESH.test(place.value)
  if (!URL_ATTRIBUTES.has(attribute) && !isRefresh) return escapeHtml
  const before = place.value.replace(REFRESH, '').trim().toLowerCase()
  if (before.startsWith('javascript:')) return escapeCode
  if (before === '' && (raw || isUrl)) return wholeUrlAttribute
  return raw ? escapeHtml : urlAttribute
}

/** In place of a tag or an attribute only a plain word can do no harm. */
const wordOnly: Encoder = (value) => value.replace(/[^A-Za-z0-9_-]/g, '')

function unquoted(encoded: string): string {
  return encoded.replace(/[\s=]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const STEPS: Readonly<Record<Inside, (place: HtmlPlace, character: string) => void>> = {
  text(place, character) {
    if (character === '<') enter(place, 'name')
  },
  name(place, character) {
    if (place.tag === '' && !/[a-z/!?]/i.test(character)) enter(place, 'text')
    else if (character === '>') closeTag(place)
    else if (BLANK.test(character)) beginAttribute(place, '')
    else place.tag += character.toLowerCase()
    if (place.tag === '!--') enter(place, 'comment')
  },
  tag(place, character) {
    if (character === '>') closeTag(place)
    else if (character === '=') place.inside = 'equals'
    else if (character === '/') beginAttribute(place, '')
    else if (BLANK.test(character)) place.named = true
    else if (place.named) beginAttribute(place, character)
    else place.attribute += character.toLowerCase()
  },
  equals(place, character) {
    if (character === '>') closeTag(place)
    else if (character === '"' || character === "'") beginValue(place, character)
    else if (!BLANK.test(character)) {
      beginValue(place, '')
      see(place, character)
    }
  },
  value(place, character) {
    const ends = place.quote === '' ? BLANK.test(character) : character === place.quote
    if (ends) beginAttribute(place, '')
    else if (place.quote === '' && character === '>') closeTag(place)
    else see(place, character)
  },
  script: untilTag('</script'),
  style: untilTag('</style'),
  comment(place, character) {
    place.tail = (place.tail + character).slice(-3)
    if (place.tail === '-->') enter(place, 'text')
  },
}

/** Scripts and styles end at their closing tag, whatever else is in them. */
function untilTag(closing: string) {
  return (place: HtmlPlace, character: string) => {
    place.tail = (place.tail + character.toLowerCase()).slice(-closing.length)
    if (place.tail !== closing) return
    enter(place, 'name')
    place.tag = closing.slice(1)
  }
}

function enter(place: HtmlPlace, inside: Inside): void {
  place.inside = inside
  place.tag = ''
  place.tail = ''
}

function closeTag(place: HtmlPlace): void {
  const { tag } = place
  enter(place, tag === 'script' || tag === 'style' ? tag : 'text')
}

function beginAttribute(place: HtmlPlace, letter: string): void {
  place.inside = 'tag'
  place.attribute = letter.toLowerCase()
  place.named = false
}

function beginValue(place: HtmlPlace, quote: string): void {
  place.inside = 'value'
  place.quote = quote
  place.value = ''
}

function see(place: HtmlPlace, character: string): void {
  if (place.value.length < VALUE_SEEN) place.value += character
}
