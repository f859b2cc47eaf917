/** Who came by a short link: by day, country, referrer, platform and language, robots apart. */
import { useState } from 'preact/hooks'

import { countryName, languageName } from '../../api/choices.ts'
import { get, save, search } from '../../api/client.ts'
import { csvFormat } from '../../format/csv.ts'
import { dayName } from '../../format/dates.ts'
import { readableHost } from '../../format/host-names.ts'
import { number } from '../../format/numbers.ts'
import { Select } from '../../parts/field.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Card } from '../../parts/page.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { query, setQuery } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

/** All of them, newest first. */
function SaveVisits({ id }: { readonly id: string }) {
  const take = (format: 'csv' | 'ndjson') =>
    save(
      `/links/${id}/visits/export${search({ timezone: zone.peek(), ...csvFormat(), format })}`,
      `visits-${id}.${format}`,
    ).catch(tellFailure)
  return (
    <Menu
      label={t('link.saveVisits')}
      text={t('link.saveVisits')}
      icon="download"
      items={[
        { label: t('link.exportCsv'), icon: 'download', run: () => void take('csv') },
        { label: t('link.exportNdjson'), icon: 'download', run: () => void take('ndjson') },
      ]}
    />
  )
}

interface StatRow {
  readonly value: string | null
  readonly count: number
}

interface LinkStats {
  readonly clicks: number
  readonly robotClicks: number
  /** Removed by retention: only their days are known. */
  readonly daysOnly: number
  readonly days: readonly StatRow[]
  readonly countries: readonly StatRow[]
  readonly referrers: readonly StatRow[]
  readonly platforms: readonly StatRow[]
  readonly languages: readonly StatRow[]
  readonly robots: readonly StatRow[]
}

const PARTS = [
  ['days', 'link.days'],
  ['countries', 'link.countries'],
  ['referrers', 'link.referrers'],
  ['platforms', 'link.platforms'],
  ['languages', 'link.languages'],
  ['robots', 'link.robotNames'],
] as const

type Part = (typeof PARTS)[number][0]

/** Codes and days in the language of the user. */
function statName(part: Part, value: string): string {
  if (part === 'countries') return countryName(value)
  if (part === 'languages') return languageName(value)
  if (part === 'referrers') return readableHost(value)
  return part === 'days' ? dayName(value) : value
}

const PERIODS = ['last_7_days', 'last_30_days', 'this_month', 'last_month', 'all_time'] as const
const USUAL_PERIOD = 'last_30_days'

/** A month of days. */
const SHOWN_ROWS = 31

export function LinkStatistics({ id }: { readonly id: string }) {
  const [part, setPart] = useState<Part>('days')
  const period = PERIODS.find((one) => one === query.value.get('stats')) ?? USUAL_PERIOD
  const asked = search({ datePreset: period, timezone: zone.value })
  const stats = useLoad(
    (signal) => get<LinkStats>(`/links/${id}/stats${asked}`, signal),
    [id, asked],
  )
  if (stats.error !== null) return <Failed failure={stats.error} onRetry={stats.reload} />
  if (stats.data === null) return <Skeleton lines={3} />
  const { clicks, robotClicks, daysOnly } = stats.data
  const rows = part === 'days' ? newestFirst(stats.data.days) : stats.data[part]
  return (
    <Card title={t('link.visits')} actions={<SaveVisits id={id} />}>
      <p>
        <strong>{number(clicks)}</strong>{' '}
        <span class="faint">· {t('link.robots', { n: number(robotClicks) })}</span>
      </p>
      <Select
        label={t('period.label')}
        value={period}
        options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
        onChange={(value) => setQuery({ stats: value === USUAL_PERIOD ? null : value })}
      />
      <Segments
        label={t('report.by')}
        options={PARTS.map(([value, label]) => ({ value, label: t(label) }))}
        value={part}
        onChange={setPart}
        look="wrap-row"
      />
      {part === 'days' || daysOnly === 0 ? null : (
        <p class="faint">{t('link.daysOnly', { n: number(daysOnly) })}</p>
      )}
      {rows.length === 0 ? <p class="faint">{t('link.noVisits')}</p> : null}
      <table class="plain-table">
        <tbody>
          {rows.slice(0, SHOWN_ROWS).map(({ value, count }) => (
            <tr key={value}>
              <th scope="row">
                <Text value={statName(part, value ?? '') || t('value.notSet')} length={48} />
              </th>
              <td class="end">{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > SHOWN_ROWS ? (
        <p class="faint small">{t('page.of', { page: SHOWN_ROWS, last: rows.length })}</p>
      ) : null}
    </Card>
  )
}

const newestFirst = (days: readonly StatRow[]) =>
  days.toSorted((a, b) => ((a.value ?? '') < (b.value ?? '') ? 1 : -1))
