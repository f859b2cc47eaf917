/** Conversions: when, of which click, for how much; changed, deleted, uploaded, and looked for. */
import { useMemo, useState } from 'preact/hooks'

import { ask, get, save, search } from '../../api/client.ts'
import type { PageInfo } from '../../api/types.ts'
import { csvFormat } from '../../format/csv.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Select } from '../../parts/field.tsx'
import { Menu } from '../../parts/menu.tsx'
import { Page } from '../../parts/page.tsx'
import { PeriodBar } from '../../parts/period-bar.tsx'
import { isPhone } from '../../parts/phone.ts'
import { ScreenButton } from '../../parts/screen-button.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Empty, Failed, Skeleton } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { ReadOnly } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { periodInput, refreshes } from '../../state/period.ts'
import { preferences, setColumns } from '../../state/preferences.ts'
import { onlyReadOf } from '../../state/rights.ts'
import { query, setQuery } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { hidesMoney, mayChangeSome } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { ClickDrawer } from '../clicks/click-drawer.tsx'
import { ChooseOne } from '../entities/choose-one.tsx'
import { chosenColumns, ColumnsButton } from '../entities/chosen-columns.tsx'
import { CLASSES } from '../entities/classes.ts'
import { copyIds } from '../entities/copy-ids.ts'
import { className, conversionColumns } from './conversion-columns.tsx'
import { ConversionEdit } from './conversion-edit.tsx'
import { type ConversionRow, idIn } from './conversion-row.ts'
import { Diagnose } from './diagnose.tsx'
import { Reconcile } from './reconcile.tsx'
import { Upload } from './upload.tsx'

interface List {
  readonly rows: readonly ConversionRow[]
  readonly pageInfo: PageInfo
  /** Of their campaigns those that the user may only read. */
  readonly closed: ReadonlySet<string>
}

const PAGE_ROWS = 500
/** As many as are asked for in one address. */
const MOST_IDS = 200
const NONE: ReadonlySet<string> = new Set()

/** Ids, and a class; `''`: of all. */
interface Only {
  readonly status: string
  readonly campaign: string
  readonly offer: string
  /** Transaction ids and click ids, as they were pasted. */
  readonly ids: string
}

function onlyParameters({ status, campaign, offer, ids }: Only) {
  return {
    ...periodSearch(),
    classes: status === '' ? [] : [status],
    campaignIds: campaign === '' ? [] : [campaign],
    offerIds: offer === '' ? [] : [offer],
    anyIds: idsIn(ids),
  }
}

/** As lists have them; one may hold a separator itself. */
function idsIn(text: string): readonly string[] {
  const ids = [text.trim(), ...text.split(/[\s,;]+/)]
  return [...new Set(ids)].filter((id) => id !== '').slice(0, MOST_IDS)
}

/** The page after the conversion `to`; null: the first. */
async function readPage(
  only: Only,
  to: string | null,
  signal: AbortSignal | null = null,
): Promise<List> {
  const asked = search({ ...onlyParameters(only), limit: PAGE_ROWS, cursor: to })
  const page = await get<Omit<List, 'closed'>>(`/conversions${asked}`, signal)
  const campaigns = page.rows.map(({ campaign }) => idIn(campaign))
  return { ...page, closed: await onlyReadOf('campaign', campaigns, signal) }
}

