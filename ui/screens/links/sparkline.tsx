/** Visits of a link over the last days, as small bars; the numbers are its label. */
import { MAX_ROWS, queryReport } from '../../api/measures.ts'
import { DAY_MS, dayIn } from '../../format/dates.ts'
import { t } from '../../words/words.ts'

export const DAYS = 14
const HEIGHT = 22

/** Clicks of each of the last days, oldest first, by link. */
export type DaysByLink = ReadonlyMap<string, readonly number[]>

interface Asked {
  readonly timezone: string
  readonly now: number
  /** Of the links that are shown; the newest thousand of them. */
  readonly ids: readonly number[]
}

const MAX_LINKS = 1000

export async function daysByLink(
  { timezone, now, ids }: Asked,
  signal: AbortSignal,
): Promise<DaysByLink> {
  const question = {
    period: { preset: 'last_14_days', timezone },
    groupings: ['link', 'days'],
    measures: ['clicks'],
    botMode: 'exclude' as const,
    filters: [
      { field: 'link', op: 'in' as const, value: ids.slice(0, MAX_LINKS).map(String) },
      // As the statistics of a link: not where a password was asked for, or the link had ended.
      { field: 'actionType', op: 'in' as const, value: ['redirect', 'pixel_page'] },
    ],
    limit: MAX_ROWS,
  }
  const { rows } = await queryReport(question, signal)
  const days = lastDays(timezone, now)
  const found = new Map<string, number[]>()
  for (const { path, m } of rows) {
    const [link, day] = path
    const at = days.indexOf(day?.value ?? '')
    if (link?.value === null || link === undefined || at < 0) continue
    const counts = found.get(link.value) ?? days.map(() => 0)
    counts[at] = m['clicks'] ?? 0
    found.set(link.value, counts)
  }
  return found
}

/** `2026-11-21` in the zone, oldest first. */
export function lastDays(timezone: string, now: number): readonly string[] {
  const today = Date.parse(`${dayIn(timezone, now)}T00:00:00Z`)
  return Array.from({ length: DAYS }, (_, at) => dayIn('UTC', today - (DAYS - 1 - at) * DAY_MS))
}

export function Sparkline({ counts }: { readonly counts: readonly number[] }) {
  const most = Math.max(1, ...counts)
  return (
    <svg
      class="sparkline"
      role="img"
      aria-label={t('link.daysLabel', { counts: counts.join(', ') })}
      viewBox={`0 0 ${DAYS * 6} ${HEIGHT}`}
    >
      {counts.map((count, at) => {
        const height = Math.max(1, Math.round((count / most) * HEIGHT))
        return <rect key={at} x={at * 6} y={HEIGHT - height} width={4} height={height} rx={1} />
      })}
    </svg>
  )
}
