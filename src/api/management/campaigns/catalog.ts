/** What reports need to know of the configuration: present names and groups, the caller's scope. */
import { COUNTRIES } from '../../../core/countries.ts'
import { formulaNamed, type Formulas } from '../../../core/reports/custom-columns.ts'
import type { Noun } from '../../../core/reports/dimensions.ts'
import { isMeasure } from '../../../core/reports/measures.ts'
import type { Catalog, QueryContext } from '../../../core/reports/parse-query.ts'
import { SIMPLE_MEASURES } from '../../../core/reports/presets.ts'
import { withoutRevenue } from '../../../core/reports/revenue.ts'
import { settingNumber, settingOf } from '../../../core/settings/settings.ts'
import type { Language } from '../../../core/words/language.ts'
import type { FlowScope } from '../../../db/schema.ts'
import { readDocumentsOf, type ReadStores } from '../../../db/stores.ts'
import { campaignsSeen, isAdmin } from '../../../manage/access.ts'
import { preferencesOf } from '../../../manage/people/preferences.ts'
import { formulasFor } from '../../../manage/reports/custom-columns.ts'
import { taggedWith, visibleLinks } from '../../../manage/tags.ts'
import { rateFrom } from '../../../track/conversions/settings.ts'
import { allLinkNames } from '../links/link-names.ts'
import type { Call } from '../operation.ts'

const KINDS = {
  campaign: 'campaigns',
  source: 'traffic_sources',
  network: 'affiliate_networks',
  rotation: 'rotations',
  landing: 'landings',
  offer: 'offers',
  group: 'groups',
} as const

/** Of the dimensions that are groups: the kind whose objects are grouped. */
const GROUPED = {
  campaignsGroup: 'campaigns',
  landingsGroup: 'landings',
  offersGroup: 'offers',
  rotationsGroup: 'rotations',
} as const

/** What a question about events needs to know of who asks it. */
export type Asking = Pick<Call, 'caller' | 'read' | 'tables' | 'clock'>

export function reportContext(call: Asking): QueryContext {
  const formulas = formulasFor(call.read, call.caller)
  const measures = chosenMeasures(call, formulas)
  return {
    now: call.clock(),
    ...calendarOf(call),
    measures: call.caller.hidesMoney ? withoutRevenue(measures) : measures,
    formulas,
    scope: scopeOf(call),
    hidesMoney: call.caller.hidesMoney,
    catalog: catalogOf(call.read, mayNameFor(call)),
    rateOf: (currency) => rateFrom(call.tables(), currency),
    taggedWith: (kind, tags) => taggedWith(visibleLinks(call.read, call.caller), kind, tags),
  }
}

/** The columns that the caller's report starts with, as far as there are such; else the usual ones. */
function chosenMeasures({ caller, read }: Asking, formulas: Formulas): readonly string[] {
  const user = caller.userId === null ? null : read.users.find(caller.userId)
  const columns = user === null ? null : preferencesOf(user.preferences).columns
  const chosen = (columns as { readonly report?: unknown } | null)?.report
  const isColumn = (key: unknown): key is string =>
    typeof key === 'string' && (isMeasure(key) || formulaNamed(key, formulas) !== null)
  const known = Array.isArray(chosen) ? chosen.filter(isColumn) : []
  return known.length === 0 ? SIMPLE_MEASURES : known
}

/** The zone the caller chose, else the tracker's: of what is shown to him. */
export function zoneOf({ caller, read, tables }: Asking): string {
  const user = caller.userId === null ? null : read.users.find(caller.userId)
  const chosen = user === null ? null : preferencesOf(user.preferences).timezone
  return chosen ?? trackerZone({ tables })
}

/** The language the caller chose, else English: of what is made for him to read. */
export function languageOf({ caller, read }: Pick<Asking, 'caller' | 'read'>): Language {
  const user = caller.userId === null ? null : read.users.find(caller.userId)
  return (user === null ? null : preferencesOf(user.preferences).language) ?? 'en'
}

/** What days and weeks of a question are. */
export function calendarOf(call: Asking) {
  return { ...trackerCalendar(call), zone: zoneOf(call) }
}

/** The calendar of what is the same whoever asks. */
export function trackerCalendar({ tables }: Pick<Asking, 'tables'>) {
  return {
    zone: trackerZone({ tables }),
    weekStart: settingNumber(tables().settings, 'week_start'),
  }
}

