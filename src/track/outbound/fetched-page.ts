/**
 * Makes an answer for the visitor out of a page that was fetched from another server: its type, its
 * text whatever the charset, and a `<base>` so that its relative links still lead there.
 */
import { type PageAnswer, show, TEXT } from '../../core/actions/action.ts'
import { withBase } from '../../core/actions/page.ts'
import type { Fetched } from './outbound.ts'

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/
const TEXTUAL = /^text\/|[/+](?:json|xml)$|^application\/(?:javascript|ecmascript)$/
const WITH_BASE = ['text/html', 'application/xhtml+xml']
const CHARSET = /charset\s*=\s*["']?([\w:.-]+)/i
/** Where browsers look for a charset in the page itself. */
const CHARSET_WITHIN_BYTES = 1024
/** It does not read past a further `<`: hostile pages would take quadratic time. */
const OWN_BASE = /<base\s[^<>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i

export function pageOf({ url, headers, body }: Fetched): PageAnswer {
  const header = headers.get('content-type') ?? ''
  const type = mediaType(header)
  if (type === null) return show(TEXT, decode(body, header))
  if (!TEXTUAL.test(type)) return { ...show(type, ''), bytes: body }
  const text = decode(body, header)
  return show(`${type}; charset=utf-8`, WITH_BASE.includes(type) ? atHome(text, url) : text)
}

/** `null` if there is none that could stand in a header. */
function mediaType(header: string): string | null {
  const type = header.split(';', 1)[0]!.trim().toLowerCase()
  return MEDIA_TYPE.test(type) ? type : null
}

/** The header's charset, or the page's own, else UTF-8; a byte order mark is dropped. */
function decode(body: Uint8Array, header: string): string {
  const start = Buffer.from(body.subarray(0, CHARSET_WITHIN_BYTES)).toString('latin1')
  return decoderOf(CHARSET.exec(header) ?? CHARSET.exec(start)).decode(body)
}

function decoderOf(charset: RegExpExecArray | null): TextDecoder {
  try {
    return new TextDecoder(charset?.[1] as Bun.Encoding | undefined)
  } catch {
    return new TextDecoder()
  }
}

/** Our `<base>` comes first and so counts; it says what the page's own would have said at home. */
function atHome(html: string, url: URL): string {
  const [, ...quoted] = OWN_BASE.exec(html) ?? []
  const own = quoted.find((text) => text !== undefined) ?? ''
  return withBase(html, (URL.parse(own, url) ?? url).href)
}
