/**
 * The configuration as one JSON file: sections of objects in the form that `/full` reads and takes,
 * under the ids of the tracker the file comes from.
 */
import { type Static, type TObject, Type } from '@sinclair/typebox'

import { STATUS_CLASSES } from '../../../core/conversions/classes.ts'
import { DEFAULTS, type Kind, type Records } from '../../../db/records.ts'
import type { ConfigFile, FileLink, FileObject } from '../../../manage/config/config-file.ts'
import { campaignForm } from '../campaigns/campaign-full.ts'
import { flowSetOf, FlowSetWrite } from '../campaigns/flow-set.wire.ts'
import { LinkBody, plainLinkChange } from '../links/links.wire.ts'
import { domainChange, DomainFull } from '../objects/domain-full.ts'
import type { FullForm } from '../objects/full-form.ts'
import { SUBJECTS } from '../objects/groups.ts'
import { landingForm } from '../objects/landing-full.ts'
import { networkForm } from '../objects/network-full.ts'
import { offerForm } from '../objects/offer-full.ts'
import { sourceForm } from '../objects/source-full.ts'
import { TEMPLATE_LISTS, templatesOf } from '../objects/templates.wire.ts'
import { anyCase, nullable, Uuid } from '../shape.ts'
import { Name, readTime, Time } from '../wire.ts'

export const FORMAT = 'sluice-config'
const OBJECTS_MAX = 100_000

const optional = Type.Optional
const list = <S extends TObject>(item: S) => optional(Type.Array(item, { maxItems: OBJECTS_MAX }))
const Numbered = {
  id: Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }),
  archived: optional(Type.Boolean()),
}
const Blocked = {
  blocked: optional(Type.Boolean()),
  blockReason: optional(Type.String({ maxLength: 1000 })),
}
const Flows = optional(nullable(FlowSetWrite))

/** Beyond the form: what only a whole tracker has. */
const CAMPAIGN_MORE = {
  token: optional(Type.String({ minLength: 1, maxLength: 128, pattern: '^[!-~]+$' })),
  distribution: optional(Type.String({ maxLength: 40 })),
  eventWeight: optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
  ...Blocked,
}
const NETWORK_MORE = {
  statusMap: optional(
    Type.Array(
      Type.Object({ word: Type.String({ maxLength: 64 }), class: anyCase(STATUS_CLASSES) }),
      { maxItems: 1000 },
    ),
  ),
}
const { password: _password, domainUuid: _domain, ...LINK } = LinkBody.properties

const SECTION_SCHEMAS = {
  settings: optional(Type.Record(Type.String(), Type.Unknown())),
  groups: list(Type.Object({ id: Uuid, subject: anyCase(SUBJECTS), name: Name })),
  domains: list(
    Type.Object({
      id: Uuid,
      ...DomainFull.properties,
      host: Type.String({ minLength: 1, maxLength: 253 }),
      isDefault: optional(Type.Boolean()),
      ...Blocked,
    }),
  ),
  traffic_sources: list(Type.Object({ ...Numbered, ...sourceForm.schema.properties, name: Name })),
  affiliate_networks: list(
    Type.Object({ ...Numbered, ...networkForm.schema.properties, ...NETWORK_MORE, name: Name }),
  ),
  landings: list(Type.Object({ ...Numbered, ...landingForm.schema.properties, name: Name })),
  offers: list(Type.Object({ ...Numbered, ...offerForm.schema.properties, name: Name })),
  rotations: list(
    Type.Object({ ...Numbered, name: Name, groupId: optional(nullable(Uuid)), flows: Flows }),
  ),
  campaigns: list(
    Type.Object({
      ...Numbered,
      ...campaignForm.schema.properties,
      ...CAMPAIGN_MORE,
      name: Name,
      key: Type.String({ minLength: 1, maxLength: 64 }),
      flows: Flows,
    }),
  ),
  blocklist_exceptions: list(
    Type.Object({
      place: Type.String({ minLength: 1, maxLength: 8192 }),
      note: optional(Type.String({ maxLength: 1000 })),
    }),
  ),
  pixels: list(
    Type.Object({
      id: Numbered.id,
      name: Type.String({ minLength: 1, maxLength: 255 }),
      code: Type.String({ minLength: 1, maxLength: 65_536 }),
    }),
  ),
  links: list(
    Type.Object({
      ...LINK,
      word: Type.String({ minLength: 1, maxLength: 255 }),
      domainId: Uuid,
      hasPassword: optional(Type.Boolean()),
      createdAt: optional(Time),
    }),
  ),
  templates: optional(Type.Object(TEMPLATE_LISTS)),
}

