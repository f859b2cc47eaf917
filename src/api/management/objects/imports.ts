/** Offers and landings written one to a line, their properties between semicolons. */
import { type Static, type TSchema, Type } from '@sinclair/typebox'

import { fileRows } from '../../../core/files/table.ts'
import type { GroupSubject } from '../../../db/records.ts'
import { mayCreate } from '../../../manage/access.ts'
import type { Desk } from '../../../manage/desk.ts'
import { groupNamed } from '../../../manage/groups.ts'
import { createLanding } from '../../../manage/landings/landings.ts'
import { importLines } from '../../../manage/line-import.ts'
import { createOffer } from '../../../manage/offers.ts'
import { FORBIDDEN, isRefusal, type Refusal } from '../../../manage/refusal.ts'
import { failureOf } from '../errors.ts'
import { type Call, type Operation, operation, type Reply } from '../operation.ts'
import { shaped } from '../shape.ts'
import { Empty, Name } from '../wire.ts'
import { BareOffer, offerChange } from './offers.wire.ts'

const Lines = Type.String({ minLength: 1, maxLength: 2_000_000 })
const LandingLine = Type.Object({
  name: Name,
  url: Type.String({ minLength: 1, maxLength: 8192 }),
  languageCode: Type.Optional(Type.String({ maxLength: 10 })),
})

const OFFER_CELLS = [
  'name',
  'url',
  'isAuto',
  'amount',
  'currency',
  'isUpsell',
  'countryCode',
  'group',
  'affiliateNetworkId',
] as const
const LANDING_CELLS = ['name', 'url', 'languageCode', 'group'] as const

/** Quotes hold semicolons. Empty cells are as if they were not there. */
function cellsOf(line: string, names: readonly string[]): Record<string, string> {
  const row = fileRows(line, { separator: ';' }).next().value?.cells ?? []
  const given = names.flatMap((name, at): [string, string][] => {
    const text = row[at]?.trim() ?? ''
    return text === '' ? [] : [[name, text]]
  })
  return Object.fromEntries(given)
}

/** People leave the scheme out. */
function withScheme(url: string): string {
  return /^([a-z][a-z0-9+.-]*:|\{)/i.test(url) ? url : `https://${url}`
}

interface Making<S extends TSchema> {
  readonly subject: GroupSubject
  readonly cells: readonly string[]
  readonly schema: S
  readonly make: (desk: Desk, body: Static<S>, groupId: string | null) => number | Refusal
}

/** 202 names the lines that failed and why; the others are in. */
async function take<S extends TSchema>(
  call: Call,
  text: string,
  { subject, cells, schema, make }: Making<S>,
): Promise<Refusal | Reply> {
  const failed = await importLines(call.desk, text, (desk, line) => {
    const { group = '', ...given } = cellsOf(line, cells)
    const url = given['url'] === undefined ? {} : { url: withScheme(given['url']) }
    const body = shaped(schema, { ...given, ...url }, 'skip_unknown')
    if ('fields' in body) return { refused: 'invalid', fields: body.fields }
    const groupId = group === '' ? null : groupNamed(desk, call.caller, subject, group)
    return isRefusal(groupId) ? groupId : make(desk, body.value, groupId)
  })
  if (isRefusal(failed)) return failed
  if (failed.size === 0) return { reply: 201, body: {} }
  const errors = [...failed].map(([number, refusal]) => [String(number), textsOf(refusal)])
  return { reply: 202, body: { errors: Object.fromEntries(errors) } }
}

function textsOf(refusal: Refusal): string[] {
  if (refusal.refused !== 'invalid') return [failureOf(refusal).message]
  return Object.entries(refusal.fields).map(([field, texts]) => `${field}: ${texts.join(', ')}`)
}

export const importOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/offers/import',
    id: 'importOffers',
    summary: 'Lines of Name;Url;PayoutAuto;Amount;Currency;Upsell;Country;[Group];[NetworkId]',
    tag: 'Offers',
    body: Type.Object({ offers: Lines }),
    answer: Empty,
    status: 201,
    run: (call) => {
      const { caller, body } = call
      if (!mayCreate(caller, 'offers')) return FORBIDDEN
      return take(call, body.offers, {
        subject: 'offers',
        cells: OFFER_CELLS,
        schema: BareOffer,
        make: (desk, offer, groupId) =>
          createOffer(desk, caller, { ...offerChange(offer, null), groupId }),
      })
    },
  }),
  operation({
    method: 'POST',
    path: '/landing/import',
    id: 'importLandings',
    summary: 'Lines of Name;Url;LanguageCode;[Group]',
    tag: 'Landings',
    body: Type.Object({ landings: Lines }),
    answer: Empty,
    status: 201,
    run: (call) => {
      const { caller, body } = call
      if (!mayCreate(caller, 'landings')) return FORBIDDEN
      return take(call, body.landings, {
        subject: 'landings',
        cells: LANDING_CELLS,
        schema: LandingLine,
        make: (desk, { name, url, languageCode = '' }, groupId) => {
          const language = languageCode.toUpperCase()
          return createLanding(desk, caller, { name, url, kind: 'external', language, groupId })
        },
      })
    },
  }),
]
