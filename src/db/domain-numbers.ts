/** The numbers of domains: links and their API go by them. A number is never used twice. */
import type { Database } from 'bun:sqlite'

export interface DomainNumbers {
  /** Domain id → number; domains that were removed are still in it. */
  all(): Map<string, number>
}

export function domainNumberStore(db: Database): DomainNumbers {
  const rows = db.query<{ domain_id: string; number: number }, []>(
    'SELECT domain_id, number FROM domain_numbers',
  )
  return { all: () => new Map(rows.all().map((row) => [row.domain_id, row.number])) }
}
