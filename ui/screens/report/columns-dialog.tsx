/** Choosing the columns of the report, from presets or one by one. */
import { useState } from 'preact/hooks'

import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Switch } from '../../parts/field.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { setColumns } from '../../state/preferences.ts'
import { tell } from '../../state/toasts.ts'
import { t, term } from '../../words/words.ts'
import type { Change, ReportState } from './state.ts'
import { measureTitle } from './titles.ts'

interface Props {
  readonly state: ReportState
  readonly change: Change
  readonly catalog: ReportCatalog
  readonly onClose: () => void
}

const MAX_COLUMNS = 60

export function ColumnsDialog({ state, change, catalog, onClose }: Props) {
  const [chosen, setChosen] = useState(state.columns)
  const [heat, setHeat] = useState(state.heat)
  const apply = () => {
    change({ columns: chosen, heat })
    onClose()
  }
  const keep = () => {
    setColumns('report', chosen)
    tell(t('saved'))
  }
  return (
    <Dialog
      title={t('report.columns')}
      shape="wide"
      onClose={onClose}
      actions={
        <>
          <Button look="quiet" icon="star" onClick={keep}>
            {t('report.ownColumns')}
          </Button>
          <span class="grow" />
          <Button look="primary" onClick={apply}>
            {t('apply')}
          </Button>
        </>
      }
    >
      <div class="segments wrap-row" role="group" aria-label={t('report.presets')}>
        {catalog.presets.map(({ key, title, measures }) => (
          <button
            type="button"
            key={key}
            aria-pressed={measures.join() === chosen.join()}
            onClick={() => setChosen(measures)}
          >
            {term('preset', key, title)}
          </button>
        ))}
      </div>
      <Switch label={t('report.heat')} isOn={heat} onChange={setHeat} />
      <OrderedList
        chosen={chosen}
        options={catalog.measures.map((measure) => ({
          value: measure.key,
          label: measureTitle(measure),
        }))}
        max={MAX_COLUMNS}
        onChange={setChosen}
      />
    </Dialog>
  )
}
