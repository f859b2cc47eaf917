/** The morning's first look: today against yesterday at the same hour, by hour, best and worst. */
import { useMemo } from 'preact/hooks'

import { queryReport, shownMeasures } from '../../api/measures.ts'
import type { Measures, ReportAnswer } from '../../api/types.ts'
import { DAY_MS, dayIn } from '../../format/dates.ts'
import { change, money, number, percent } from '../../format/numbers.ts'
import { Chart, type Series } from '../../parts/chart.tsx'
import { Measure } from '../../parts/measure.tsx'
import { Card, Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { period, periodInput, refreshes, zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { hidesMoney, isAdmin, user } from '../../state/user.ts'
import { measureTitle } from '../../words/titles.ts'
import { type Key, t } from '../../words/words.ts'
import { Checklist } from './checklist.tsx'
import { LastConversions } from './last-conversions.tsx'
import { LISTED, ranked } from './ranking.ts'
import { RightNow } from './right-now.tsx'

const MEASURES = ['clicks', 'leads', 'cost', 'revenue', 'profit', 'roi']

/** What counts in the end; without the right to see money it is leads. */
function best(): 'profit' | 'leads' {
  return hidesMoney.value ? 'leads' : 'profit'
}

/** Rows of the best that are asked for; where there are more campaigns, the worst are beyond them. */
const BEST_ROWS = 100
/** Of one that is no campaign, too. */
const WORST_ROWS = LISTED + 1

/** The campaigns, whose totals are the tiles, from the best down: of very many both ends. */
async function askCampaigns(signal: AbortSignal): Promise<ReportAnswer> {
  const query = {
    period: periodInput.value,
    groupings: ['campaign'],
    measures: [...shownMeasures(MEASURES)],
    sort: [{ field: best(), dir: 'desc' as const }],
    compare: { to: 'previous_period' as const },
    limit: BEST_ROWS,
  }
  const answer = await queryReport(query, signal)
  const beyond = answer.meta.totalRows - BEST_ROWS
  if (beyond <= 0) return answer
  const sort = [{ field: best(), dir: 'asc' as const }]
  const limit = Math.min(WORST_ROWS, beyond)
  const worst = await queryReport({ ...query, sort, limit }, signal)
  return { ...answer, rows: [...answer.rows, ...worst.rows.toReversed()] }
}

/** One day, which is shown by hours. */
function isDay(): boolean {
  const { preset, from, to } = period.value
  if (preset === 'custom_time') return from !== null && from === to
  return preset === 'today' || preset === 'yesterday'
}

function askHours(signal: AbortSignal) {
  const query = {
    period: periodInput.value,
    groupings: [isDay() ? 'hourOfDay' : 'days'],
    measures: ['clicks', best()],
    limit: 1000,
  }
  return queryReport(query, signal)
}

export function Dashboard() {
  const question = [periodInput.value, refreshes.value]
  const campaigns = useLoad(askCampaigns, question)
  const hours = useLoad(
    (signal) =>
      campaigns.data === null ? new Promise<ReportAnswer>(() => undefined) : askHours(signal),
    [campaigns.at],
  )
  return (
    <Page
      title={t('nav.dashboard')}
      actions={<PeriodBar at={campaigns.at} isLoading={campaigns.isLoading} />}
    >
      {!isAdmin.value && user.value?.permissions.length === 0 ? (
        <Notice look="info">{t('rights.nothing')}</Notice>
      ) : null}
      {campaigns.error === null ? null : (
        <Failed failure={campaigns.error} onRetry={campaigns.reload} />
      )}
      {campaigns.data === null ? (
        campaigns.error === null ? (
          <Skeleton lines={8} onCancel={campaigns.cancel} />
        ) : null
      ) : (
        <>
          <Tiles answer={campaigns.data} />
          <div class="dashboard">
            <div class="stack">
              <Card title={t(`dashboard.byHour.${best()}`)}>
                <HoursPlace hours={hours} />
              </Card>
              <div class="pair">
                <Ranking title="dashboard.best" answer={campaigns.data} side="top" />
                <Ranking title="dashboard.worst" answer={campaigns.data} side="bottom" />
              </div>
            </div>
            <div class="stack">
              <Checklist hasClicks={(campaigns.data.totals['clicks'] ?? 0) > 0} />
              <LastConversions />
              <RightNow />
            </div>
          </div>
        </>
      )}
    </Page>
  )
}

const TILES = ['clicks', 'leads', 'cost', 'revenue', 'profit', 'roi']

function Tiles({ answer }: { readonly answer: ReportAnswer }) {
  const { totals, prevTotals, meta } = answer
  const against = period.value.preset === 'today' ? 'dashboard.sameHour' : 'dashboard.before'
  return (
    <div class="stat-tiles">
      {TILES.filter((key) => key in totals).map((key) => (
        <div class="stat" key={key}>
          <span class="faint">{measureTitle(key)}</span>
          <strong class={`number ${lookOf(key, totals)}`}>
            {shown(key, totals[key], meta.currency)}
          </strong>
          <span class="small faint">
            {key === 'roi' && typeof prevTotals?.roi === 'number'
              ? t('dashboard.was', { value: shown(key, prevTotals.roi, meta.currency) })
              : compared(change(totals[key] ?? null, prevTotals?.[key] ?? null), against)}
          </span>
        </div>
      ))}
    </div>
  )
}

/** Where there was nothing before there is nothing to compare with. */
const compared = (text: string, against: Key) => (text === '—' ? text : `${text} ${t(against)}`)

function lookOf(key: string, totals: Measures): string {
  const value = totals[key] ?? 0
  if (key !== 'profit' && key !== 'roi') return ''
  return value > 0 ? 'good' : value < 0 ? 'bad' : ''
}

function shown(key: string, value: number | null | undefined, currency: string): string {
  if (key === 'roi') return percent(value, 1)
  return key === 'clicks' || key === 'leads' ? number(value) : money(value, currency)
}

/** As high as the chart from the beginning. */
function HoursPlace({ hours }: { readonly hours: Loaded<ReportAnswer> }) {
  if (hours.error !== null) return <Failed failure={hours.error} onRetry={hours.reload} />
  return (
    <div class="chart-place">
      {hours.data === null ? <Skeleton lines={6} /> : <Hours answer={hours.data} />}
    </div>
  )
}

function Hours({ answer }: { readonly answer: ReportAnswer }) {
  const { marks, series } = useMemo(() => hoursOf(answer), [answer])
  return <Chart label={t(`dashboard.byHour.${best()}`)} marks={marks} series={series} />
}

function hoursOf({ rows, meta }: ReportAnswer): {
  marks: readonly string[]
  series: readonly Series[]
} {
  const isHours = rows[0]?.path[0]?.dimension !== 'days'
  const sorted = rows.toSorted((a, b) =>
    isHours
      ? Number(a.path[0]?.value ?? 0) - Number(b.path[0]?.value ?? 0)
      : String(a.path[0]?.value).localeCompare(String(b.path[0]?.value)),
  )
  const filled = isHours ? everyHour(sorted) : everyDay(sorted)
  const end = isHours && period.value.preset === 'today' ? hourNow() + 1 : filled.length
  const key = best()
  const values = (name: string) => filled.map(([, m], at) => (at < end ? (m[name] ?? 0) : null))
  return {
    marks: filled.map(([mark]) => mark),
    series: [
      {
        title: measureTitle('clicks'),
        look: 'bars',
        values: values('clicks'),
        show: (value) => number(value),
      },
      {
        title: measureTitle(key),
        look: 'line',
        values: values(key),
        show: (value) => (key === 'leads' ? number(value) : money(value, meta.currency, 0)),
      },
    ],
  }
}

/** Hours that are still to come have no numbers, not even zero. */
function hourNow(): number {
  const format = new Intl.DateTimeFormat('en', {
    hour: 'numeric',
    hourCycle: 'h23',
    timeZone: zone.value,
  })
  return Number(format.format(Date.now()))
}

function everyHour(rows: ReportAnswer['rows']): (readonly [string, Measures])[] {
  const byHour = new Map(rows.map(({ path, m }) => [Number(path[0]?.value), m]))
  return Array.from({ length: 24 }, (_, hour) => [
    `${String(hour).padStart(2, '0')}:00`,
    byHour.get(hour) ?? {},
  ])
}

/** Days without traffic between those that have some. */
function everyDay(rows: ReportAnswer['rows']): (readonly [string, Measures])[] {
  const byDay = new Map(rows.map(({ path, m }) => [path[0]?.value ?? '', m]))
  const [first = 0, last = -1] = [rows[0], rows.at(-1)].map((row) =>
    Date.parse(row?.path[0]?.value ?? ''),
  )
  const count = Math.round((last - first) / DAY_MS) + 1
  return Array.from({ length: count > 0 ? count : 0 }, (_, at) => {
    const day = dayIn('UTC', first + at * DAY_MS)
    return [day, byDay.get(day) ?? {}]
  })
}

interface RankingProps {
  readonly title: Key
  readonly answer: ReportAnswer
  readonly side: 'top' | 'bottom'
}

function Ranking({ title, answer, side }: RankingProps) {
  const rows = ranked(
    answer.rows.filter(({ path }) => path[0]?.value !== null),
    side,
  )
  return (
    <Card title={t(title)}>
      {rows.length === 0 ? (
        <p class="faint">{t('report.empty')}</p>
      ) : (
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('search.campaign')}</th>
              <th scope="col" class="end">
                {measureTitle('clicks')}
              </th>
              <th scope="col" class="end">
                {measureTitle(best())}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ path, m }) => (
              <tr key={path[0]?.value}>
                <th scope="row" class="wrap">
                  <a href={href(`/campaigns/${path[0]?.value ?? ''}/flows`)}>
                    <Text value={path[0]?.label ?? t('value.notSet')} length={40} />
                  </a>
                </th>
                <td class="end faint">{number(m['clicks'])}</td>
                <td class="end">
                  <Best m={m} currency={answer.meta.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}

function Best({ m, currency }: { readonly m: Measures; readonly currency: string }) {
  const name = best()
  if (name === 'leads') return <Measure name="leads" value={m['leads']} format="def" decimals={0} />
  return <Measure name={name} value={m[name]} format="$" decimals={2} currency={currency} />
}
