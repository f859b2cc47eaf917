/** How lines of an export are written: what everybody may ask for, and in whose language it is said. */
import { type Static, Type } from '@sinclair/typebox'

import { LANGUAGE_CODES } from '../../core/words/language.ts'
import { sent } from '../../lib/sent.ts'
import { type CsvFormat, PLAIN_CSV } from '../../report/export/csv.ts'
import { type Asking, languageOf } from './campaigns/catalog.ts'
import { anyCase } from './shape.ts'

const optional = Type.Optional

/** Of every export; all but `format` and `trailer` are of CSV alone. */
export const LINE_FORMAT = {
  format: optional(anyCase(['csv', 'ndjson'])),
  delimiter: optional(Type.Union([Type.Literal(','), Type.Literal(';'), Type.Literal('\t')])),
  decimal: optional(Type.Union([Type.Literal('.'), Type.Literal(',')])),
  bom: optional(Type.Boolean()),
  trailer: optional(Type.Boolean()),
  language: optional(anyCase(LANGUAGE_CODES)),
}

/** Of exports of reports. */
export const REPORT_FORMAT = {
  ...LINE_FORMAT,
  totals: optional(Type.Boolean()),
  shape: optional(anyCase(['flat', 'leaf'])),
}

const Schema = Type.Partial(Type.Object(REPORT_FORMAT))
export type AskedFormat = Static<typeof Schema>

/** What the call does not say is plain, and in the language of its user. */
export function csvFormat(
  call: Pick<Asking, 'caller' | 'read'>,
  { delimiter, decimal, bom, totals, shape, trailer, language }: AskedFormat,
): CsvFormat {
  const asked = sent({ delimiter, decimal, bom, totals, shape, trailer })
  return { ...PLAIN_CSV, ...asked, language: language ?? languageOf(call) }
}
