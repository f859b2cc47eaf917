/** The columns of the list of conversions. */
import { readStamp, span, wallTime, widestWallTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { Badge, type BadgeLook } from '../../parts/chip.tsx'
import { CLICK_ID_WIDTH, numberColumnWidth } from '../../parts/column-room.ts'
import type { Column } from '../../parts/table-types.ts'
import { Text } from '../../parts/text.tsx'
import { setQuery } from '../../state/router.ts'
import { currency, hidesMoney } from '../../state/user.ts'
import { cellWord, noteWord } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { CLASSES } from '../entities/classes.ts'
import { type ConversionRow, withoutId } from './conversion-row.ts'

const LOOKS: Readonly<Record<string, BadgeLook>> = {
  lead: 'warning',
  sale: 'good',
  rebill: 'good',
  rejected: 'bad',
  trash: 'bad',
}

/** Of the box that stands before it. */
const BOX = 44

/** Our class in the words of the user. */
export function className(name: string): string {
  const known = CLASSES.find((one) => one === name)
  return known === undefined ? name : t(`class.${known}`)
}

function ClassBadge({ name }: { readonly name: string }) {
  return <Badge look={LOOKS[name] ?? 'neutral'}>{className(name)}</Badge>
}

export function conversionColumns(notes: 'with notes' | 'plain'): readonly Column<ConversionRow>[] {
  const text = (key: keyof ConversionRow, title: string, width: number): Column<ConversionRow> => ({
    key,
    title,
    width,
    cell: (row) => <Text value={withoutId(String(row[key] ?? ''))} length={48} />,
  })
  return [
    {
      ...text('conversed_at', t('clicks.time'), BOX + numberColumnWidth('', [widestWallTime()])),
      cell: (row) => (
        <button type="button" class="link number" onClick={() => setQuery({ click: row.id })}>
          {wallTime(row.conversed_at)}
        </button>
      ),
    },
    {
      key: 'class',
      title: t('status'),
      width: 170,
      cell: (row) => (
        <span class="row nowrap">
          <ClassBadge name={row.class} />
          {row.status === row.class ? null : <Text value={row.status} length={16} />}
        </span>
      ),
    },
    ...(notes === 'plain' ? [] : [notesColumn()]),
    ...(hidesMoney.value ? [] : payoutColumns()),
    text('campaign', t('search.campaign'), 170),
    text('offer', t('search.offer'), 180),
    text('traffic_source', t('campaign.source'), 140),
    text('affiliate_network', t('offer.network'), 130),
    {
      ...text('geo', t('sim.country'), 150),
      cell: ({ geo }) => <Text value={cellWord('geo', geo)} length={48} />,
    },
    { ...text('clicked_at', t('conversion.delay'), 110), cell: delay },
    text('transaction_id', t('conversion.tid'), 150),
    {
      ...text('clicked_at', t('conversion.clicked'), numberColumnWidth('', [widestWallTime()])),
      key: 'clicked',
      cell: (row) => <span class="number">{wallTime(row.clicked_at)}</span>,
    },
    text('id', t('clicks.find'), CLICK_ID_WIDTH),
  ]
}

function notesColumn(): Column<ConversionRow> {
  return {
    key: 'notes',
    title: t('conversion.notes'),
    width: 190,
    cell: (row) => (
      <span class="row nowrap">
        {row.notes.map((note) => (
          <Badge look="warning" key={note}>
            {noteWord(note)}
          </Badge>
        ))}
      </span>
    ),
  }
}

function payoutColumns(): readonly Column<ConversionRow>[] {
  return [
    {
      key: 'payout',
      title: `${t('offer.payout')}, ${currency.value}`,
      width: 116,
      align: 'end',
      cell: ({ payout, is_pending: isPending }) =>
        isPending ? t('conversion.noRate') : number(Number(payout ?? 0), 2),
    },
    {
      key: 'payout_original',
      title: t('conversion.sent'),
      width: 116,
      align: 'end',
      cell: (row) => sentAmount(row.payout_original ?? ''),
    },
  ]
}

/** `12.50 EUR` in the user's numbers. */
function sentAmount(text: string): string {
  const [amount = '', code = ''] = text.split(' ')
  return amount === '' ? '' : `${number(Number(amount), 2)} ${code}`
}

function delay({ clicked_at: from, conversed_at: to }: ConversionRow): string {
  const seconds = ((readStamp(to) ?? 0) - (readStamp(from) ?? 0)) / 1000
  return span(Math.max(0, seconds), [t('unit.d'), t('unit.h'), t('unit.m'), t('unit.s')])
}
