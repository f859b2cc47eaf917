/** The keys that sign what visitors carry, from the secrets of the installation. */
import type { Secrets } from '../../db/people/secrets.ts'
import type { VisitKeys } from '../parts.ts'

const PURPOSES = {
  uniqueness: 'uniqueness',
  binding: 'binding',
  offerToken: 'offer_token',
  relay: 'relay',
} as const satisfies Record<keyof VisitKeys, string>

/** Their names in the file of secrets. */
export const VISIT_PURPOSES: readonly string[] = Object.values(PURPOSES)

export function visitKeys({ ring }: Pick<Secrets, 'ring'>): VisitKeys {
  return {
    uniqueness: ring(PURPOSES.uniqueness),
    binding: ring(PURPOSES.binding),
    offerToken: ring(PURPOSES.offerToken),
    relay: ring(PURPOSES.relay),
  }
}
