/**
 * Links, domains and pixels as this API shows and takes them. Ids are text outside of `attributes`
 * and numbers inside; requests may use either.
 */
import type { LinkRecord } from '../../db/links/link-rows.ts'
import type { Pixel } from '../../db/links/pixels.ts'
import { sent } from '../../lib/sent.ts'
import { timestampIn } from '../../lib/time-text.ts'
import { type LinkChange, MISFIT } from '../../manage/links/link-checks.ts'
import { domainOrigin, type LinkDomain } from '../../manage/links/link-domains.ts'
import type { PixelChange } from '../../manage/links/pixels.ts'
import type { OwnSide } from '../../manage/own-side.ts'
import type { Fields } from '../../manage/refusal.ts'
import type { Attributes } from './body.ts'

const ID = /^[1-9][0-9]{0,15}$/

/** `null` for everything that no object has for an id. */
export function readId(text: string): number | null {
  return ID.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null
}

/** `domain` null: it is gone. */
export function linkView(link: LinkRecord, domain: LinkDomain | null, side: OwnSide): object {
  const origin = domain === null ? '' : domainOrigin(domain, side)
  return {
    id: String(link.id),
    type: 'link',
    attributes: {
      full_url: `${origin}/${link.word}`,
      short_url: link.word,
      web_url: link.web?.shown ?? null,
      ios_url: link.ios?.shown ?? null,
      android_url: link.android?.shown ?? null,
      kind_of: link.kind,
      domain_id: link.domain,
      pixel_ids: link.pixelIds,
      created_at: new Date(link.createdAt).toISOString(),
    },
  }
}

export function domainView(domain: LinkDomain, side: OwnSide): object {
  const { number, record } = domain
  const { until } = side.certificates.of(record.host)
  return {
    id: String(number),
    type: 'domain',
    attributes: {
      id: number,
      // Not known of a proxy's.
      cert_expires: until === null ? null : timestampIn('UTC', until),
      root_page: record.rootPage?.shown ?? null,
      not_found_page: record.notFoundPage?.shown ?? null,
      full_name: domainOrigin(domain, side),
    },
  }
}

/** `created_at` as text of the configured zone. */
export function pixelView({ id, name, code }: Pixel, createdAt: string): object {
  return {
    id: String(id),
    type: 'pixel',
    attributes: { name, pixel_text: code, created_at: createdAt },
  }
}

/** What of the attributes concerns a link; the rest is ignored. */
export function linkChange(attributes: Attributes): LinkChange {
  const given = new Map(Object.entries(attributes))
  const text = textIn(given)
  return sent({
    word: text('short_url'),
    web: text('web_url'),
    ios: text('ios_url'),
    android: text('android_url'),
    kind: text('kind_of'),
    domain: given.has('domain_id') ? idOrNull(given.get('domain_id')) : undefined,
    pixelIds: given.has('pixel_ids') ? idList(given.get('pixel_ids')) : undefined,
  })
}

export function pixelChange(attributes: Attributes): PixelChange {
  const text = textIn(new Map(Object.entries(attributes)))
  return sent({ name: text('name'), code: text('pixel_text') })
}

/** `undefined` for what was not sent. */
function textIn(given: ReadonlyMap<string, unknown>) {
  return (name: string) => (given.has(name) ? textOrNull(given.get(name)) : undefined)
}

function textOrNull(value: unknown): string | null | typeof MISFIT {
  return typeof value === 'string' || value === null ? value : MISFIT
}

function idOrNull(value: unknown): number | null | typeof MISFIT {
  if (value === null) return null
  const id = typeof value === 'number' || typeof value === 'string' ? readId(String(value)) : null
  return id ?? MISFIT
}

function idList(value: unknown): readonly number[] | typeof MISFIT {
  if (value === null) return []
  if (!Array.isArray(value)) return MISFIT
  const ids = value.map((one: unknown) => idOrNull(one))
  return ids.some((id) => typeof id !== 'number') ? MISFIT : (ids as number[])
}

const LINK_NAMES: Readonly<Record<string, string>> = {
  word: 'short_url',
  web: 'web_url',
  ios: 'ios_url',
  android: 'android_url',
  kind: 'kind_of',
  domain: 'domain_id',
  pixelIds: 'pixel_ids',
  code: 'pixel_text',
}

/** Problems by the names that this API has for the properties. */
export function wireFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, texts]) => [LINK_NAMES[name] ?? name, texts]),
  )
}