export function Conversions() {
  const [shown, setShown] = useState<'upload' | 'reconcile' | null>(null)
  const only = {
    status: query.value.get('status') ?? '',
    campaign: query.value.get('campaign') ?? '',
    offer: query.value.get('offer') ?? '',
    ids: query.value.get('ids') ?? '',
  }
  const list = useLoad(
    async (signal) => ({ ...(await readPage(only, null, signal)), only }),
    [only.status, only.campaign, only.offer, only.ids, periodInput.value, refreshes.value],
  )
  const click = query.value.get('click')
  const why = query.value.get('why')
  return (
    <Page
      title={t('nav.conversions')}
      shape="fill"
      actions={
        <>
          <PeriodBar at={list.at} isLoading={list.isLoading} />
          <Acts onOpen={setShown} />
        </>
      }
    >
      <Tools only={only} />
      {list.error === null ? null : <Failed failure={list.error} onRetry={list.reload} />}
      {list.data === null ? (
        list.error === null ? (
          <Skeleton lines={8} onCancel={list.cancel} />
        ) : null
      ) : (
        <Body
          key={JSON.stringify([list.data.only, periodInput.value])}
          first={list.data}
          only={list.data.only}
          reload={list.reload}
          isLoading={list.isLoading}
        />
      )}
      {shown === 'upload' ? <Upload onClose={() => setShown(null)} onDone={list.reload} /> : null}
      {shown === 'reconcile' ? (
        <ReadOnly.Provider value={!mayChangeSome('campaign')}>
          <Reconcile onClose={() => setShown(null)} onDone={list.reload} />
        </ReadOnly.Provider>
      ) : null}
      {click === null ? null : <ClickDrawer id={click} onClose={() => setQuery({ click: null })} />}
      {why === null ? null : <Diagnose text={why.trim()} onClose={() => setQuery({ why: null })} />}
    </Page>
  )
}

interface ActsProps {
  readonly onOpen: (what: 'upload' | 'reconcile') => void
}

/** On a phone they would take half of the screen. */
function Acts({ onOpen }: ActsProps) {
  const all = [
    { icon: 'search', label: t('search.diagnose'), run: () => setQuery({ why: ' ' }), isFor: true },
    {
      icon: 'network',
      label: t('reconcile.open'),
      run: () => onOpen('reconcile'),
      isFor: !hidesMoney.value,
    },
    {
      icon: 'plus',
      label: t('conversion.upload'),
      run: () => onOpen('upload'),
      isFor: mayChangeSome('campaign'),
    },
  ] as const
  const acts = all.filter(({ isFor }) => isFor)
  if (isPhone()) return <Menu label={t('nav.more')} icon="more" items={acts} />
  return (
    <>
      {acts.map(({ label, icon, run }) => (
        <Button key={label} icon={icon} onClick={run}>
          {label}
        </Button>
      ))}
    </>
  )
}

function Tools({ only }: { readonly only: Only }) {
  const take = () => {
    const asked = search({ ...onlyParameters(only), ...csvFormat() })
    save(`/conversions/export${asked}`, 'conversions.csv').catch(tellFailure)
  }
  return (
    <div class="tools">
      <SearchBox
        value={only.ids}
        label={t('conversion.ids')}
        delayMs={300}
        onInput={(ids) => setQuery({ ids })}
      />
      <Select
        label={t('status')}
        value={only.status}
        options={[
          { value: '', label: t('conversion.allStatuses') },
          ...CLASSES.map((value) => ({ value, label: className(value) })),
        ]}
        onChange={(value) => setQuery({ status: value })}
      />
      <ChooseOne
        label={t('nav.campaigns')}
        kind="campaign"
        value={only.campaign}
        extra={[{ value: '', label: t('clicks.all') }]}
        onChange={(value) => setQuery({ campaign: value })}
      />
      <ChooseOne
        label={t('nav.offers')}
        kind="offer"
        value={only.offer}
        extra={[{ value: '', label: t('conversion.allOffers') }]}
        onChange={(value) => setQuery({ offer: value })}
      />
      <ColumnsButton screen="conversions" every={conversionColumns('with notes')} />
      <Button icon="download" look="quiet" onClick={take}>
        {t('report.csv')}
      </Button>
    </div>
  )
}

interface BodyProps {
  readonly first: List
  readonly only: Only
  readonly reload: () => void
  readonly isLoading: boolean
}

