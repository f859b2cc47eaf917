/** From where numbers of reports turn green or red: the user's own, on every device. */
import { useState } from 'preact/hooks'

import { reportCatalog } from '../../api/lists.ts'
import { readNumber } from '../../format/numbers.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { useLoad } from '../../state/load.ts'
import { DEFAULT_THRESHOLDS, setThresholds, thresholds } from '../../state/preferences.ts'
import { tell } from '../../state/toasts.ts'
import { currency } from '../../state/user.ts'
import { unitTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'

interface Row {
  readonly measure: string
  /** As typed. */
  readonly bad: string
  readonly good: string
}

const rowsNow = (): readonly Row[] =>
  Object.entries(thresholds.peek()).map(([measure, { bad, good }]) => ({
    measure,
    bad: String(bad),
    good: String(good),
  }))

export function Colours() {
  const catalog = useLoad(reportCatalog, [])
  const [rows, setRows] = useState(rowsNow)
  const measures = catalog.data?.measures ?? []
  const options = measures.map((measure) => ({
    value: measure.key,
    label: unitTitle(measure, currency.value),
  }))
  const free = options.filter(({ value }) => !rows.some(({ measure }) => measure === value))
  const change = (at: number, changes: Partial<Row>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)))
  const isSound = rows.every(({ bad, good }) => {
    const [low, high] = [readNumber(bad), readNumber(good)]
    return low !== null && high !== null && low <= high
  })
  const save = () => {
    const pairs = rows.map(({ measure, bad, good }) => [
      measure,
      { bad: readNumber(bad) ?? 0, good: readNumber(good) ?? 0 },
    ])
    setThresholds(Object.fromEntries(pairs))
    tell(t('saved'))
  }
  return (
    <Card title={t('colour.title')}>
      <p class="faint">{t('colour.text')}</p>
      <div class="stack">
        {rows.map((row, at) => (
          <ColourRow
            key={row.measure}
            row={row}
            title={options.find(({ value }) => value === row.measure)?.label ?? row.measure}
            onChange={(changes) => change(at, changes)}
            onRemove={() => setRows(rows.filter((one) => one !== row))}
          />
        ))}
      </div>
      <div class="row">
        <Select
          label={t('colour.add')}
          value=""
          options={[{ value: '', label: t('colour.add') }, ...free]}
          onChange={(measure) => setRows([...rows, { measure, bad: '0', good: '0' }])}
        />
        <Button
          onClick={() => {
            setThresholds(DEFAULT_THRESHOLDS)
            setRows(rowsNow())
          }}
        >
          {t('list.defaultColumns')}
        </Button>
        <WriteButton look="primary" isDisabled={!isSound} onClick={save}>
          {t('save')}
        </WriteButton>
      </div>
    </Card>
  )
}

interface ColourRowProps {
  readonly row: Row
  readonly title: string
  readonly onChange: (changes: Partial<Row>) => void
  readonly onRemove: () => void
}

function ColourRow({ row, title, onChange, onRemove }: ColourRowProps) {
  const input = (side: 'bad' | 'good', sign: string) => (
    <label class="row nowrap">
      <span class={`${side} strong`}>{sign}</span>
      <input
        class="tiny"
        inputMode="decimal"
        aria-label={`${title}: ${t(`colour.${side}`)}`}
        value={row[side]}
        onInput={(event) => onChange({ [side]: event.currentTarget.value })}
      />
    </label>
  )
  return (
    <div class="row nowrap">
      <span class="grow">{title}</span>
      {input('bad', '≤')}
      {input('good', '≥')}
      <Button
        icon="close"
        look="quiet"
        label={t('removeNamed', { name: title })}
        onClick={onRemove}
      />
    </div>
  )
}
