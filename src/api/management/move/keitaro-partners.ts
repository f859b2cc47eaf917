/** Keitaro's groups, domains, affiliate networks and traffic sources. */
import type { Parameter } from '../../../core/model.ts'
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
import { ownMacros } from './keitaro-macros.ts'
import {
  GROUP_TYPES,
  type GroupType,
  type KeitaroAnswers,
  type Translating,
} from './keitaro-rows.ts'
import type { MovedObject } from './moved.ts'
import type { Row } from './rows.ts'

const URL_MAX = 8192

export function groupsOf(
  groups: KeitaroAnswers['groups'],
  newId: () => string,
): { readonly moved: MovedObject<'groups'>[]; readonly ids: ReadonlyMap<string, string> } {
  const ids = new Map<string, string>()
  const moved = GROUP_TYPES.flatMap((subject) =>
    groups[subject].flatMap((given): MovedObject<'groups'>[] => {
      const row = objectOf(given)
      const [theirs, name] = [idIn(row['id']), nameIn(row['name'])]
      if (theirs === null || name === '') return []
      const id = newId()
      ids.set(groupKey(subject, theirs), id)
      return [{ id, change: { subject, name }, flows: null }]
    }),
  )
  return { moved, ids }
}

const groupKey = (type: GroupType, id: number) => [type, id].join(' ')

export function domainsOf(
  { told }: Translating,
  domains: readonly { readonly row: Row; readonly id: string }[],
): MovedObject<'domains'>[] {
  return domains.map(({ row: { name, row, of }, id }) => {
    const root = idIn(row['default_campaign_id']) ?? idIn(row['default_campaign'])
    const isIndexed = flagOf(row['allow_indexing'])
    if (flagOf(row['wildcard'])) told.toDo(of, 'takes all its subdomains there: add each here')
    if (flagOf(row['ssl_redirect'])) {
      told.toDo(of, 'insists on https: see that it has a certificate here before it leads here')
    }
    const change: Partial<Draft<'domains'>> = {
      host: name,
      indexPage: root ?? '404_page',
      notFound: root !== null && flagOf(row['catch_not_found']) ? 'root_campaign' : '404',
      httpsOnly: flagOf(row['ssl_redirect']),
      noIndex: !isIndexed,
      ...(isIndexed ? { robotsTxt: 'User-agent: *\nAllow: /\n' } : {}),
    }
    return { id, change, flows: null }
  })
}

export function networksOf(
  move: Translating,
  rows: readonly Row[],
): MovedObject<'affiliate_networks'>[] {
  return rows.map(({ id, name, row, of }) => {
    const appended = ownMacros(move, of, textOf(row['offer_param'], URL_MAX).trim())
    const query = appended.replace(/^[?&]+/, '')
    const offerUrlTemplate = query === '' ? '' : `{offer_url}&${query}`
    const postbackUrl = textOf(row['postback_url'], URL_MAX).trim()
    return { id, change: { name, offerUrlTemplate, postbackUrl }, flows: null }
  })
}

/** Of conversions; a source that is told of all of them has one address for it. */
const STATUSES: ReadonlySet<string> = new Set(['lead', 'sale', 'rejected', 'rebill'])

export function sourcesOf(
  move: Translating,
  rows: readonly Row[],
): MovedObject<'traffic_sources'>[] {
  return rows.map(({ id, name, row, of }) => {
    const postbackUrl = ownMacros(move, of, textOf(row['postback_url'], URL_MAX).trim())
    const told = textsOf(row['postback_statuses'])
    const change: Partial<Draft<'traffic_sources'>> = {
      name,
      parameters: parametersOf(row['parameters']),
      trafficLoss: lossOf(row),
      ...toldOf(postbackUrl, told),
    }
    return { id, change, flows: null }
  })
}

function toldOf(
  postbackUrl: string,
  statuses: readonly string[],
): Pick<Draft<'traffic_sources'>, 'postbackUrl' | 'statusPostbacks' | 'statusPostbacksActive'> {
  const isOfAll = statuses.length === 0 || [...STATUSES].every((one) => statuses.includes(one))
  if (isOfAll || postbackUrl === '') {
    return { postbackUrl, statusPostbacks: [], statusPostbacksActive: false }
  }
  const statusPostbacks = [...new Set(statuses)].slice(0, 100).map((status) => {
    return { conversionStatus: status.slice(0, 64), link: postbackUrl }
  })
  return { postbackUrl: '', statusPostbacks, statusPostbacksActive: true }
}

/** Percent from 0 to below 100. */
export function lossOf(row: Foreign): number {
  const loss = numberOf(row['traffic_loss']) ?? 0
  return loss >= 0 && loss < 100 ? loss : 0
}

const FIELD =
  /^(sub_id_([1-9]|[12]\d|30)|extra_param_([1-9]|10)|keyword|source|cost|currency|external_id|ad_campaign_id|creative_id)$/

/**
 * `name` is that of the parameter in the address, `alias` its title in reports. What says neither more than
 * its field nor what the source sends is left: the field's own name is always read.
 */
export function parametersOf(given: unknown): Parameter[] {
  return Object.entries(objectOf(given)).flatMap(([field, one]): Parameter[] => {
    const row = objectOf(one)
    const [name, placeholder] = [nameIn(row['name']), nameIn(row['placeholder'])]
    const isPlain = (name === '' || name === field) && placeholder === ''
    if (!FIELD.test(field) || isPlain) return []
    return [{ field, label: nameIn(row['alias']), alias: name || field, placeholder }]
  })
}

/** Those that are no fields of ours, for the remark that leaves them out. */
export function strangeParameters(given: unknown): readonly string[] {
  return Object.keys(objectOf(given))
    .filter((field) => !FIELD.test(field))
    .map(quote)
}
