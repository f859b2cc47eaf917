/** Flow sets of campaigns and rotations, what they use, and the numbers of flows and paths. */
import type { Database } from 'bun:sqlite'

import type { Flow, FlowSet } from '../core/model.ts'
import type { FlowScope, UseKind } from './schema.ts'

export interface Use {
  readonly scope: FlowScope
  readonly ownerId: number
}

export interface ReadFlowSets {
  find(scope: FlowScope, ownerId: number): FlowSet | null
  /** The stored JSON: routing parses it when the first visit needs it. */
  text(scope: FlowScope, ownerId: number): string | null
  texts(scope: FlowScope): Map<number, string>
  usesOf(kind: UseKind, targetId: number): Use[]
  /** Campaigns that the flow set passes visits on to. */
  campaignsIn(scope: FlowScope, ownerId: number): number[]
}

export interface FlowSets extends ReadFlowSets {
  put(scope: FlowScope, ownerId: number, set: FlowSet): void
  /** The first of `count` fresh numbers. */
  take(sequence: 'flow' | 'path', count: number): number
}

export function flowSetStore(db: Database): FlowSets {
  const one = db.query<{ document: string }, [string, number]>(
    'SELECT document FROM flow_sets WHERE scope = ? AND owner_id = ?',
  )
  const text = (scope: FlowScope, ownerId: number) => one.get(scope, ownerId)?.document ?? null
  return {
    text,
    find(scope, ownerId) {
      const document = text(scope, ownerId)
      return document === null ? null : (JSON.parse(document) as FlowSet)
    },
    texts: (scope) => allTexts(db, scope),
    usesOf: (kind, targetId) =>
      db
        .query<Use, [string, number]>(
          'SELECT scope, owner_id AS ownerId FROM flow_set_uses WHERE kind = ? AND target_id = ?',
        )
        .all(kind, targetId),
    campaignsIn: (scope, ownerId) =>
      db
        .query<{ target_id: number }, [string, number]>(
          "SELECT target_id FROM flow_set_uses WHERE scope = ? AND owner_id = ? AND kind = 'campaign'",
        )
        .all(scope, ownerId)
        .map((row) => row.target_id),
    put: (scope, ownerId, set) => putSet(db, { scope, ownerId }, set),
    take: (sequence, count) => takeNumbers(db, sequence, count),
  }
}

function allTexts(db: Database, scope: FlowScope): Map<number, string> {
  const sql = 'SELECT owner_id, document FROM flow_sets WHERE scope = ?'
  const rows = db.query<{ owner_id: number; document: string }, [string]>(sql).all(scope)
  return new Map(rows.map((row) => [row.owner_id, row.document]))
}

function putSet(db: Database, { scope, ownerId }: Use, set: FlowSet): void {
  db.query(
    `INSERT INTO flow_sets (scope, owner_id, document) VALUES (?, ?, ?)
     ON CONFLICT (scope, owner_id) DO UPDATE SET document = excluded.document`,
  ).run(scope, ownerId, JSON.stringify(set))
  db.query('DELETE FROM flow_set_uses WHERE scope = ? AND owner_id = ?').run(scope, ownerId)
  const insert = db.query(
    'INSERT OR IGNORE INTO flow_set_uses (scope, owner_id, kind, target_id) VALUES (?, ?, ?, ?)',
  )
  for (const [kind, id] of usesIn(set)) insert.run(scope, ownerId, kind, id)
}

function takeNumbers(db: Database, sequence: string, count: number): number {
  const sql = 'UPDATE sequences SET next = next + ? WHERE name = ? RETURNING next'
  const row = db.query<{ next: number }, [number, string]>(sql).get(count, sequence)
  if (row === null) throw new Error(`no sequence ${sequence}`)
  return row.next - count
}

/** Every object a flow set refers to; a target may come more than once. */
export function usesIn(set: FlowSet): [UseKind, number][] {
  return set.flows.flatMap((flow) => [...usesOfAction(flow), ...usesOfPaths(flow)])
}

function usesOfAction({ action }: Flow): [UseKind, number][] {
  return action?.key === 'campaign' && /^\d{1,15}$/.test(action.payload)
    ? [['campaign', Number(action.payload)]]
    : []
}

function usesOfPaths(flow: Flow): [UseKind, number][] {
  const uses: [UseKind, number][] = []
  for (const path of flow.paths) {
    for (const landing of path.landings) uses.push(['landing', landing.landingId])
    for (const offer of path.offers) {
      if (offer.offerId !== null) uses.push(['offer', offer.offerId])
      else if (offer.campaignId !== null) uses.push(['campaign', offer.campaignId])
    }
  }
  return uses
}
