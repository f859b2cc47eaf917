/** Short links as files: QR codes, imports and exports. */
import { type Static, Type } from '@sinclair/typebox'
import { encode, renderSVG } from 'uqr'

import { DATE_ORDERS } from '../../../core/files/dates.ts'
import { QR_KEY, UTM_FIELDS } from '../../../core/links/query.ts'
import type { LinkRecord } from '../../../db/links/link-rows.ts'
import { pngOf, type Rgb } from '../../../lib/png.ts'
import { givenLinks, shownTo } from '../../../manage/links/link-access.ts'
import { tagsCell } from '../../../manage/links/link-cells.ts'
import { linkPlace } from '../../../manage/links/link-domains.ts'
import { importLinks } from '../../../manage/links/link-import.ts'
import { isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { type CsvFormat, csvLine, PLAIN_CSV } from '../../../report/export/csv.ts'
import type { ExportKind } from '../../../report/export/export.ts'
import { LINE_FORMAT } from '../export-format.ts'
import { type Call, type Download, type Operation, operation } from '../operation.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { type Streamed, streamed } from '../streamed.ts'
import { IdParams } from '../wire.ts'
import { linkOfCall } from './links.ts'
import { linkView, linkViews } from './links.wire.ts'
import { type AsTakenAlong, type TakenLink, usedLimits } from './used-limits.ts'

const tag = 'Short links'
const optional = Type.Optional
const Colour = optional(Type.String({ pattern: '^[0-9a-fA-F]{6}$', form: 'a colour like 1a2b3c' }))

const QrQuery = Type.Object({
  format: optional(anyCase(['svg', 'png'])),
  /** Dots per module. */
  size: optional(Type.Integer({ minimum: 1, maximum: 50 })),
  /** Modules around the code; scanners want four. */
  margin: optional(Type.Integer({ minimum: 0, maximum: 20 })),
  level: optional(anyCase(['L', 'M', 'Q', 'H'])),
  dark: Colour,
  light: Colour,
})

function qr(call: Call<{ id: number }, Static<typeof QrQuery>>): object {
  const link = linkOfCall(call, 'read')
  if (isRefusal(link)) return link
  const { format = 'svg', size = 10, margin = 4, level = 'M' } = call.query
  const { dark = '000000', light = 'ffffff' } = call.query
  const { url } = linkView(call.read, link, call)
  if (url === '') return NO_ADDRESS
  const address = `${url}?${QR_KEY}=1`
  const options = { ecc: level, border: margin }
  if (format === 'png') {
    const { data, size: modules } = encode(address, options)
    const isDark = (x: number, y: number) => data[y]![x]!
    const picture = pngOf({ fields: modules, dots: size }, isDark, {
      light: rgb(light),
      dark: rgb(dark),
    })
    return { download: picture, type: 'image/png', name: `${link.word}.png` } satisfies Download
  }
  const colours = { blackColor: `#${dark}`, whiteColor: `#${light}` }
  const svg = renderSVG(address, { ...options, pixelSize: size, ...colours })
  return { download: svg, type: 'image/svg+xml', name: `${link.word}.svg` } satisfies Download
}

const NO_ADDRESS: Refusal = {
  refused: 'conflict',
  why: 'Its domain is gone: give it another one first',
}

function rgb(hex: string): Rgb {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16)
  return [part(0), part(2), part(4)]
}

const ImportBody = Type.Object({
  /** The text of the file: CSV or JSON. */
  csv: Type.String({ minLength: 1, maxLength: 2_000_000 }),
  domainUuid: optional(nullable(Uuid)),
  /** Which of two numbers is the day, where the file does not tell it. */
  dates: optional(nullable(anyCase(DATE_ORDERS))),
})

async function imported(
  call: Call<unknown, { dryRun?: boolean }, Static<typeof ImportBody>>,
): Promise<object> {
  const { csv, domainUuid, dates = null } = call.body
  const numbers = call.read.domainNumbers.all()
  const domain = typeof domainUuid === 'string' ? (numbers.get(domainUuid) ?? 0) : null
  const mode = call.query.dryRun === true ? 'dry_run' : 'apply'
  const place = linkPlace(call.desk.stores, call.caller, call.caller.userId ?? 0)
  const result = await importLinks(call.desk, place, { text: csv, domain, mode, dates })
  if (isRefusal(result)) return result
  const { created, present, restarted, failed, ignored } = result
  return { created, present, restarted, failed, ignored }
}

