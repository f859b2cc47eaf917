/**
 * What routing keeps in memory, and how a change replaces a part of it. Holdings are never changed
 * in place: a change makes new ones that share everything else.
 */
import type { Domain } from '../core/model.ts'
import type {
  CompiledCampaign,
  CompiledFlows,
  CompiledLanding,
  CompiledOffer,
  NamedThing,
  PostbackKey,
} from '../core/tables.ts'
import type {
  CampaignRecord,
  FormerToken,
  NetworkRecord,
  OfferRecord,
  SourceRecord,
} from '../db/records.ts'
import type { Once } from './once.ts'

export interface CampaignEntry {
  readonly id: number
  readonly alias: string
  readonly key: string
  readonly token: string
  readonly formerToken: FormerToken | null
  readonly sourceId: number | null
  readonly rotationId: number | null
  readonly record: Once<CampaignRecord>
  /** What a change around the campaign leaves as it is. */
  readonly ownFlows: Once<CompiledFlows>
  /** Null: it can't be compiled, which was reported, and visitors see an unknown campaign. */
  readonly compiled: Once<CompiledCampaign | null>
}

export interface OfferEntry {
  readonly id: number
  readonly networkId: number | null
  readonly record: Once<OfferRecord>
  readonly compiled: Once<CompiledOffer | null>
}

export interface Holdings {
  readonly campaigns: ReadonlyMap<number, CampaignEntry>
  readonly aliases: ReadonlyMap<string, number>
  /** Lower-cased aliases: to the id, or null when several aliases differ only in case. */
  readonly foldedAliases: ReadonlyMap<string, number | null>
  readonly keys: ReadonlyMap<string, number>
  readonly tokens: ReadonlyMap<string, TokenHolder>
  readonly rotations: ReadonlyMap<number, Once<CompiledFlows>>
  readonly sources: ReadonlyMap<number, SourceRecord>
  readonly networks: ReadonlyMap<number, NetworkRecord>
  readonly offers: ReadonlyMap<number, OfferEntry>
  readonly landings: ReadonlyMap<number, Once<CompiledLanding | null>>
  /** By the SHA-256 of the key, hex. */
  readonly postbackKeys: ReadonlyMap<string, PostbackKey>
  readonly domains: ReadonlyMap<string, Domain>
  readonly settings: ReadonlyMap<string, string>
  readonly names: Names
}

/** Of each kind of thing: names by id. */
export type Names = Readonly<Record<NamedThing, ReadonlyMap<string, string>>>

/** Whom a token opens the Click API for, and until when. */
export interface TokenHolder {
  readonly id: number
  /** Epoch milliseconds; infinite for a token that was not replaced. */
  readonly until: number
}

/** A copy of the map with one key set, or removed when the value is null. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | null): Map<K, V> {
  const copy = new Map(map)
  if (value === null) copy.delete(key)
  else copy.set(key, value)
  return copy
}

/** The four lookups by word, made from the campaigns. */
export function wordsOf(campaigns: ReadonlyMap<number, CampaignEntry>) {
  const aliases = new Map<string, number>()
  const foldedAliases = new Map<string, number | null>()
  const keys = new Map<string, number>()
  const tokens = new Map<string, TokenHolder>()
  for (const { id, alias, key, token, formerToken } of campaigns.values()) {
    const folded = alias.toLowerCase()
    aliases.set(alias, id)
    foldedAliases.set(folded, foldedAliases.has(folded) ? null : id)
    keys.set(key, id)
    // A former token never takes the place of a present one.
    if (formerToken !== null && !tokens.has(formerToken.token)) {
      tokens.set(formerToken.token, { id, until: formerToken.until })
    }
    tokens.set(token, { id, until: Infinity })
  }
  return { aliases, foldedAliases, keys, tokens }
}
