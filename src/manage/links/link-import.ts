/** Imports links from a file: each line alone, told by its number; a dry run changes nothing. */
import type { LinkRecord } from '../../db/link-rows.ts'
import type { Desk } from '../desk.ts'
import { isRefusal, type Refusal } from '../refusal.ts'
import type { LinkChange } from './link-checks.ts'
import type { LinkPlace } from './link-domains.ts'
import { type LinkLine, readLinkFile } from './link-file.ts'
import { createLinks, tryLinks } from './links.ts'

export interface ImportResult {
  readonly created: number
  readonly failed: readonly { readonly line: number; readonly message: string }[]
  /** The links made with what the file says of their visits; empty for a dry run. */
  readonly links: readonly { readonly link: LinkRecord; readonly visits: number }[]
}

export interface LinkImport {
  readonly csv: string
  /** The number of the domain that takes them; `null`: that of the line if it is ours, or the default. */
  readonly domain: number | null
  readonly mode: 'apply' | 'dry_run'
}

/** Lines in one transaction: between two of them visitors are answered. */
const LINES_AT_ONCE = 500

export async function importLinks(
  desk: Desk,
  place: LinkPlace,
  { csv, domain, mode }: LinkImport,
): Promise<ImportResult | Refusal> {
  const lines = readLinkFile(csv)
  if (lines === null) {
    return { refused: 'invalid', fields: { csv: ['has no column of long addresses'] } }
  }
  const sound = lines.filter(({ problem }) => problem === null)
  const changes = sound.map((line) => ({ ...line.change, ...domainOf(place, line, domain) }))
  const results =
    mode === 'dry_run'
      ? await tryLinks(desk, place, changes)
      : await createInParts(desk, place, changes)
  return isRefusal(results) ? results : resultOf(lines, results, mode)
}

async function createInParts(desk: Desk, place: LinkPlace, changes: readonly LinkChange[]) {
  const results: (LinkRecord | Refusal)[] = []
  for (let from = 0; from < changes.length; from += LINES_AT_ONCE) {
    const part = changes.slice(from, from + LINES_AT_ONCE)
    const made = await createLinks(desk, place, part, 'import')
    if (isRefusal(made)) return made
    results.push(...made)
  }
  return results
}

function domainOf({ domains }: LinkPlace, { host }: LinkLine, wanted: number | null) {
  const number = wanted ?? domains.find(({ record }) => record.host === host)?.number
  return number === undefined ? {} : { domain: number }
}

/** `results` are those of the lines without a problem. */
function resultOf(
  lines: readonly LinkLine[],
  results: readonly (LinkRecord | Refusal)[],
  mode: LinkImport['mode'],
): ImportResult {
  const failed: { line: number; message: string }[] = []
  const links: { link: LinkRecord; visits: number }[] = []
  const next = results.values()
  for (const { line, problem, visits } of lines) {
    const result = problem === null ? next.next().value! : null
    if (result === null) failed.push({ line, message: problem! })
    else if (isRefusal(result)) failed.push({ line, message: messageOf(result) })
    else links.push({ link: result, visits })
  }
  return { created: links.length, failed, links: mode === 'apply' ? links : [] }
}

function messageOf(refusal: Refusal): string {
  if (refusal.refused !== 'invalid') return refusal.refused
  return Object.entries(refusal.fields)
    .map(([field, texts]) => `${NAMES[field] ?? field} ${texts.join(', ')}`)
    .join('; ')
}

/** Of what the person who made the file sees. */
const NAMES: Readonly<Record<string, string>> = {
  web: 'the long address',
  ios: 'the address for iOS',
  android: 'the address for Android',
  pixelIds: 'one of its pixels',
  expiredUrl: 'the address after its expiry',
}
