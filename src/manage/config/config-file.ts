/** A configuration file after it was read: objects under the ids of the tracker it comes from. */
import type { FlowSet } from '../../core/model.ts'
import type { Draft, Kind, Records } from '../../db/records.ts'
import type { DomainChange } from '../domains.ts'
import type { LinkChange } from '../links/link-checks.ts'
import type { Template, TemplateKind } from '../templates.ts'

/** Sections in the order in which they are written: later ones refer to earlier ones. */
export const FILE_KINDS = [
  'groups',
  'domains',
  'traffic_sources',
  'affiliate_networks',
  'landings',
  'offers',
  'rotations',
  'campaigns',
] as const satisfies readonly Kind[]

/** Properties to set; references are ids of the file. */
export type FileChange<K extends Kind> = K extends 'domains' ? FileDomain : Partial<Draft<K>>

export type FileDomain = DomainChange & {
  readonly isDefault: boolean
  readonly blocked: boolean
  readonly blockReason: string
}

export interface FileObject<K extends Kind> {
  readonly id: Records[K]['id']
  readonly isArchived: boolean
  readonly change: FileChange<K>
  /** Of campaigns and rotations; null: the file says nothing about them. */
  readonly flows: FlowSet | null
}

export interface FilePixel {
  readonly id: number
  readonly name: string
  readonly code: string
}

/** Where links may lead whatever blocklists say. */
export interface FileException {
  readonly place: string
  readonly note: string
}

export interface FileLink {
  readonly word: string
  readonly domainId: string
  readonly pixelIds: readonly number[]
  /** Nobody knows it from the file. */
  readonly hasPassword: boolean
  /** Whether the file says how much of its limit is used. */
  readonly isCounted: boolean
  /** Without what the properties above say. */
  readonly change: LinkChange
}

/** As they are stored. */
export type FileTemplates = { readonly [K in TemplateKind]: readonly Template[] }

export type ConfigFile = { readonly [K in Kind]: readonly FileObject<K>[] } & {
  readonly blocklist_exceptions: readonly FileException[]
  readonly pixels: readonly FilePixel[]
  readonly links: readonly FileLink[]
  readonly templates: FileTemplates
  readonly settings: Readonly<Record<string, unknown>>
}
