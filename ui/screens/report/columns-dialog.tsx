/** Choosing the columns of the report, from presets or one by one. */
import { useState } from 'preact/hooks'

import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Switch } from '../../parts/field.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { tell } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { measureTitle } from '../../words/titles.ts'
import { t, term } from '../../words/words.ts'
import { CustomColumn, customColumns } from './custom-column.tsx'
import { keepOwnColumns } from './own-columns.ts'
import type { Change, ReportState } from './state.ts'

interface Props {
  readonly state: ReportState
  readonly change: Change
  readonly catalog: ReportCatalog
  readonly onClose: () => void
  /** The catalogue has changed. */
  readonly onCatalog: () => void
}

const MAX_COLUMNS = 60

export function ColumnsDialog({ state, change, catalog, onClose, onCatalog }: Props) {
  const [chosen, setChosen] = useState(state.columns)
  const [edited, setEdited] = useState<string | null | undefined>(undefined)
  const [heat, setHeat] = useState(state.heat)
  const apply = () => {
    change({ columns: chosen, heat })
    onClose()
  }
  const done = (key: string | null) => {
    const kept = chosen.filter((one) => one !== edited || key !== null)
    setChosen(edited === null && key !== null ? [...kept, key] : kept)
    setEdited(undefined)
    onCatalog()
  }
  const keep = () => {
    keepOwnColumns(chosen)
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
      {edited === undefined ? (
        <OwnColumns catalog={catalog} onEdit={setEdited} />
      ) : (
        <CustomColumn
          catalog={catalog}
          column={edited}
          onDone={done}
          onCancel={() => setEdited(undefined)}
        />
      )}
      <Switch label={t('report.heat')} isOn={heat} onChange={setHeat} />
      <OrderedList
        chosen={chosen}
        options={catalog.measures.map((measure) => ({
          value: measure.key,
          label: measureTitle(measure.key, measure.title),
        }))}
        max={MAX_COLUMNS}
        onChange={setChosen}
      />
    </Dialog>
  )
}

interface OwnProps {
  readonly catalog: ReportCatalog
  /** Null: a new one. */
  readonly onEdit: (column: string | null) => void
}

function OwnColumns({ catalog, onEdit }: OwnProps) {
  return (
    <div class="chips" role="group" aria-label={t('column.own')}>
      {customColumns(catalog).map(({ key, title }) => (
        <Chip key={key} name={title} onClick={() => onEdit(key)}>
          {t('column.edit', { name: title })}
        </Chip>
      ))}
      {mayCreate('custom_column') ? (
        <Button icon="plus" look="quiet" onClick={() => onEdit(null)}>
          {t('column.new')}
        </Button>
      ) : null}
    </div>
  )
}
