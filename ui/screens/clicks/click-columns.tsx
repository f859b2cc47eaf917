/** The columns of the click log: those it comes with, and all that can be chosen. */
import { titleWith } from '../../api/parameter-names.ts'
import { wallTime, widestWallTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Badge } from '../../parts/chip.tsx'
import { CLICK_ID_WIDTH, numberColumnWidth } from '../../parts/column-room.ts'
import type { Option } from '../../parts/field.tsx'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { columnsOf } from '../../state/preferences.ts'
import { setQuery } from '../../state/router.ts'
import { hidesMoney } from '../../state/user.ts'
import { cellWord, clickTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
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

const PLAIN: readonly (readonly [key: string, width: number])[] = [
  ['campaign', 170],
  ['offer', 160],
  ['landing', 150],
  ['rule', 140],
  ['path', 130],
  ['rotation', 130],
  ['traffic_source', 140],
  ['affiliate_network', 140],
  ['region', 130],
  ['city', 130],
  ['isp', 150],
  ['organization', 150],
  ['connection', 120],
  ['country', 150],
  ['ip', 150],
  ['continent', 120],
  ['device_type', 120],
  ['device_brand', 120],
  ['device_model', 140],
  ['os_name', 110],
  ['os_version', 100],
  ['browser_name', 120],
  ['browser_version', 110],
  ['language', 100],
  ['user_agent', 260],
  ['referer_domain', 150],
  ['referer', 220],
  ['conversion_status_one', 130],
  ['conversion_status_two', 130],
  ['is_proxy_vpn', 100],
  ['is_datacenter', 100],
  ['is_crawler', 100],
  ['id', CLICK_ID_WIDTH],
]

const SUB_IDS = 30

function subId(key: string, names: ReadonlyMap<string, string>): Column<ClickRow> {
  return plain(key, titleWith(names, key, clickTitle(key)), names.has(key) ? 140 : 110)
}

function plain(key: string, title: string, width: number): Column<ClickRow> {
  return {
    key,
    title,
    width,
    cell: (row) => <Text value={cellWord(key, row[key] ?? '')} length={48} />,
  }
}

/** `names`: of parameters, by column. */
function everyColumn(names: ReadonlyMap<string, string> = new Map()): readonly Column<ClickRow>[] {
  const amount = (key: string, title: string, decimals: number): Column<ClickRow> => ({
    key,
    title,
    width: 90,
    align: 'end',
    cell: (row) => number(Number(row[key] ?? 0), decimals),
  })
  return [
    ...PLAIN.map(([key, width]) => plain(key, clickTitle(key), width)),
    { key: 'flags', title: t('clicks.flags'), width: 170, cell: (row) => <Flags row={row} /> },
    { ...plain('device_name', t('clicks.device'), 250), cell: deviceCell },
    amount('cost', clickTitle('cost'), 4),
    ...(hidesMoney.value ? [] : [amount('payout', clickTitle('payout'), 2)]),
    ...Array.from({ length: SUB_IDS }, (_, at) => subId(`token_${at + 1}`, names)),
  ]
}

/** As the user chose them; the time comes first and stays. */
export function clickColumns(names: ReadonlyMap<string, string>): readonly Column<ClickRow>[] {
  const byKey = new Map(everyColumn(names).map((column) => [column.key, column]))
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
  title: clickTitle('click_time'),
  width: numberColumnWidth(clickTitle('click_time'), [widestWallTime()]),
  cell: (row) => (
    <button type="button" class="link number" onClick={() => setQuery({ click: row.id })}>
      {wallTime(row['click_time'])}
    </button>
  ),
})

function deviceCell(row: ClickRow) {
  const device = row['device_name'] || cellWord('device_type', row['device_type'] ?? '')
  const words = [device, row['os_name'], row['browser_name']]
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
