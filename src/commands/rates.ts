/** The job that fetches rates, with the server's own client, settings and store. */
import type { Log } from '../lib/log.ts'
import type { Alone } from '../manage/alone.ts'
import type { Desk } from '../manage/desk.ts'
import { storeRates } from '../manage/settings.ts'
import type { Routing } from '../routing/routing.ts'
import type { OutboundClient } from '../track/outbound/outbound.ts'
import { rateFetch } from '../track/outbound/rate-fetch.ts'

interface RateParts {
  readonly client: OutboundClient
  readonly routing: Routing
  readonly desk: Desk
  readonly alone: Alone
  readonly log: Log
}

export function ratesJob({ client, routing, desk, alone, log }: RateParts): () => Promise<void> {
  return rateFetch({
    client,
    settings: () => routing.current().settings,
    store: async (table) => {
      await alone.calm()
      storeRates(desk, table)
    },
    clock: desk.clock,
    onProblem: (problem) => log('Rates', problem),
  })
}