function Body({ first, only, reload, isLoading }: BodyProps) {
  const [selection, setSelection] = useState(NONE)
  const [isChanging, setChanging] = useState(false)
  const { rows, closed, hasMore, more, forget } = usePages(first, only)
  const notes = rows.some((row) => row.notes.length > 0) ? 'with notes' : 'plain'
  const columns = useMemo(
    () => chosenColumns('conversions', conversionColumns('with notes')) ?? conversionColumns(notes),
    [notes, preferences.value.columns],
  )
  const chosen = rows.filter((row) => selection.has(row.conversion_id))
  useKeys({ c: () => void copyIds((chosen.length > 0 ? chosen : rows).map(({ id }) => id)) })
  const done = () => {
    forget()
    reload()
  }
  if (rows.length === 0) return <NoConversions only={only} />
  return (
    <>
      <Table
        name="conversions"
        label={t('nav.conversions')}
        columns={columns}
        rows={rows}
        question={JSON.stringify(only)}
        keyOf={(row) => row.conversion_id}
        selection={selection}
        onSelect={setSelection}
        onOrder={(keys) => setColumns('conversions', keys)}
        onOpen={({ id }) => setQuery({ click: id })}
        isDimmed={isLoading}
      />
      <div class="table-foot">
        {plural('list.count', rows.length)}
        {chosen.length === 0 ? null : (
          <ReadOnly.Provider value={chosen.every(({ campaign }) => closed.has(idIn(campaign)))}>
            <WriteButton icon="settings" onClick={() => setChanging(true)}>
              {t('conversion.edit')}
            </WriteButton>
            <WriteButton
              icon="trash"
              look="danger"
              onClick={() =>
                void remove(chosen, done).then((isDone) => isDone && setSelection(NONE))
              }
            >
              {t('delete')}
            </WriteButton>
          </ReadOnly.Provider>
        )}
        <span class="grow" />
        {hasMore ? <Button onClick={() => void more()}>{t('link.more')}</Button> : null}
      </div>
      {isChanging ? (
        <ConversionEdit rows={chosen} onClose={() => setChanging(false)} onDone={done} />
      ) : null}
    </>
  )
}

function NoConversions({ only }: { readonly only: Only }) {
  if (Object.values(only).some((value) => value !== '')) {
    return (
      <Empty icon="filter" title={t('list.nothing')} text={t('conversion.noneMatches')}>
        <Button onClick={() => setQuery({ status: null, campaign: null, offer: null, ids: null })}>
          {t('list.clear')}
        </Button>
      </Empty>
    )
  }
  return (
    <Empty icon="conversion" title={t('conversion.empty')} text={t('conversion.emptyText')}>
      <ScreenButton path="/networks" />
      <ScreenButton path="/postbacks" />
    </Empty>
  )
}

/** The first page is asked again by a refresh; those below it stay until something was changed. */
function usePages(first: List, only: Only) {
  const [later, setLater] = useState<readonly List[]>([])
  const last = later.at(-1) ?? first
  const closed = new Set([first, ...later].flatMap((page) => [...page.closed]))
  const rows = useMemo(() => {
    const all = [first, ...later].flatMap((page) => page.rows)
    // What the first page tells is the newest.
    return [
      ...new Map(all.toReversed().map((row) => [row.conversion_id, row])).values(),
    ].toReversed()
  }, [first, later])
  const more = async () => {
    try {
      const page = await readPage(only, last.pageInfo.to)
      setLater((before) => [...before, page])
    } catch (error) {
      tellFailure(error)
    }
  }
  return { rows, closed, hasMore: last.pageInfo.hasNextPage, more, forget: () => setLater([]) }
}

/** Resolves to whether they are gone. */
async function remove(chosen: readonly ConversionRow[], reload: () => void): Promise<boolean> {
  const ids = [...new Set(chosen.map(({ id }) => id))]
  const isSure = await confirmed(t('conversion.delete'), t('conversion.deleteText'), t('delete'))
  if (!isSure) return false
  try {
    await ask('DELETE', '/conversions', { body: { ids } })
    reload()
    tell(plural('conversion.deleted', ids.length))
    return true
  } catch (error) {
    tellFailure(error)
    return false
  }
}
