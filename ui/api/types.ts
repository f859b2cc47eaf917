/** What the management API sends and takes, as far as the UI uses it. */
import type { FilterGroup, FilterNeed, PayloadInput } from '../../src/core/filters/define.ts'
import type { FlowSet, FlowType } from '../../src/core/model.ts'
import type { QueryInput } from '../../src/core/reports/query.ts'
import type { ValueForm } from '../../src/core/words/filter-values.ts'

export type { FlowType, QueryInput }

export type Access = 'read' | 'modify'
export type Role = 'super_admin' | 'admin' | 'user'

export interface StoredPreferences {
  readonly language: 'en' | 'ru' | null
  readonly theme: 'auto' | 'light' | 'dark'
  /** Null: that of the tracker. */
  readonly timezone: string | null
  readonly columns: unknown
  readonly thresholds: unknown
}

export interface PermissionRecord {
  readonly subject: string
  readonly accessLevel?: 'MODIFY' | 'READ' | 'CUSTOM'
  readonly canCreate?: boolean
  readonly readUuids?: readonly string[]
  readonly modifyUuids?: readonly string[]
  readonly modifyGroupUuids?: readonly string[]
}

export interface SessionUser {
  readonly id: number
  readonly login: string
  readonly role: Role
  /** Revenue, and what is made of it, is kept from him. */
  readonly hideProfit: boolean
  /** Of an administrator: owners may anyhow. */
  readonly canCreateUsers: boolean
  readonly permissions: readonly PermissionRecord[]
  readonly preferences: StoredPreferences
}

export interface CampaignRow {
  readonly id: number
  readonly name: string
  readonly groupUuid: string | null
  readonly groupName: string | null
  readonly trafficSourceId: number | null
  readonly trafficSourceName: string | null
  readonly isDomainBanned: boolean
  readonly state: 'active' | 'paused' | 'archived'
  /** Stopped at once, by the kill switch. */
  readonly isBanned: boolean
  readonly accessLevel: Access
}

export interface Parameter {
  readonly field: string
  readonly label: string
  readonly alias: string
  readonly placeholder: string
}

export interface CampaignFull {
  readonly id: number
  readonly name: string
  readonly alias: string
  readonly key: string
  readonly state: 'active' | 'paused' | 'archived'
  readonly blocked: boolean
  readonly binding: 'none' | 'flow' | 'landing' | 'offer'
  readonly uniqueness: { method: 'ip' | 'ip_ua'; ttlHours: number; cookies: boolean }
  readonly cost: {
    model: string
    amount: number
    currency: string
    auto: boolean
    trafficLoss: number
    statuses: readonly string[]
  }
  readonly sourceId: number | null
  readonly domainId: string | null
  readonly groupId: string | null
  readonly rotationId: number | null
  readonly parameters: readonly Parameter[]
  readonly postbacks: readonly { url: string; statuses: readonly string[] }[]
  readonly landingRedirect: string
  readonly offerRedirect: string
  readonly appendToCampaignUrl: string
  readonly appendToLandingUrl: string
  readonly appendToOfferUrl: string
  readonly timezone: string
  readonly clickApiEnabled: boolean
  readonly link: string
  readonly createdAt: string
}

export interface FlowSetView extends FlowSet {
  readonly scope: 'campaign' | 'rotation'
  readonly rotationId: number | null
  readonly warnings?: readonly unknown[]
}

