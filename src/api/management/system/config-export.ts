/** The configuration as the text of one JSON file, made piece by piece: an object a line. */
import type { TObject } from '@sinclair/typebox'

import { CERTIFICATES_OF_A_PROXY } from '../../../certify/facts.ts'
import { valueOf } from '../../../core/setting-values.ts'
import { SETTINGS } from '../../../core/settings.ts'
import type { Kind, Records } from '../../../db/records.ts'
import { readDocumentsOf, type ReadStores } from '../../../db/stores.ts'
import { PIXELS_MAX } from '../../../manage/config/config-links.ts'
import type { OwnSide } from '../../../manage/own-side.ts'
import { ownTemplates } from '../../../manage/templates.ts'
import { campaignForm } from '../campaigns/campaign-full.ts'
import { linkViews } from '../links/links.wire.ts'
import type { AsTakenAlong, TakenLink } from '../links/used-limits.ts'
import { DomainFull, domainFullView } from '../objects/domain-full.ts'
import { type FullForm, writtenForm } from '../objects/full-form.ts'
import { landingForm } from '../objects/landing-full.ts'
import { networkForm } from '../objects/network-full.ts'
import { offerForm } from '../objects/offer-full.ts'
import { sourceForm } from '../objects/source-full.ts'
import { FORMAT, type Section } from './configuration.wire.ts'

const LINKS_AT_ONCE = 1000

export interface ExportParts {
  readonly read: ReadStores
  readonly program: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly sections: readonly Section[]
  readonly takenAlong: AsTakenAlong
}

/** A line for each object, so that two files can be compared line by line. */
export function* exportedText(parts: ExportParts): Generator<string> {
  const { read, program, at, sections } = parts
  const head = { format: FORMAT, version: 1, exportedAt: new Date(at).toISOString(), program }
  yield JSON.stringify(head).slice(0, -1)
  for (const section of sections) {
    if (section === 'settings' || section === 'templates') {
      yield `,\n"${section}":${JSON.stringify(WHOLE[section](read))}`
      continue
    }
    yield `,\n"${section}":[`
    let isFirst = true
    for (const item of ITEMS[section](read, parts)) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(item)}`
      isFirst = false
    }
    yield ']'
  }
  yield '}\n'
}

/** The file goes by mail and into repositories: secrets are not in it. */
function settingsOf({ settings }: ReadStores): Record<string, unknown> {
  const stored = settings.all()
  const set = SETTINGS.filter(({ key, isSecret }) => stored.has(key) && isSecret !== true)
  return Object.fromEntries(
    set.map((setting) => [setting.key, valueOf(setting, stored.get(setting.key) ?? '')]),
  )
}

function templatesOf(read: ReadStores) {
  const sources = ownTemplates(read, 'source')
  return { traffic_sources: sources, affiliate_networks: ownTemplates(read, 'network') }
}

/** Sections that are no lists. */
const WHOLE = { settings: settingsOf, templates: templatesOf }

type ItemsOf = (
  read: ReadStores,
  parts: Pick<ExportParts, 'takenAlong'>,
) => Iterable<Record<string, unknown>>

const ITEMS: { readonly [S in Exclude<Section, keyof typeof WHOLE>]: ItemsOf } = {
  groups: (read) => read.groups.list('all').map(({ id, subject, name }) => ({ id, subject, name })),
  domains: (read) => read.domains.list('all').map(domainItem),
  traffic_sources: (read) => formed(read, sourceForm, () => ({})),
  affiliate_networks: (read) => formed(read, networkForm, ({ statusMap }) => ({ statusMap })),
  landings: (read) => formed(read, landingForm, () => ({})),
  offers: (read) => formed(read, offerForm, () => ({})),
  rotations: (read) =>
    read.rotations.list('all').map((rotation) => ({
      ...identity(rotation),
      name: rotation.name,
      groupId: rotation.groupId,
      flows: read.flowSets.find('rotation', rotation.id),
    })),
  campaigns: (read) =>
    formed(read, campaignForm, (campaign) => ({
      token: campaign.token,
      distribution: campaign.distribution,
      eventWeight: campaign.eventWeight,
      blocked: campaign.blocked,
      blockReason: campaign.blockReason,
      flows: read.flowSets.find('campaign', campaign.id),
    })),
  blocklist_exceptions: (read) =>
    read.blocklistExceptions
      .list()
      .toReversed()
      .map(({ place, note }) => ({ place, note })),
  pixels: (read) =>
    read.pixels
      .list({ ownerId: null }, PIXELS_MAX, 0)
      .map(({ id, name, code }) => ({ id, name, code })),
  links: linkItems,
}

interface Identified {
  readonly id: number | string
  readonly deletedAt: number | null
}

function identity({ id, deletedAt }: Identified) {
  return deletedAt === null ? { id } : { id, archived: true }
}

function* formed<K extends Kind, S extends TObject>(
  read: ReadStores,
  form: FullForm<K, S>,
  more: (record: Records[K]) => Record<string, unknown>,
): Generator<Record<string, unknown>> {
  for (const record of readDocumentsOf(read, form.kind).list('all')) {
    yield { ...identity(record), ...writtenForm(form, record), ...more(record) }
  }
}

function domainItem(domain: Records['domains']): Record<string, unknown> {
  const shown: Record<string, unknown> = domainFullView(domain)
  const { id, isDefault, blocked, blockReason } = domain
  const written = Object.keys(DomainFull.properties).map((name) => [name, shown[name]])
  return { id, ...Object.fromEntries(written), isDefault, blocked, blockReason }
}

/** A page when somebody reads it: a million links do not fit into memory. */
function* linkItems(
  read: ReadStores,
  { takenAlong }: Pick<ExportParts, 'takenAlong'>,
): Generator<Record<string, unknown>> {
  for (let after = 0; ;) {
    const links = read.links.list({ ownerId: null, after }, LINKS_AT_ONCE, 0)
    const [last] = links.slice(-1)
    if (last === undefined) return
    yield* linkViews(read, links, NO_SIDE).map(takenAlong).flatMap(linkItem)
    after = last.id
  }
}

/** Addresses of links are made anew wherever they are taken to. */
const NO_SIDE: OwnSide = { origin: 'http://localhost', certificates: CERTIFICATES_OF_A_PROXY }

/** None for a link whose domain is gone: nobody can visit it. */
function linkItem(view: TakenLink): Record<string, unknown>[] {
  const { id: _id, url: _url, ownerId: _owner, domainUuid, clicksBefore, ...rest } = view
  const { changedAt: _changed, deletedAt: _deleted, ...link } = rest
  const counted = clicksBefore === null ? {} : { clicksBefore }
  return domainUuid === null ? [] : [{ ...link, ...counted, domainId: domainUuid }]
}
