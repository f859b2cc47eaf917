/** Above the click log: whose clicks, which of them, one by its id, what is shown and taken away. */
import { useState } from 'preact/hooks'

import { save, search } from '../../api/client.ts'
import { reportCatalog } from '../../api/lists.ts'
import { csvFormat } from '../../format/csv.ts'
import { Button } from '../../parts/button.tsx'
import { Chip } from '../../parts/chip.tsx'
import { Switch } from '../../parts/field.tsx'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { query, setQuery } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { ChooseOne } from '../entities/choose-one.tsx'
import { ColumnChoice } from '../entities/entity-columns.tsx'
import { FilterDialog } from '../report/filter-dialog.tsx'
import { filterSentence } from '../report/filter-sentence.ts'
import { useFilterNames } from '../report/names.ts'
import { type PlainFilter, readFilters } from '../report/state.ts'
import { clickColumnChoice } from './click-columns.tsx'

export interface ClickSearch {
  readonly campaign: string
  readonly filters: readonly PlainFilter[]
}

export function readSearch(): ClickSearch {
  const filters = readFilters(query.value.get('filters'))
  return {
    campaign: query.value.get('campaign') ?? '',
    filters: filters.filter((filter): filter is PlainFilter => 'field' in filter),
  }
}

/** The parameters of the API for them. */
export function searchParameters({ campaign, filters }: ClickSearch) {
  const conditions = filters.map(({ field, op, value }) => ({ column: field, operator: op, value }))
  return {
    campaignIds: campaign === '' ? [] : [campaign],
    filter: conditions.length === 0 ? '' : JSON.stringify(conditions),
  }
}

interface Props {
  readonly asked: ClickSearch
  /** With the period, for the export. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly isLive: boolean
  readonly setLive: (isLive: boolean) => void
}

export function ClickTools({ asked, parameters, isLive, setLive }: Props) {
  const [isChoosing, setChoosing] = useState(false)
  useKeys({ m: () => setChoosing(true) })
  const take = () => {
    const asked = search({ ...parameters, ...csvFormat() })
    return save(`/clicklog/export${asked}`, 'clicks.csv').catch(tellFailure)
  }
  return (
    <div class="tools">
      <ChooseOne
        label={t('nav.campaigns')}
        kind="campaign"
        value={asked.campaign}
        extra={[{ value: '', label: t('clicks.all') }]}
        onChange={(value) => setQuery({ campaign: value })}
      />
      <FindClick />
      <Filters filters={asked.filters} />
      <Button icon="columns" look="quiet" onClick={() => setChoosing(true)}>
        {t('report.columns')}
      </Button>
      <Button icon="download" look="quiet" onClick={() => void take()}>
        {t('report.csv')}
      </Button>
      <Switch label={t('clicks.live')} isOn={isLive} onChange={setLive} />
      {isChoosing ? (
        <ColumnChoice path="/clicks" {...clickColumnChoice()} onClose={() => setChoosing(false)} />
      ) : null}
    </div>
  )
}

function FindClick() {
  const [id, setId] = useState('')
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault()
        setQuery({ click: id.trim() })
      }}
    >
      <input
        type="search"
        class="code"
        aria-label={t('clicks.find')}
        placeholder={t('clicks.find')}
        value={id}
        onInput={(event) => setId(event.currentTarget.value)}
      />
    </form>
  )
}

/** As in reports, and in the same words of the address. */
function Filters({ filters }: Pick<ClickSearch, 'filters'>) {
  const catalog = useLoad(reportCatalog, [])
  const [isOpen, setOpen] = useState(false)
  useFilterNames(filters)
  const own = catalog.data === null ? null : { ...catalog.data, measures: [], tagFilters: [] }
  const put = (next: readonly PlainFilter[]) =>
    setQuery({ filters: next.length === 0 ? null : JSON.stringify(next) })
  return (
    <>
      <Button icon="filter" look="quiet" isDisabled={own === null} onClick={() => setOpen(true)}>
        {t('report.filter')}
      </Button>
      {filters.map((filter, at) =>
        own === null ? null : (
          <Chip
            key={at}
            name={t('report.filter')}
            onRemove={() => put(filters.filter((_, index) => index !== at))}
          >
            {filterSentence(filter, own)}
          </Chip>
        ),
      )}
      {isOpen && own !== null ? (
        <FilterDialog
          first="offer"
          catalog={own}
          onAdd={(filter) => put([...filters, filter])}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