export type Section = keyof typeof SECTION_SCHEMAS
export const SECTIONS = Object.keys(SECTION_SCHEMAS) as readonly Section[]

export const ConfigBody = Type.Object({
  format: Type.Literal(FORMAT),
  version: Type.Literal(1),
  exportedAt: optional(Type.String({ maxLength: 40 })),
  program: optional(Type.String({ maxLength: 40 })),
  ...SECTION_SCHEMAS,
})
export type ConfigInput = Static<typeof ConfigBody>
type Item<S extends Section> = NonNullable<ConfigInput[S]> extends readonly (infer T)[] ? T : never

interface AnyItem {
  readonly id: number | string
  readonly archived?: boolean
  readonly flows?: Static<typeof FlowSetWrite> | null
}

/** The configuration that the file describes, with the ids of the file. */
export function configOf(input: ConfigInput): ConfigFile {
  const { groups = [], domains = [], rotations = [], links = [] } = input
  return {
    settings: input.settings ?? {},
    groups: groups.map((item) => objectOf<'groups'>(item, picked(item, ['subject', 'name']))),
    domains: domains.map(domainOf),
    traffic_sources: (input.traffic_sources ?? []).map(byForm(sourceForm)),
    affiliate_networks: (input.affiliate_networks ?? []).map(
      byForm(networkForm, Object.keys(NETWORK_MORE)),
    ),
    landings: (input.landings ?? []).map(byForm(landingForm)),
    offers: (input.offers ?? []).map(byForm(offerForm)),
    rotations: rotations.map((item) =>
      objectOf<'rotations'>(item, picked(item, ['name', 'groupId'])),
    ),
    campaigns: (input.campaigns ?? []).map(byForm(campaignForm, Object.keys(CAMPAIGN_MORE))),
    blocklist_exceptions: (input.blocklist_exceptions ?? []).map(({ place, note = '' }) => ({
      place,
      note,
    })),
    pixels: input.pixels ?? [],
    links: links.map(linkOf),
    templates: templatesOf(input.templates ?? {}),
  }
}

function objectOf<K extends Kind>(item: AnyItem, change: object): FileObject<K> {
  const { id, archived = false, flows = null } = item
  return {
    id: id as Records[K]['id'],
    isArchived: archived,
    change: change as FileObject<K>['change'],
    flows: flows === null ? null : flowSetOf(flows),
  }
}

/** Inside of a property that the file has, what is left out gets its default. */
function byForm<K extends Kind, S extends TObject>(
  { kind, schema, change }: FullForm<K, S>,
  more: readonly string[] = [],
): (item: AnyItem) => FileObject<K> {
  return (item) => {
    const body = picked(item, Object.keys(schema.properties)) as Static<S>
    return objectOf(item, { ...change(body, DEFAULTS[kind]), ...picked(item, more) })
  }
}

function domainOf(item: Item<'domains'>): FileObject<'domains'> {
  const { isDefault = false, blocked = false, blockReason = '' } = item
  const body = picked(item, Object.keys(DomainFull.properties)) as Static<typeof DomainFull>
  return objectOf(item, { ...domainChange(body), isDefault, blocked, blockReason })
}

function linkOf(item: Item<'links'>): FileLink {
  const { word, domainId, hasPassword = false, createdAt, pixelIds, ...rest } = item
  const madeAt = createdAt === undefined ? {} : { createdAt: readTime(createdAt) ?? 0 }
  return {
    word,
    domainId,
    hasPassword,
    isCounted: rest.clicksBefore !== undefined,
    pixelIds: pixelIds ?? [],
    change: { ...plainLinkChange(rest), ...madeAt },
  }
}

function picked(item: object, names: readonly string[]): Record<string, unknown> {
  const wanted = new Set(names)
  return Object.fromEntries(
    Object.entries(item).filter(([name, value]) => wanted.has(name) && value !== undefined),
  )
}
