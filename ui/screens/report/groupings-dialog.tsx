/** Choosing by what the report is grouped, up to five levels. */
import { useState } from 'preact/hooks'

import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { OrderedList } from '../../parts/ordered-list.tsx'
import { t } from '../../words/words.ts'
import type { TitleOf } from './filter-sentence.ts'
import { type Change, MAX_GROUPINGS, type ReportState } from './state.ts'

interface Props {
  readonly state: ReportState
  readonly change: Change
  readonly catalog: ReportCatalog
  readonly titleOf: TitleOf
  readonly onClose: () => void
}

export function GroupingsDialog({ state, change, catalog, titleOf, onClose }: Props) {
  const [chosen, setChosen] = useState(state.groupings)
  const apply = () => {
    change({ groupings: chosen, inside: [] })
    onClose()
  }
  return (
    <Dialog
      title={t('report.groupings')}
      shape="wide"
      onClose={onClose}
      actions={
        <Button look="primary" onClick={apply}>
          {t('apply')}
        </Button>
      }
    >
      <OrderedList
        chosen={chosen}
        options={catalog.dimensions.map(({ key }) => ({
          value: key,
          label: titleOf(key),
        }))}
        max={MAX_GROUPINGS}
        onChange={setChosen}
      />
    </Dialog>
  )
}
