/** Saved reports, with a period of their own or that of the screen; one's own, and those that others share. */
import { useState } from 'preact/hooks'

import { ask, get, save, search } from '../../api/client.ts'
import { csvFormat } from '../../format/csv.ts'
import { Button, RemoveButton, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Switch, TextField } from '../../parts/field.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { periodSearch } from '../../state/period-search.ts'
import { period } from '../../state/period.ts'
import { navigate } from '../../state/router.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { periodTitle } from '../../words/titles.ts'
import { t } from '../../words/words.ts'
import { type ReportState, type SavedQuery, savedQuery, searchOf } from './state.ts'

interface View {
  readonly id: string
  readonly name: string
  readonly isShared: boolean
  readonly isOwn: boolean
  readonly accessLevel: 'read' | 'modify'
  /** Null where the user is not to know. */
  readonly owner: string | null
  readonly query: SavedQuery
}

interface Props {
  readonly state: ReportState
}

export function Views({ state }: Props) {
  const [isOpen, setOpen] = useState(false)
  const text = isPhone() ? {} : { children: t('view.title') }
  return (
    <>
      <Button
        icon="star"
        look="quiet"
        label={t('view.title')}
        onClick={() => setOpen(true)}
        {...text}
      />
      {isOpen ? <ViewsDialog state={state} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function ViewsDialog({ state, onClose }: Props & { readonly onClose: () => void }) {
  const views = useLoad(
    async (signal) => (await get<{ rows: readonly View[] }>('/views', signal)).rows,
    [],
  )
  const list = views.data
  const open = (view: View) => {
    onClose()
    navigate(`/report?${searchOf(view.query)}`)
  }
  return (
    <Dialog title={t('view.title')} onClose={onClose}>
      {views.error === null ? null : <Failed failure={views.error} onRetry={views.reload} />}
      {list === null && views.error === null ? <Skeleton lines={2} /> : null}
      {list?.length === 0 ? <p class="faint">{t('view.empty')}</p> : null}
      <ul class="stack">
        {(list ?? []).map((view) => (
          <ViewLine key={view.id} view={view} onOpen={() => open(view)} onChanged={views.reload} />
        ))}
      </ul>
      <SaveForm state={state} views={views} />
    </Dialog>
  )
}

interface LineProps {
  readonly view: View
  readonly onOpen: () => void
  readonly onChanged: () => void
}

function ViewLine({ view, onOpen, onChanged }: LineProps) {
  const { id, name, isShared, isOwn, owner, accessLevel, query } = view
  const dates = query.period === undefined ? periodSearch() : {}
  const act = (work: Promise<unknown>) => void work.then(onChanged, tellFailure)
  return (
    <li class="row nowrap">
      <button type="button" class="kind grow" onClick={onOpen}>
        <Text value={name} length={60} />{' '}
        {isOwn || owner === null ? null : (
          <span class="faint">{t('view.by', { login: owner })}</span>
        )}
      </button>
      {accessLevel === 'read' ? null : (
        <WriteButton
          icon="users"
          look="quiet"
          isPressed={isShared}
          label={t('view.share')}
          onClick={() => act(ask('PUT', `/views/${id}`, { body: { isShared: !isShared } }))}
        />
      )}
      <Button
        icon="download"
        look="quiet"
        label={t('view.export', { name })}
        onClick={() =>
          void save(
            `/views/${id}/export${search({ ...csvFormat(), ...dates })}`,
            `${name}.csv`,
          ).catch(tellFailure)
        }
      />
      {accessLevel === 'read' ? null : (
        <RemoveButton
          label={t('removeNamed', { name })}
          onClick={() => act(ask('DELETE', `/views/${id}`))}
        />
      )}
    </li>
  )
}

/** One of the user's own under the same name gives way. */
function SaveForm({ state, views }: Props & { readonly views: Loaded<readonly View[]> }) {
  const [name, setName] = useState('')
  const [isShared, setShared] = useState(false)
  const [hasPeriod, setHasPeriod] = useState(false)
  const store = async () => {
    const dates = hasPeriod ? { period: period.peek() } : {}
    const body = { name: name.trim(), isShared, query: { ...savedQuery(state), ...dates } }
    const same = views.data?.find((view) => view.isOwn && view.name === body.name)
    try {
      await (same === undefined
        ? ask('POST', '/views', { body })
        : ask('PUT', `/views/${same.id}`, { body }))
      tell(t('saved'))
      setName('')
      views.reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault()
        void store()
      }}
    >
      <TextField
        label={t('view.name')}
        hint={t('view.hint')}
        value={name}
        onInput={setName}
        hasFocus
        isRequired
      />
      <Switch
        label={t('view.period', { period: periodTitle(period.value.preset) })}
        isOn={hasPeriod}
        onChange={setHasPeriod}
      />
      <Switch label={t('view.share')} isOn={isShared} onChange={setShared} />
      <div>
        <WriteButton type="submit" look="primary" isDisabled={name.trim() === ''}>
          {t('view.save')}
        </WriteButton>
      </div>
    </form>
  )
}
