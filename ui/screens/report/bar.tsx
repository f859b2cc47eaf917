/** Above the report: groupings, filters, where one has drilled to, columns, bots and times. */
import { useState } from 'preact/hooks'

import type { ReportAnswer, ReportCatalog } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Select } from '../../parts/field.tsx'
import { useKeys } from '../../state/keys.ts'
import { t } from '../../words/words.ts'
import { ColumnsDialog } from './columns-dialog.tsx'
import { FilterDialog } from './filter-dialog.tsx'
import { filterSentence } from './filter-sentence.ts'
import { GroupingsDialog } from './groupings-dialog.tsx'
import { AUTO_SECONDS, type Change, type ReportState } from './state.ts'
import { dimensionTitle } from './titles.ts'

interface Props {
  readonly state: ReportState
  readonly change: Change
  readonly catalog: ReportCatalog
  readonly answer: ReportAnswer | null
}

export function ReportBar(props: Props) {
  const { state, change, catalog } = props
  const [shown, setShown] = useState<'groupings' | 'columns' | 'filter' | null>(null)
  useKeys({ b: () => setShown('groupings'), m: () => setShown('columns') })
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
        {state.groupings.map((key) => (
          <Chip
            key={key}
            name={dimensionTitle(catalog, key)}
            onClick={() => setShown('groupings')}
            {...(state.groupings.length > 1
              ? {
                  onRemove: () =>
                    change({ groupings: state.groupings.filter((one) => one !== key), inside: [] }),
                }
              : {})}
          >
            {dimensionTitle(catalog, key)}
          </Chip>
        ))}
        <Button icon="filter" look="quiet" onClick={() => setShown('filter')}>
          {t('report.filter')}
        </Button>
        {state.filters.map((filter, at) => (
          <Chip
            key={at}
            name={t('report.filter')}
            onRemove={() => change({ filters: state.filters.filter((_, index) => index !== at) })}
          >
            {filterSentence(filter, catalog)}
          </Chip>
        ))}
        <Button icon="columns" look="quiet" onClick={() => setShown('columns')}>
          {t('report.columns')}
        </Button>
        <span class="grow" />
        <Choices {...props} />
      </div>
      <Crumbs {...props} />
      {shown === 'groupings' ? <GroupingsDialog {...props} onClose={close} /> : null}
      {shown === 'columns' ? <ColumnsDialog {...props} onClose={close} /> : null}
      {shown === 'filter' ? <FilterDialog {...props} onClose={close} /> : null}
    </div>
  )
}

function Choices({ state, change }: Props) {
  return (
    <>
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
      <Select
        label={t('report.auto')}
        value={String(state.auto)}
        options={AUTO_SECONDS.map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? t('auto.off') : t('auto.every', { n: seconds }),
        }))}
        onChange={(auto) => change({ auto: Number(auto) })}
      />
    </>
  )
}

function Crumbs({ state, change, catalog, answer }: Props) {
  if (state.inside.length === 0) return null
  const total = answer?.totals['clicks']
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
            {dimensionTitle(catalog, dimension)}: {value ?? t('report.notSet')}
          </button>
        </span>
      ))}
      {total === undefined ? null : <span class="faint" />}
    </nav>
  )
}