/** Links read at once. */
const PAGE = 250
/** Everything but passwords: a link that had one comes back blocked. New columns come at the end. */
const COLUMNS = [
  'id',
  'word',
  'url',
  'webUrl',
  'iosUrl',
  'androidUrl',
  'kind',
  'title',
  'tags',
  'createdAt',
  'expiresAt',
  'expiredUrl',
  'clickLimit',
  'blocked',
  'hasPassword',
  'startsAt',
  'redirectStatus',
  'maxAge',
  'forwardQuery',
  'pixelIds',
  'note',
  'blockReason',
] as const
const TITLES = [...COLUMNS, ...UTM_FIELDS.map((field) => `utm_${field}`), 'clicksBefore']

const { format, delimiter, bom } = LINE_FORMAT
/** Titles have no language: by them a file is imported again. */
const ExportQuery = Type.Object({ format, delimiter, bom })

async function exported(call: Call<unknown, Static<typeof ExportQuery>>): Promise<Streamed> {
  const { format: kind = 'csv', ...signs } = call.query
  const takenAlong = await usedLimits(call, shownTo(call.caller, 'link'))
  const how = { kind, signs: { ...PLAIN_CSV, ...signs } }
  return streamed(exportedLines(call, how, takenAlong), kind, 'links')
}

interface ExportFormat {
  readonly kind: ExportKind
  /** Of CSV. */
  readonly signs: CsvFormat
}

/** A page when somebody reads it: a million links do not fit into memory. */
function* exportedLines(
  call: Call,
  { kind, signs }: ExportFormat,
  takenAlong: AsTakenAlong,
): Generator<string> {
  const { read, caller } = call
  const shown = shownTo(caller, 'link')
  if (kind === 'csv') yield (signs.bom ? '\ufeff' : '') + csvLine(TITLES, signs)
  const linesOf = (rows: readonly LinkRecord[]) => {
    const views = linkViews(read, rows, call).map(takenAlong)
    const lineOf = (view: TakenLink) =>
      kind === 'csv' ? csvOf(view, signs) : `${JSON.stringify(view)}\n`
    return views.map(lineOf).join('')
  }
  yield linesOf(givenLinks(read.links, shown))
  for (let after = 0; ;) {
    const rows = read.links.list({ ownerId: shown.ownerId, after }, PAGE, 0)
    yield linesOf(rows)
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

function csvOf(link: TakenLink, signs: CsvFormat): string {
  const cells = COLUMNS.map((name) => {
    if (name === 'tags') return tagsCell(link.tags)
    if (name === 'pixelIds') return link.pixelIds.join('|')
    const value = link[name]
    return typeof value === 'number' || value === null ? value : String(value)
  })
  const utm = UTM_FIELDS.map((field) => link.utm[field] ?? null)
  const before = link.clickLimit === null ? null : link.clicksBefore
  return csvLine([...cells, ...utm, before], signs)
}

export const linkFileOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/links/:id/qr',
    id: 'getLinkQr',
    summary: 'Read the QR code of a short link as SVG or PNG',
    tag,
    params: IdParams,
    query: QrQuery,
    own: true,
    run: qr,
  }),
  operation({
    method: 'POST',
    path: '/links/import',
    id: 'importLinks',
    summary: 'Import short links from CSV or JSON, our own or other shorteners’',
    tag,
    query: Type.Object({ dryRun: optional(Type.Boolean()) }),
    body: ImportBody,
    own: true,
    run: imported,
  }),
  operation({
    method: 'GET',
    path: '/links/export',
    id: 'exportLinks',
    exports: 'links',
    summary: 'Export short links as CSV or NDJSON',
    tag,
    query: ExportQuery,
    own: true,
    run: exported,
  }),
]
