/** The ledger as traffic writes to it: of a visitor nothing is stored that its owner does not want. */
import type { Event } from '../core/event.ts'
import { conceal } from '../core/privacy.ts'
import type { RoutingTables } from '../core/tables.ts'
import type { Ledger } from '../ledger/ledger.ts'

export function discreetLedger(ledger: Ledger, tables: () => RoutingTables): Ledger {
  const cut = (event: Event): Event => {
    const { privacy } = tables()
    if (privacy !== null) conceal(event, privacy)
    return event
  }
  return {
    ...ledger,
    append: (event) => ledger.append(cut(event)),
    appendDurable: (event) => ledger.appendDurable(cut(event)),
  }
}
