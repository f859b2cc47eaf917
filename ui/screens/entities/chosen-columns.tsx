/** Columns of lists that are no list of objects, as the user chose them; the first always stays. */
import { useState } from 'preact/hooks'

import { Button } from '../../parts/button.tsx'
import type { Column } from '../../parts/table-types.ts'
import { useKeys } from '../../state/keys.ts'
import { columnsOf } from '../../state/preferences.ts'
import { t } from '../../words/words.ts'
import { ColumnChoice } from './entity-columns.tsx'

type Screen = 'conversions' | 'domains' | 'postbacks'

/** Null: nothing was chosen. A chosen one that is not among `every` is left out. */
export function chosenColumns<Row>(
  screen: Screen,
  every: readonly Column<Row>[],
): readonly Column<Row>[] | null {
  const chosen = columnsOf(screen)
  if (chosen === null) return null
  const byKey = new Map(every.slice(1).map((column) => [column.key, column]))
  return [...every.slice(0, 1), ...chosen.flatMap((key) => byKey.get(key) ?? [])]
}

interface Props<Row> {
  readonly screen: Screen
  readonly every: readonly Column<Row>[]
}

export function ColumnsButton<Row>({ screen, every }: Props<Row>) {
  const [isChoosing, setChoosing] = useState(false)
  useKeys({ m: () => setChoosing(true) })
  const options = every.slice(1).map(({ key, title }) => ({ value: key, label: title }))
  const known = new Set(options.map(({ value }) => value))
  const shown = columnsOf(screen)?.filter((key) => known.has(key)) ?? [...known]
  return (
    <>
      <Button icon="columns" look="quiet" onClick={() => setChoosing(true)}>
        {t('report.columns')}
      </Button>
      {isChoosing ? (
        <ColumnChoice
          path={`/${screen}`}
          shown={shown}
          options={options}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </>
  )
}
