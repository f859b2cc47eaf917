/** Choosing the columns of the report, from presets or one by one. */
import { useState } from 'preact/hooks'

import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
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
  const apply = () => {
    change({ columns: chosen })
    onClose()
  }
  return (
    <Dialog
      title={t('report.columns')}
      shape="wide"
      onClose={onClose}
      actions={
        <Button look="primary" onClick={apply}>
          {t('apply')}
        </Button>
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