export interface JsonSchema {
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly const?: unknown
  readonly minimum?: number
  readonly maxItems?: number
  /** Of payloads of filters: how people enter it. */
  readonly 'x-input'?: PayloadInput
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

export interface FilterEntry {
  readonly key: string
  readonly title: string
  readonly group: FilterGroup
  readonly payloadSchema: JsonSchema
  readonly needs: FilterNeed | null
  readonly available: boolean
}

export interface ActionEntry {
  readonly key: string
  readonly title: string
  readonly payloadKind: 'url' | 'html' | 'text' | 'campaign' | 'none'
}

export interface FlowCatalog {
  readonly filters: readonly FilterEntry[]
  readonly actions: readonly ActionEntry[]
  readonly macros: readonly string[]
  readonly limits: Readonly<Record<string, number>>
}

export interface ReportCatalog {
  readonly dimensions: readonly {
    key: string
    title: string
    kind: 'text' | 'ip' | 'id' | 'number' | 'flag' | 'time'
    unbounded: boolean
    /** The filter of flows that takes its values. */
    filter: { readonly key: string; readonly form: ValueForm } | null
  }[]
  readonly measures: readonly MeasureEntry[]
  /** Fields of tags, each with the dimension of what has them. */
  readonly tagFilters: readonly { readonly key: string; readonly of: string }[]
  readonly operators: readonly string[]
  readonly presets: readonly { key: string; title: string; measures: readonly string[] }[]
}

export interface MeasureEntry {
  readonly key: string
  readonly title: string
  readonly format: 'def' | '$' | '%'
  readonly decimals: number
}

export type Measures = Readonly<Record<string, number | null>>

export interface ReportRow {
  readonly level: number
  readonly path: readonly { dimension: string; value: string | null; label: string | null }[]
  readonly m: Measures
  readonly prev?: Measures | null
  readonly hasChildren: boolean
  readonly isOther: boolean
}

export interface ReportAnswer {
  readonly rows: readonly ReportRow[]
  readonly totals: Measures
  readonly prevTotals: Measures | null
  readonly meta: {
    asOf: string
    timezone: string
    currency: string
    totalRows: number
    excluded: { rows: number; clicks: number; cost: number; revenue: number }
    partial: boolean
    tookMs: number
    warnings: readonly string[]
  }
}

export interface OfferCap {
  readonly isActive: boolean
  readonly maxCap: number
  readonly currentConversionCap: number
}

export interface OfferRow {
  readonly id: number
  readonly name: string
  readonly url: string
  readonly countryCode: string
  readonly groupUuid: string | null
  readonly affiliateNetworkId: number | null
  /** Absent for those from whom money is kept. */
  readonly payout?: {
    money: { amount: number; currency: string }
    isAuto: boolean
    isUpsell: boolean
  }
  /** The dialect says an empty list for none. */
  readonly conversionCaps: OfferCap | readonly OfferCap[]
  readonly accessLevel: Access
  readonly listings?: readonly BlocklistEntry[]
}

/** What of a blocklist names where something leads. */
export interface BlocklistEntry {
  readonly list: string
  readonly entry: string
}

export interface LandingRow {
  readonly id: number
  readonly type: 'integrated' | 'not_integrated'
  readonly name: string
  readonly location: string
  readonly groupUuid: string | null
  readonly languageCode: string
  readonly accessLevel: Access
  readonly listings?: readonly BlocklistEntry[]
}

export interface NetworkRow {
  readonly id: number
  readonly name: string
  readonly offerUrlTemplate: string
  readonly accessLevel: Access
}

export interface NamedRow {
  readonly id: number
  readonly name: string
  readonly groupId: string | null
  readonly accessLevel: Access
}

export interface DomainRow {
  readonly id: string
  /** As addresses and DNS have it. */
  readonly host: string
  /** The same as people write it. */
  readonly name: string
  readonly isDefault: boolean
  readonly isBanned: boolean
  readonly campaignsCount: number
  readonly accessLevel: Access
  /** `blank_page`, `404_page` or the number of a campaign. */
  readonly indexPage: string
  /** `''` of none, and of one that the user may not see. */
  readonly campaignName: string
  readonly createdAt: string
  /** Whether it has a certificate of ours. */
  readonly isSsl: boolean
  /** What the authority said last; `''` where it gave one, or a proxy has them. */
  readonly certificateError: string
}

export interface GroupRow {
  readonly uuid: string
  readonly name: string
}

export interface UserRow {
  readonly id: number
  readonly login: string
  readonly role: Role
  readonly isBlocked: boolean
  /** Null: he has not come yet. */
  readonly seenAt: string | null
  readonly campaigns: { readonly readable: number; readonly owned: number }
}

export interface PageInfo {
  readonly from: string | null
  readonly to: string | null
  readonly hasNextPage: boolean
  readonly hasPrevPage: boolean
}
