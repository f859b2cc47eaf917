/**
 * What was found at another tracker, as objects of ours under their old ids, and the configuration file
 * that it makes.
 */
import type { FlowSet } from '../../../core/model.ts'
import { DEFAULTS, type Draft, type Kind, type Records } from '../../../db/records.ts'
import { FILE_KINDS } from '../../../manage/config/config-file.ts'
import { FILE_ITEMS } from '../system/config-items.ts'
import { FORMAT } from '../system/configuration.wire.ts'

export interface MovedObject<K extends Kind> {
  readonly id: Records[K]['id']
  /** What differs from a new object. */
  readonly change: Partial<Draft<K>>
  /** Of campaigns and rotations. */
  readonly flows: FlowSet | null
}

export type Moved = { readonly [K in Kind]: readonly MovedObject<K>[] }

/** A configuration file before it is text: lists of objects by section. */
export type FileJson = { readonly format: string; readonly version: number } & {
  readonly [K in Kind]: readonly FileItem[]
}
export type FileItem = Readonly<Record<string, unknown>>

export function fileOf(moved: Moved): FileJson {
  const sections = FILE_KINDS.map((kind) => [kind, itemsOf(kind, moved)] as const)
  return { format: FORMAT, version: 1, ...Object.fromEntries(sections) } as FileJson
}

function itemsOf<K extends Kind>(kind: K, moved: Moved): FileItem[] {
  return moved[kind].map(({ id, change, flows }) => {
    const stored = { id, createdAt: 0, changedAt: 0, deletedAt: null }
    const record = { ...DEFAULTS[kind], ...change, ...stored } as unknown as Records[K]
    return withoutBlank(FILE_ITEMS[kind](record, flows))
  })
}

/** A campaign without a token gets one. */
function withoutBlank({ token, ...item }: FileItem): FileItem {
  return token === undefined || token === '' ? item : { ...item, token }
}
