/** How strongly a cell is shaded: by its size among those of its column. */
import type { ReportAnswer } from '../../api/types.ts'

export interface Heat {
  readonly look: 'good' | 'bad' | 'plain'
  /** 0…1. */
  readonly strength: number
}

/** More of these is good, and less than nothing is bad; of others nobody can say. */
const VALUED = ['profit', 'profit_confirmed', 'roi', 'roi_confirmed']
const STRONGEST = 0.85

/** Of children too, which may be stronger than any row above them: they are at the limit. */
export function heatOf(key: string, { rows }: ReportAnswer) {
  const largest = rows.reduce((most, { m }) => Math.max(most, Math.abs(m[key] ?? 0)), 0)
  return (value: number | null | undefined): Heat => {
    const share = largest === 0 ? 0 : Math.min(1, Math.abs(value ?? 0) / largest)
    const look = VALUED.includes(key) ? ((value ?? 0) < 0 ? 'bad' : 'good') : 'plain'
    return { look, strength: Math.round(share * STRONGEST * 100) / 100 }
  }
}
