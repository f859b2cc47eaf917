/** The second step of logins. Sealing and hashing happen in `manage`. */
import type { Database } from 'bun:sqlite'

import { eq } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/bun-sqlite'

import { secondFactors } from '../schema.ts'

export interface SecondFactor {
  readonly userId: number
  readonly sealed: Uint8Array
  /** Epoch milliseconds; null while it is only being set up. */
  readonly enabledAt: number | null
  /** The newest time step whose code was used. */
  readonly lastStep: number
  /** Hashes of the recovery codes that are left. */
  readonly recovery: readonly string[]
}

export type SecondFactorStore = ReturnType<typeof secondFactorStore>
export type ReadSecondFactors = Pick<SecondFactorStore, 'find'>

export function secondFactorStore(sqlite: Database) {
  const db = drizzle(sqlite)
  return {
    find(userId: number): SecondFactor | null {
      const row = db.select().from(secondFactors).where(eq(secondFactors.userId, userId)).get()
      return row === undefined ? null : { ...row, recovery: JSON.parse(row.recovery) as string[] }
    },
    put({ recovery, sealed, ...rest }: SecondFactor): void {
      const row = { ...rest, sealed: Buffer.from(sealed), recovery: JSON.stringify(recovery) }
      db.insert(secondFactors)
        .values(row)
        .onConflictDoUpdate({ target: secondFactors.userId, set: row })
        .run()
    },
    remove(userId: number): void {
      db.delete(secondFactors).where(eq(secondFactors.userId, userId)).run()
    },
  }
}
