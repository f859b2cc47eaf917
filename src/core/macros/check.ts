/** What a person is told when saving a URL with macros (`routing.md` 18). */
import { hostOfUrl } from '../../lib/url-host.ts'
import { type Derived, derivedFrom } from './derived.ts'
import { macroNamed } from './index.ts'
import { parseTemplate } from './parse.ts'
import { scanUrl } from './scan-url.ts'
import type { Mention } from './scan.ts'

export interface UrlFindings {
  /** Sentences; with any of them the URL must not be saved. */
  readonly errors: readonly string[]
  /** Sentences to show at the field. */
  readonly warnings: readonly string[]
}

/** In bytes of UTF-8, were it all ASCII. */
const LONGEST = 8_192
const HOST = /^[a-z][a-z0-9+.-]*:[/\\]*([^/\\?#]*)/i
const PLACEHOLDER = /REPLACE|\bOPTIONAL\b/
const CLICK_ID_NAMES: ReadonlySet<string> = new Set(
  'subid sub_id click_id clickid uclick token destination'.split(' '),
)

export function checkUrlTemplate(text: string): UrlFindings {
  const errors = errorsOf(text.trim())
  return { errors, warnings: errors.length > 0 ? [] : warningsOf(text.trim()) }
}

/** Whether the click id travels along, without which the network can report nothing. */
export function carriesClickId(text: string): boolean {
  return mentions(text).some(
    ({ name, args, derive }) => CLICK_ID_NAMES.has(name) && args === '' && derive === null,
  )
}

/** As the URL parser writes it, `hostOfUrl`; null: a macro has a part in it, or it is no URL. */
export function fixedHostOf(template: string): string | null {
  // No host or port may hold this sign; elsewhere it does not matter.
  const parts = scanUrl(template.trim()).map((part) => (typeof part === 'string' ? part : '\0'))
  const url = URL.parse(parts.join(''))
  return url === null ? null : hostOfUrl(url)
}

/** `null`: that of the scheme, or it is no URL. No macro can be a port. */
export function portOf(template: string): number | null {
  const port = URL.parse(hostMarked(template.trim()))?.port ?? ''
  return port === '' ? null : Number(port)
}

function errorsOf(url: string): string[] {
  if (url.length > LONGEST) return [`is longer than ${LONGEST} characters`]
  if (!/^(https?:[/\\]{2}|\{)/i.test(url)) return ['must begin with http:// or https://']
  const host = HOST.exec(hostMarked(url))?.[1] ?? ''
  if (host.includes('@')) return ['must not contain a user name or password']
  if (/\s/.test(host)) return ['has a blank in its host']
  if (parseTemplate(url, 'url').soundness !== 'bad') return []
  return [
    /[{$]/.test(HOST.exec(url)?.[1] ?? '{') ? 'has a macro in its host' : 'is not a valid URL',
  ]
}

/** Macros may hold any sign in their arguments; in the host they count as a word. */
function hostMarked(url: string): string {
  return scanUrl(url)
    .map((part) => (typeof part === 'string' ? part : 'macro'))
    .join('')
}

function warningsOf(url: string): string[] {
  const unknown = [...unknownNames(url), ...strangeMentions(url)]
  const warnings = unknown.map((name) => `{${name}} is not a macro and will be empty`)
  if (PLACEHOLDER.test(url)) warnings.push('still has a placeholder word in it')
  if ((hostMarked(url).split('#')[0] ?? '').split('?').length > 2)
    warnings.push('has two question marks')
  if (!carriesClickId(url)) warnings.push('does not carry the click id, e.g. {subid}')
  return warnings
}

/** Each once, in the order of the text. */
export function unknownNames(text: string): string[] {
  return namesIn(text, (name) => macroNamed(name) === null)
}

/** Macros with arguments that they do not take, `name:arguments`. */
export function strangeMentions(text: string): string[] {
  const found = mentions(text).filter(({ name, args }) => macroNamed(name)?.takes(args) === false)
  return [...new Set(found.map(({ name, args }) => `${name}:${args}`))]
}

/** Macros of the text that have a value in postbacks only. */
export function postbackNames(text: string): string[] {
  return namesIn(text, (name) => macroNamed(name)?.needsConversion === true)
}

function namesIn(text: string, isWanted: (name: string) => boolean): string[] {
  const names = mentions(text).map(({ name }) => name)
  return [...new Set(names.filter(isWanted))]
}

/** What is made of a macro's value counts as the macro, but for the click id: a hash of it is none. */
function mentions(text: string): (Mention & Derived)[] {
  const found = scanUrl(text).filter((part) => typeof part !== 'string')
  return found.map((mention) => ({ ...mention, ...derivedFrom(mention) }))
}
