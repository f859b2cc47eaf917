/** Above the report: groupings, filters, where one has drilled to, columns, bots and times. */
import { useState } from 'preact/hooks'

import { titleWith, useParameterNames } from '../../api/parameter-names.ts'
import type { ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Draggables } from '../../parts/draggables.tsx'
import { Select } from '../../parts/field.tsx'
import { useKeys } from '../../state/keys.ts'
import { dimensionTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { ColumnsDialog } from './columns-dialog.tsx'
import { FilterDialog } from './filter-dialog.tsx'
import { filterSentence, type TitleOf } from './filter-sentence.ts'
import { GroupingsDialog } from './groupings-dialog.tsx'
import { useNames, valueName } from './names.ts'
import { campaignsOf, type Change, levelsOf, type ReportState } from './state.ts'

interface Props {
  readonly state: ReportState
  readonly change: Change
  readonly catalog: ReportCatalog
  readonly onCatalog: () => void
}

interface Titled extends Pick<Props, 'state' | 'change'> {
  /** Parameters by what their source calls them. */
  readonly titleOf: TitleOf
}

export function ReportBar(props: Props) {
  const { state, change, catalog } = props
  useNames(state)
  const names = useParameterNames(campaignsOf(state))
  const titleOf = (key: string) => titleWith(names, key, dimensionTitle(key))
  const [shown, setShown] = useState<'groupings' | 'columns' | 'filter' | null>(null)
  useKeys({
    b: () => setShown('groupings'),
    m: () => setShown('columns'),
    '/': () => setShown('filter'),
  })
  const close = () => setShown(null)
  return (
    <div class="report-bar">
      <div class="chips">
        <Button
          icon="rotation"
          look="quiet"
          label={t('report.groupings')}
          onClick={() => setShown('groupings')}
        >
          {t('report.by')}
        </Button>
        <GroupingChips {...props} titleOf={titleOf} onOpen={() => setShown('groupings')} />
        <Button icon="filter" look="quiet" onClick={() => setShown('filter')}>
          {t('report.filter')}
        </Button>
        {state.filters.map((filter, at) => (
          <Chip
            key={at}
            name={t('report.filter')}
            onRemove={() => change({ filters: state.filters.filter((_, index) => index !== at) })}
          >
            {filterSentence(filter, catalog, titleOf, state.groupings)}
          </Chip>
        ))}
        <Button icon="columns" look="quiet" onClick={() => setShown('columns')}>
          {t('report.columns')}
        </Button>
        <Choices {...props} />
      </div>
      <Crumbs {...props} titleOf={titleOf} />
      {shown === 'groupings' ? (
        <GroupingsDialog {...props} titleOf={titleOf} onClose={close} />
      ) : null}
      {shown === 'columns' ? <ColumnsDialog {...props} onClose={close} /> : null}
      {shown === 'filter' ? (
        <FilterDialog
          first={state.groupings[0] ?? 'campaign'}
          catalog={catalog}
          levels={state.groupings}
          above={state.groupings.length - levelsOf(state).length}
          titleOf={titleOf}
          onAdd={(filter) => change({ filters: [...state.filters, filter] })}
          onClose={close}
        />
      ) : null}
    </div>
  )
}

/** Dragged onto another a grouping takes its place; Alt with an arrow key does the same. */
function GroupingChips({ state, change, titleOf, onOpen }: Titled & { onOpen: () => void }) {
  const { groupings } = state
  const put = (next: readonly string[]) => change({ groupings: next, inside: [] })
  return (
    <Draggables keys={groupings} onOrder={put}>
      {(key) => (
        <Chip
          name={titleOf(key)}
          onClick={onOpen}
          {...(groupings.length > 1
            ? { onRemove: () => put(groupings.filter((one) => one !== key)) }
            : {})}
        >
          {titleOf(key)}
        </Chip>
      )}
    </Draggables>
  )
}

function Choices({ state, change }: Props) {
  return (
    <span class="choices">
      <Select
        label={t('report.bots')}
        value={state.bots}
        options={(['include', 'exclude', 'only'] as const).map((value) => ({
          value,
          label: t(`bots.${value}`),
        }))}
        onChange={(bots) => change({ bots: bots as ReportState['bots'] })}
      />
      <Select
        label={t('report.basis')}
        value={state.basis}
        options={(['click', 'event'] as const).map((value) => ({
          value,
          label: t(`basis.${value}`),
        }))}
        onChange={(basis) => change({ basis: basis as ReportState['basis'] })}
      />
      <Select
        label={t('report.compare')}
        value={state.compare ?? ''}
        options={(['', 'previous_period', 'previous_week', 'previous_year'] as const).map(
          (value) => ({
            value,
            label: value === '' ? t('compare.none') : t(`compare.${value}`),
          }),
        )}
        onChange={(to) => change({ compare: to === '' ? null : (to as ReportState['compare']) })}
      />
    </span>
  )
}

function Crumbs({ state, change, titleOf }: Titled) {
  if (state.inside.length === 0) return null
  return (
    <nav class="crumbs" aria-label={t('report.path')}>
      <button type="button" class="link" onClick={() => change({ inside: [] })}>
        {t('report.all')}
      </button>
      {state.inside.map(({ dimension, value }, at) => (
        <span key={at}>
          {' › '}
          <button
            type="button"
            class="link"
            aria-current={at === state.inside.length - 1 ? 'true' : undefined}
            onClick={() => change({ inside: state.inside.slice(0, at + 1) })}
          >
            {titleOf(dimension)}: {valueName(dimension, value)}
          </button>
        </span>
      ))}
    </nav>
  )
}
