/** Keitaro's landings and offers: pages that visitors are led to, or shown. */
import { actionType } from '../../../core/actions/index.ts'
import { COUNTRIES, countryNamed } from '../../../core/countries.ts'
import type { ActionSpec, OfferCap } from '../../../core/model.ts'
import { quote } from '../../../core/text-pattern.ts'
import type { Draft } from '../../../db/records.ts'
import {
  flagOf,
  type Foreign,
  idIn,
  nameIn,
  numberOf,
  objectOf,
  textOf,
  textsOf,
} from './foreign.ts'
import { ownMacros, withFields } from './keitaro-macros.ts'
import type { Translating } from './keitaro-rows.ts'
import type { MovedObject } from './moved.ts'
import type { Subject } from './remarks.ts'
import { landerPath, type Row } from './rows.ts'

const PAYLOAD_MAX = 64 * 1024
const AMOUNT_MAX = 1_000_000_000

/** The text of an action: plain, or in an object under the name of what it is. */
export function payloadOf(given: unknown): string {
  const { url, html, text, campaign_id: campaignId, path } = objectOf(given)
  const texts = [given, url, html, text, campaignId, path].map((one) => textOf(one, PAYLOAD_MAX))
  return texts.find((one) => one !== '') ?? ''
}

/** What a row says it does, with our macros. The keys of actions are the same there and here. */
export function actionOf(move: Translating, of: Subject, row: Foreign): ActionSpec {
  const key = nameIn(row['action_type'])
  const payload = payloadOf(row['action_payload'])
  switch (actionType(key)?.payloadKind) {
    case 'html':
    case 'text':
      return { key, payload: withFields(move, of, payload) }
    case 'campaign':
    case 'none':
      return { key, payload: payload.trim() }
    case 'url':
    case undefined:
      return { key, payload: ownMacros(move, of, payload.trim()) }
  }
}

export function landingsOf(move: Translating, rows: readonly Row[]): MovedObject<'landings'>[] {
  return rows.flatMap(({ id, name, row, of }) => {
    const page = pageOf(move, { id, row, of })
    if (page === null) return []
    const state = stateOf(row)
    const groupId = move.groupOf('landings', row['group_id'])
    return [{ id, change: { name, state, groupId, ...page }, flows: null }]
  })
}

type Page = Partial<Draft<'landings'>>

/** Uploaded pages come without their files, and a page that is fetched and shown is an action here. */
function pageOf(move: Translating, { id, row, of }: Omit<Row, 'name'>): Page | null {
  const type = nameIn(row['landing_type'])
  const given = actionOf(move, of, row)
  const action = {
    ...given,
    payload: given.payload || ownMacros(move, of, textOf(row['url']).trim()),
  }
  if (type === 'local' || action.key === 'local_file') {
    move.told.toDo(of, 'was uploaded there: upload its zip here, until then flows pass it over')
    return {
      kind: 'local',
      path: landerPath(`${textOf(row['local_path'])}/${textOf(row['action_payload'])}`, id),
    }
  }
  if (type === 'preloaded') return { kind: 'action', action: { ...action, key: 'curl' } }
  if (action.key === 'http' || (type === 'external' && action.payload !== '')) {
    return { kind: 'external', url: action.payload }
  }
  if (actionType(action.key) !== null) return { kind: 'action', action }
  move.told.leftOut(of, `its action ${quote(action.key)} is not known here`)
  return null
}

export function offersOf(move: Translating, rows: readonly Row[]): MovedObject<'offers'>[] {
  return rows.flatMap(({ id, name, row, of }) => {
    const target = targetOf(move, of, row)
    if (target === null) return []
    const change: Partial<Draft<'offers'>> = {
      name,
      state: stateOf(row),
      groupId: move.groupOf('offers', row['group_id']),
      networkId: idIn(row['affiliate_network_id']),
      country: countryIn(move, of, row['country']),
      ...payoutOf(move, of, row),
      upsell: flagOf(row['payout_upsell']) ? 'by_tid' : 'off',
      cap: capOf(row),
      ...target,
    }
    if (textsOf(row['values']).length > 0) {
      move.told.leftOut(of, 'values of its own do not come along: write them into its address')
    }
    return [{ id, change, flows: null }]
  })
}

/** An address with the way to it as its action; anything else is an action with its text. */
function targetOf(move: Translating, of: Subject, row: Foreign) {
  const { told } = move
  const { key, payload } = actionOf(move, of, row)
  if (nameIn(row['offer_type']) === 'local' || key === 'local_file') {
    told.leftOut(of, 'was uploaded there: make it a landing here, with its zip')
    return null
  }
  const isPreloaded = nameIn(row['offer_type']) === 'preloaded'
  const own = isPreloaded ? 'curl' : key === '' && payload !== '' ? 'http' : key
  switch (actionType(own)?.payloadKind) {
    case undefined:
      told.leftOut(of, `its action ${quote(key)} is not known here`)
      return null
    case 'url':
      return { url: payload, action: own === 'http' ? null : { key: own, payload: '' } }
    case 'campaign':
    case 'html':
    case 'none':
    case 'text':
      return { url: '', action: { key: own, payload } }
  }
}

function stateOf(row: Foreign): 'active' | 'paused' {
  return nameIn(row['state']) === 'disabled' ? 'paused' : 'active'
}

/** There it may be several, by code or by name; here it is a note of one. */
function countryIn({ told }: Translating, of: Subject, given: unknown): string {
  const all = textsOf(given)
  const code = countryNamed(all[0] ?? '')
  if (all.length === 1 && COUNTRIES.has(code)) return code
  if (all.length > 0) {
    told.leftOut(of, `its countries are several or not known: ${quote(all.join(', '))}`)
  }
  return ''
}

function payoutOf(move: Translating, of: Subject, row: Foreign) {
  const amount = numberOf(row['payout_value']) ?? 0
  const isFit = amount >= 0 && amount <= AMOUNT_MAX
  if (!isFit) move.told.leftOut(of, `its payout ${amount} is no amount`)
  if (nameIn(row['payout_type']).toUpperCase() === 'CPC') {
    move.told.leftOut(of, 'pays for clicks there: here offers pay for conversions')
  }
  return {
    payoutMicros: isFit ? Math.round(amount * 1_000_000) : 0,
    payoutCurrency: nameIn(row['payout_currency']).toUpperCase() || move.currency,
    payoutAuto: flagOf(row['payout_auto']),
  }
}

function capOf(row: Foreign): OfferCap | null {
  const max = numberOf(row['daily_cap']) ?? 0
  if (!flagOf(row['conversion_cap_enabled']) || max < 1) return null
  return {
    active: true,
    max: Math.min(Math.floor(max), AMOUNT_MAX),
    period: 'day',
    seconds: 86_400,
    startsAt: 0,
    timezone: nameIn(row['conversion_timezone']) || 'UTC',
    whenFull: 'alternative',
    alternativeOfferId: idIn(row['alternative_offer_id']),
  }
}
