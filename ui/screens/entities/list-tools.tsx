/** What stands around the rows of a list: its filters above, how many there are below. */
import { useState } from 'preact/hooks'

import type { ObjectPage } from '../../api/object-pages.ts'
import { number } from '../../format/numbers.ts'
import { Button } from '../../parts/button.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Empty } from '../../parts/states.tsx'
import { useKeys } from '../../state/keys.ts'
import { query, setQuery } from '../../state/router.ts'
import { plural, t } from '../../words/words.ts'
import { ColumnChoice, columnOptions } from './entity-columns.tsx'
import type { EntityListProps, Listed } from './entity-types.ts'
import type { ListPages } from './list-pages.ts'
import { PartChoice } from './list-parts.tsx'
import { StateChoice } from './list-states.tsx'

export function NothingFound() {
  return (
    <Empty icon="search" title={t('list.nothing')} text={t('list.nothingText')}>
      <Button onClick={() => setQuery({ q: null, status: null, group: null, tag: null })}>
        {t('list.clear')}
      </Button>
    </Empty>
  )
}

interface LengthProps {
  readonly list: Pick<ListPages<Listed>, 'rows' | 'isTurning' | 'more'>
  readonly total: number
}

/** How many there are, and the way to those that are not there yet. */
export function ListLength({ list: { rows, isTurning, more }, total }: LengthProps) {
  if (rows.length >= total) return <span>{plural('list.count', total)}</span>
  return (
    <>
      <span>{t('page.of', { page: number(rows.length), last: number(total) })}</span>
      <Button isBusy={isTurning} onClick={() => void more()}>
        {t('link.more')}
      </Button>
    </>
  )
}

/** The server is asked when the typing pauses. */
const TYPING_PAUSES_MS = 200

interface ToolsProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  /** The newest answer, which says what there is to choose from. */
  readonly page: Pick<ObjectPage<Row>, 'groups' | 'tags'>
  /** Keys of the columns; null: they can't be chosen. */
  readonly shown: readonly string[] | null
}

export function Tools<Row extends Listed>({ props, page, shown }: ToolsProps<Row>) {
  return (
    <div class="tools">
      <SearchBox
        value={query.value.get('q') ?? ''}
        delayMs={TYPING_PAUSES_MS}
        onInput={(q) => setQuery({ q })}
      />
      <StateChoice props={props} />
      <PartChoice name="group" parts={page.groups} />
      <PartChoice name="tag" parts={page.tags} />
      {shown === null ? null : <ColumnsButton props={props} shown={shown} />}
    </div>
  )
}

interface ColumnsButtonProps<Row extends Listed> {
  readonly props: EntityListProps<Row>
  readonly shown: readonly string[]
}

function ColumnsButton<Row extends Listed>({ props, shown }: ColumnsButtonProps<Row>) {
  const [isOpen, setOpen] = useState(false)
  useKeys({ m: () => setOpen(true) })
  return (
    <>
      <Button icon="columns" look="quiet" onClick={() => setOpen(true)}>
        {t('report.columns')}
      </Button>
      {isOpen ? (
        <ColumnChoice
          path={props.path}
          shown={shown}
          options={columnOptions(props)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}
