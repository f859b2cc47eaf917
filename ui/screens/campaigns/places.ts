/** Where a campaign leads in the admin: its report, the clicks of a finding. */
import { dimensionKey } from '../../../src/core/words/spellings.ts'

/** The report of one campaign alone. */
export function reportOf(id: number | string): string {
  const filter = JSON.stringify([{ field: 'campaign', op: 'in', value: [String(id)] }])
  return `/report?${new URLSearchParams({ filters: filter }).toString()}`
}

interface Finding {
  readonly kind: string
  /** As parameters have it: `sub_id_1`. */
  readonly field: string
}

/** The clicks of a period that a finding is about, where a filter can tell them from the others. */
export function clicksOf(campaignId: string, { kind, field }: Finding, period: string): string {
  const op = { unexpanded: 'macro', empty: 'not_set' }[kind]
  const filters = JSON.stringify([{ field: dimensionOf(field), op }])
  const asked = { campaign: campaignId, period, ...(op === undefined ? {} : { filters }) }
  return `/clicks?${new URLSearchParams(asked).toString()}`
}

/** As reports and filters call it. */
const dimensionOf = (field: string) =>
  dimensionKey(field).replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
