/**
 * Brings `config.db` to the newest schema. Steps are counted in `user_version`. All that are due run in
 * one transaction: where one fails, or the process is killed, the older program can go on.
 */
import type { Database } from 'bun:sqlite'

import { pragmaNumber } from '../lib/pragma.ts'
import init from './migrations/0001_init.sql' with { type: 'text' }
import conversions from './migrations/0002_conversions.sql' with { type: 'text' }
import sessions from './migrations/0003_sessions.sql' with { type: 'text' }
import deliveries from './migrations/0004_deliveries.sql' with { type: 'text' }
import links from './migrations/0005_links.sql' with { type: 'text' }
import postbacks from './migrations/0006_postbacks.sql' with { type: 'text' }
import sentCurrency from './migrations/0007_sent_currency.sql' with { type: 'text' }
import saved from './migrations/0008_saved.sql' with { type: 'text' }
import linkSearch from './migrations/0009_link_search.sql' with { type: 'text' }
import reportMarks from './migrations/0010_report_marks.sql' with { type: 'text' }
import readings from './migrations/0011_readings.sql' with { type: 'text' }
import secondFactor from './migrations/0012_second_factor.sql' with { type: 'text' }
import tags from './migrations/0013_tags.sql' with { type: 'text' }
import accessKeys from './migrations/0014_access_keys.sql' with { type: 'text' }
import csvTasks from './migrations/0015_csv_tasks.sql' with { type: 'text' }
import conversionPlaces from './migrations/0016_conversion_places.sql' with { type: 'text' }
import groupNames from './migrations/0017_group_names.sql' with { type: 'text' }
import linkTokenUse from './migrations/0018_link_token_use.sql' with { type: 'text' }
import removedKeys from './migrations/0019_removed_keys.sql' with { type: 'text' }
import moneyIndices from './migrations/0020_money_indices.sql' with { type: 'text' }
import usersSeen from './migrations/0021_users_seen.sql' with { type: 'text' }
import begunRequests from './migrations/0022_begun_requests.sql' with { type: 'text' }
import begunRequestsRoom from './migrations/0023_begun_requests_room.sql' with { type: 'text' }
import linkListings from './migrations/0024_link_listings.sql' with { type: 'text' }
import linksCounted from './migrations/0025_links_counted.sql' with { type: 'text' }
import importEffects from './migrations/0026_import_effects.sql' with { type: 'text' }
import blocklistExceptions from './migrations/0027_blocklist_exceptions.sql' with { type: 'text' }
import linksClicksBefore from './migrations/0028_links_clicks_before.sql' with { type: 'text' }
import callsOfCampaigns from './migrations/0029_calls_of_campaigns.sql' with { type: 'text' }
import callLimits from './migrations/0030_call_limits.sql' with { type: 'text' }
import standings from './migrations/0031_standings.sql' with { type: 'text' }
import auditBefore from './migrations/0032_audit_before.sql' with { type: 'text' }

/** In order, never edited once released: add the next one at the end. */
export const MIGRATIONS: readonly string[] = [
  init,
  conversions,
  sessions,
  deliveries,
  links,
  postbacks,
  sentCurrency,
  saved,
  linkSearch,
  reportMarks,
  readings,
  secondFactor,
  tags,
  accessKeys,
  csvTasks,
  conversionPlaces,
  groupNames,
  linkTokenUse,
  removedKeys,
  moneyIndices,
  usersSeen,
  begunRequests,
  begunRequestsRoom,
  linkListings,
  linksCounted,
  importEffects,
  blocklistExceptions,
  linksClicksBefore,
  callsOfCampaigns,
  callLimits,
  standings,
  auditBefore,
]

export function schemaVersion(db: Database): number {
  return pragmaNumber(db, 'user_version')
}

/** Throws what SQLite throws when a step fails; the file is then as it was. */
export function migrate(db: Database, steps: readonly string[] = MIGRATIONS): void {
  if (schemaVersion(db) >= steps.length) return
  db.transaction(() => {
    // Another process may have been at it meanwhile.
    for (const step of steps.slice(schemaVersion(db))) db.run(step)
    db.run(`PRAGMA user_version = ${steps.length}`)
  }).immediate()
}
