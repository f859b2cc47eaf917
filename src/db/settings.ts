/** What an administrator sets while Sluice runs: text by key. Absent keys have their default. */
import type { Database } from 'bun:sqlite'

import { drizzle } from 'drizzle-orm/bun-sqlite'

import { settings } from './schema.ts'

export interface ReadSettings {
  all(): Map<string, string>
}

export interface Settings extends ReadSettings {
  put(key: string, value: string): void
}

export function settingStore(sqlite: Database): Settings {
  const db = drizzle(sqlite)
  return {
    all: () =>
      new Map(
        db
          .select()
          .from(settings)
          .all()
          .map((row) => [row.key, row.value]),
      ),
    put: (key, value) => {
      const target = { target: settings.key, set: { value } }
      db.insert(settings).values({ key, value }).onConflictDoUpdate(target).run()
    },
  }
}
