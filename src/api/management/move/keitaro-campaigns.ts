/** Keitaro's campaigns: their words, costs, uniqueness, parameters and postbacks. */
import { PLAIN_POSTBACK } from '../../../core/conversions/postbacks.ts'
import type { Binding, Cost, CostModel, Postback, Uniqueness } from '../../../core/model.ts'
import { quote } from '../../../core/text-pattern.ts'
import type { Draft } from '../../../db/records.ts'
import {
  flagOf,
  type Foreign,
  idIn,
  listOf,
  nameIn,
  numberOf,
  objectOf,
  textOf,
  textsOf,
} from './foreign.ts'
import { flowSetOf } from './keitaro-flows.ts'
import { ownMacros } from './keitaro-macros.ts'
import { lossOf, parametersOf, strangeParameters } from './keitaro-partners.ts'
import type { KeitaroAnswers, Translating } from './keitaro-rows.ts'
import type { MovedObject } from './moved.ts'
import type { Subject } from './remarks.ts'
import type { Row } from './rows.ts'

const MODELS: ReadonlyMap<string, CostModel> = new Map([
  ['CPC', 'CPC'],
  ['CPV', 'CPC'],
  ['CPUC', 'CPUC'],
  ['CPUV', 'CPUC'],
  ['CPM', 'CPM'],
  ['CPA', 'CPA'],
  ['CPS', 'CPS'],
  ['REVSHARE', 'RevShare'],
])
const BINDINGS: ReadonlyMap<string, Binding> = new Map([
  ['', 'none'],
  ['s', 'flow'],
  ['sl', 'landing'],
  ['slo', 'offer'],
])
const TTL_MAX = 8760
const POSTBACKS_MAX = 50
const TOKEN = /^[!-~]{1,128}$/

export function campaignsOf(
  move: Translating,
  rows: readonly Row[],
  flows: KeitaroAnswers['flows'],
): MovedObject<'campaigns'>[] {
  return rows.map((one) => {
    const { id, name, row, of } = one
    const change: Partial<Draft<'campaigns'>> = {
      name,
      ...wordsOf(move, one),
      state: nameIn(row['state']) === 'disabled' ? 'paused' : 'active',
      binding: bindingOf(move, of, row),
      uniqueness: uniquenessOf(move, of, row),
      cost: costOf(move, of, row),
      sourceId: idIn(row['traffic_source_id']),
      domainId: move.domainOf(row['domain_id']),
      groupId: move.groupOf('campaigns', row['group_id']),
      parameters: parametersIn(move, of, row),
      postbacks: postbacksOf(move, of, row),
    }
    return { id, change, flows: flowSetOf(move, of, row, flows.get(id) ?? []) }
  })
}

/** Known here by its alias: there is no other word for a campaign there. */
function wordsOf({ told, keyOf, isKey, newId }: Translating, { name, row, of }: Row) {
  const alias = nameIn(row['alias'])
  const token = textOf(row['token'], 200)
  const isToken = TOKEN.test(token)
  if (token !== '' && !isToken) told.leftOut(of, 'its Click API token has signs that none may have')
  if (alias === '') told.changed(of, `has no alias there: ${quote(name)} gets one`)
  const key = keyOf(alias) ?? (alias === '' || isKey(alias) ? freshKey(newId) : alias)
  return { alias, key, token: isToken ? token : '' }
}

const freshKey = (newId: () => string) => newId().replaceAll('-', '').slice(0, 20)

function bindingOf({ told }: Translating, of: Subject, row: Foreign): Binding {
  const given = nameIn(row['bind_visitors'])
  const binding = BINDINGS.get(given)
  if (binding === undefined) told.leftOut(of, `its binding ${quote(given)} is not known here`)
  return binding ?? 'none'
}

function uniquenessOf({ told }: Translating, of: Subject, row: Foreign): Uniqueness {
  const method = nameIn(row['uniqueness_method']) || 'ip_ua'
  const hours = numberOf(row['cookies_ttl']) ?? 24
  const ttlHours = Math.min(Math.max(Math.round(hours), 1), TTL_MAX)
  if (ttlHours !== hours)
    told.changed(of, `is unique for ${ttlHours} hours: 1 to ${TTL_MAX} are possible`)
  const isKnown = method === 'ip' || method === 'ip_ua'
  if (!isKnown)
    told.changed(of, `is unique by address and browser: ${quote(method)} is not known here`)
  const useCookies = row['uniqueness_use_cookies']
  return {
    method: isKnown ? method : 'ip_ua',
    ttlHours,
    cookies: useCookies === undefined || flagOf(useCookies),
  }
}

function costOf(move: Translating, of: Subject, row: Foreign): Cost {
  const given = nameIn(row['cost_type'])
  const model = MODELS.get(given.toUpperCase())
  if (model === undefined && given !== '') {
    move.told.leftOut(of, `its cost model ${quote(given)} is not known here`)
  }
  const amount = numberOf(row['cost_value']) ?? 0
  return {
    model: model ?? 'CPC',
    amountMicros: Math.round(Math.max(amount, 0) * 1_000_000),
    currency: nameIn(row['cost_currency']).toUpperCase() || move.currency,
    auto: flagOf(row['cost_auto']),
    trafficLoss: lossOf(row),
  }
}

function parametersIn({ told }: Translating, of: Subject, row: Foreign) {
  const strange = strangeParameters(row['parameters'])
  if (strange.length > 0) {
    told.leftOut(of, `parameters that are no fields here: ${strange.slice(0, 5).join(', ')}`)
  }
  return parametersOf(row['parameters'])
}

function postbacksOf(move: Translating, of: Subject, row: Foreign): Postback[] {
  const given = listOf(row['postbacks']).map(objectOf)
  if (given.length > POSTBACKS_MAX) {
    move.told.leftOut(of, `of its postbacks the first ${POSTBACKS_MAX} come`)
  }
  return given.slice(0, POSTBACKS_MAX).flatMap((one): Postback[] => {
    const url = ownMacros(move, of, textOf(one['url'], 8192).trim())
    const method = nameIn(one['method']).toUpperCase() === 'POST' ? 'POST' : 'GET'
    const statuses = textsOf(one['statuses']).slice(0, 20)
    return url === '' ? [] : [{ ...PLAIN_POSTBACK, url, method, statuses }]
  })
}