/** For what is the same whoever asks: caps, costs, and what is removed. */
export function trackerZone({ tables }: Pick<Asking, 'tables'>): string {
  return settingOf(tables().settings, 'timezone')
}

/** Ids of the campaigns whose statistics the caller may see; null for all. */
export function scopeOf({ caller, read }: Asking): readonly number[] | null {
  return campaignsSeen(read, caller)
}

/** Of the campaigns that were asked for those whose statistics the caller may see; `null`: all. */
export function askedInScope(
  call: Asking,
  asked: readonly number[] | undefined,
): readonly number[] | null {
  return asked === undefined ? scopeOf(call) : asked.filter(scopeCheck(call))
}

/** Whether the caller may see statistics of a campaign; for many of them. */
export function scopeCheck(call: Asking): (campaignId: number) => boolean {
  const scope = scopeOf(call)
  if (scope === null) return () => true
  const ids = new Set(scope)
  return (id) => ids.has(id)
}

/** Whether somebody is told the name of a user or a campaign. */
export type MayName = (noun: 'user' | 'campaign', id: number) => boolean

/** Present names and groups of everything that reports name. */
export function catalogOf(read: ReadStores, mayName: MayName): Catalog {
  return {
    names(noun) {
      if (noun === 'user') return loginsOf(read, mayName)
      const names = namesOf(read, noun)
      if (noun !== 'campaign' || names === null) return names
      return new Map([...names].filter(([id]) => mayName(noun, Number(id))))
    },
    groups: (dimension) => groupsOf(read, dimension),
  }
}

/**
 * Limited users learn no login but their own: it is half of what a log-in needs. Campaigns of others pass
 * visitors on to theirs.
 */
function mayNameFor(call: Asking): MayName {
  const { caller } = call
  if (isAdmin(caller)) return () => true
  const isSeen = scopeCheck(call)
  return (noun, id) => (noun === 'user' ? id === caller.userId : isSeen(id))
}

function loginsOf({ users }: ReadStores, mayName: MayName) {
  const known = users.list().filter(({ id }) => mayName('user', id))
  return new Map(known.map(({ id, login }) => [String(id), login]))
}

function namesOf(
  read: ReadStores,
  noun: Exclude<Noun, 'user'>,
): ReadonlyMap<string, string> | null {
  switch (noun) {
    case 'country':
      return new Map([...COUNTRIES].map(([code, { name }]) => [code, name]))
    case 'flow':
      return flowNames(read).flows
    case 'path':
      return flowNames(read).paths
    case 'link':
      return allLinkNames(read)
    case 'campaign':
    case 'source':
    case 'network':
    case 'rotation':
    case 'landing':
    case 'offer':
    case 'group': {
      const names = readDocumentsOf(read, KINDS[noun]).names()
      return new Map([...names].map(([id, name]) => [String(id), name]))
    }
  }
}

/** Flows and paths have their names inside the documents: all are read, so only when asked for. */
export function flowNames({ flowSets }: Pick<ReadStores, 'flowSets'>) {
  const flows = new Map<string, string>()
  const paths = new Map<string, string>()
  for (const scope of ['campaign', 'rotation'] satisfies FlowScope[]) {
    for (const text of flowSets.texts(scope).values()) {
      const set = JSON.parse(text) as { flows: { id: number; name: string; paths: Named[] }[] }
      for (const flow of set.flows) {
        flows.set(String(flow.id), flow.name)
        for (const path of flow.paths) paths.set(String(path.id), path.name)
      }
    }
  }
  return { flows, paths }
}

interface Named {
  readonly id: number
  readonly name: string
}

function groupsOf(read: ReadStores, dimension: string): ReadonlyMap<number, string> | null {
  if (dimension === 'owner') {
    const owned = read.campaigns.list('all').filter(({ ownerId }) => ownerId !== null)
    return new Map(owned.map(({ id, ownerId }) => [id, String(ownerId)]))
  }
  if (!Object.hasOwn(GROUPED, dimension)) return null
  const members = read[GROUPED[dimension as keyof typeof GROUPED]].list('all')
  return new Map(members.flatMap(({ id, groupId }) => (groupId === null ? [] : [[id, groupId]])))
}
