/** The columns of the click log: those it comes with, and all that can be chosen. */
import { countryWord } from '../../api/choices.ts'
import { wallTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Badge } from '../../parts/chip.tsx'
import type { Option } from '../../parts/field.tsx'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { columnsOf } from '../../state/preferences.ts'
import { setQuery } from '../../state/router.ts'
import { hidesMoney } from '../../state/user.ts'
import { t, term } from '../../words/words.ts'
import type { ClickRow } from './click-row.ts'

const SHOWN = [
  'campaign',
  'offer',
  'flags',
  'country',
  'device_name',
  'ip',
  'token_1',
  'token_2',
  'token_3',
  'cost',
  'payout',
  'referer_domain',
  'id',
]

/** Of the log's columns and what reports call them: dimension, English title, width. */
const PLAIN: readonly (readonly [key: string, dimension: string, title: string, width: number])[] =
  [
    ['campaign', 'campaign', 'Campaign', 170],
    ['offer', 'offer', 'Offer', 160],
    ['landing', 'landing', 'Landing', 150],
    ['rule', 'flow', 'Flow', 140],
    ['path', 'path', 'Path', 130],
    ['rotation', 'rotation', 'Rotation', 130],
    ['traffic_source', 'trafficSource', 'Traffic source', 140],
    ['affiliate_network', 'affiliateNetwork', 'Affiliate network', 140],
    ['region', 'geoRegion', 'Region', 130],
    ['city', 'geoCity', 'City', 130],
    ['isp', 'ispName', 'ISP', 150],
    ['organization', 'organizationName', 'Organization', 150],
    ['connection', 'connectionType', 'Connection', 120],
    ['ip', 'ip', 'IP', 150],
    ['device_type', 'deviceType', 'Device type', 120],
    ['os_name', 'osName', 'OS', 110],
    ['os_version', 'osVersion', 'OS version', 100],
    ['browser_name', 'browserName', 'Browser', 120],
    ['browser_version', 'browserVersion', 'Browser version', 110],
    ['language', 'languageCode', 'Language', 100],
    ['user_agent', 'userAgent', 'User agent', 260],
    ['referer_domain', 'refererDomain', 'Referrer domain', 150],
    ['referer', 'refererUrl', 'Referrer', 220],
    ['conversion_status_one', 'conversionStatusOne', 'Conversion status', 130],
    ['id', 'clickId', 'ID', 190],
  ]

const SUB_IDS = 30

function plain(key: string, title: string, width: number): Column<ClickRow> {
  return { key, title, width, cell: (row) => <Text value={row[key] ?? ''} length={48} /> }
}

function everyColumn(): readonly Column<ClickRow>[] {
  const amount = (key: string, title: string, decimals: number): Column<ClickRow> => ({
    key,
    title,
    width: 90,
    align: 'end',
    cell: (row) => number(Number(row[key] ?? 0), decimals),
  })
  return [
    ...PLAIN.map(([key, dimension, title, width]) =>
      plain(key, term('dimension', dimension, title), width),
    ),
    { key: 'flags', title: t('clicks.flags'), width: 170, cell: (row) => <Flags row={row} /> },
    {
      ...plain('country', t('sim.country'), 130),
      cell: (row) => <Text value={countryWord(row['country'] ?? '')} length={48} />,
    },
    { ...plain('device_name', t('clicks.device'), 190), cell: deviceCell },
    amount('cost', t('measure.cost'), 4),
    ...(hidesMoney.value ? [] : [amount('payout', t('offer.payout'), 2)]),
    ...Array.from({ length: SUB_IDS }, (_, at) =>
      plain(`token_${at + 1}`, `sub_id_${at + 1}`, 110),
    ),
  ]
}

/** As the user chose them; the time comes first and stays. */
export function clickColumns(): readonly Column<ClickRow>[] {
  const byKey = new Map(everyColumn().map((column) => [column.key, column]))
  const chosen = columnsOf('clicks') ?? SHOWN
  return [TIME(), ...chosen.flatMap((key) => byKey.get(key) ?? [])]
}

export function clickColumnChoice(): {
  readonly shown: readonly string[]
  readonly options: readonly Option[]
} {
  const options = everyColumn().map(({ key, title }) => ({ value: key, label: title }))
  return { shown: columnsOf('clicks') ?? SHOWN, options }
}

const TIME = (): Column<ClickRow> => ({
  key: 'click_time',
  title: t('clicks.time'),
  width: 180,
  cell: (row) => (
    <button type="button" class="link number" onClick={() => setQuery({ click: row.id })}>
      {wallTime(row['click_time'])}
    </button>
  ),
})

function deviceCell(row: ClickRow) {
  const words = [row['device_name'] || row['device_type'], row['os_name'], row['browser_name']]
  return <Text value={words.filter((word) => word).join(' · ')} length={60} />
}

function Flags({ row }: { readonly row: ClickRow }) {
  return (
    <span class="row nowrap">
      {row['conversion'] === '1' ? <Badge look="good">{t('clicks.lead')}</Badge> : null}
      {row['is_bot'] === '1' ? <Badge look="warning">{t('clicks.isBot')}</Badge> : null}
      {row['is_campaign_unique'] === '1' ? (
        <Badge look="neutral">{t('clicks.isUnique')}</Badge>
      ) : null}
    </span>
  )
}
