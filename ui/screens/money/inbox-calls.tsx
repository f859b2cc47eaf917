/** The calls of a group one by one: chosen, changed, tried again, put aside. */
import { useState } from 'preact/hooks'

import { readStamp, shortTime } from '../../format/dates.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import type { Column } from '../../parts/table-types.ts'
import { Table } from '../../parts/table.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { hidesMoney, isAdmin } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { Detail } from '../clicks/timeline.tsx'
import {
  acceptedIn,
  type CallEdit,
  CALLS_SHOWN,
  callsOf,
  causeTitle,
  dismissCalls,
  type Outcome,
  reappliedSentence,
  type Shelf,
  tryAgain,
  type UnmatchedCall,
  type UnmatchedGroup,
  wouldSentence,
} from './unmatched.ts'

interface Props {
  readonly group: UnmatchedGroup
  readonly shelf: Shelf
  readonly onClose: () => void
  readonly onChanged: () => void
}

const NONE: ReadonlySet<string> = new Set()

export function InboxCalls({ group, shelf, onClose, onChanged }: Props) {
  const calls = useLoad((signal) => callsOf(group, signal, shelf), [group])
  const [selection, setSelection] = useState(NONE)
  const chosen = (calls.data ?? []).filter(({ id }) => selection.has(String(id)))
  const changed = () => {
    setSelection(NONE)
    calls.reload()
    onChanged()
  }
  return (
    <Dialog title={causeTitle(group.cause)} shape="wide" onClose={onClose}>
      {calls.error === null ? null : <Failed failure={calls.error} onRetry={calls.reload} />}
      {calls.data === null ? (
        <Skeleton />
      ) : (
        <div class="table-box">
          <Table
            name="inbox"
            label={t('inbox.calls')}
            columns={columnsOf(calls.data)}
            rows={calls.data}
            question={JSON.stringify(group)}
            keyOf={({ id }) => String(id)}
            selection={selection}
            onSelect={setSelection}
            isDimmed={calls.isLoading}
          />
        </div>
      )}
      {calls.data?.length === CALLS_SHOWN ? (
        <p class="faint">{plural('inbox.more', CALLS_SHOWN)}</p>
      ) : null}
      <OneCall calls={chosen} />
      {chosen.length === 0 || !isAdmin.value ? null : (
        <ChosenCalls
          key={chosen.map(({ id }) => id).join()}
          calls={chosen}
          shelf={shelf}
          onChanged={changed}
        />
      )}
    </Dialog>
  )
}

/** Without the reason where it is the same emptiness for all, and the payout where it is kept from him. */
function columnsOf(calls: readonly UnmatchedCall[]): readonly Column<UnmatchedCall>[] {
  const leftOut = new Set<string>()
  if (calls.every(({ detail }) => detail === '')) leftOut.add('detail')
  if (hidesMoney.value) leftOut.add('payout')
  return columns().filter(({ key }) => !leftOut.has(key))
}

function columns(): readonly Column<UnmatchedCall>[] {
  return [
    {
      key: 'at',
      title: t('clicks.time'),
      width: isPhone() ? 150 : 210,
      cell: ({ at }) => <span class="number">{shortTime(readStamp(at), zone.peek())}</span>,
    },
    {
      key: 'detail',
      title: t('inbox.why'),
      width: 150,
      cell: ({ detail }) => <Text value={detail} length={30} />,
    },
    {
      key: 'clickId',
      title: t('clicks.find'),
      width: 190,
      cell: ({ clickId }) => <Text value={clickId} length={24} />,
    },
    {
      key: 'payout',
      title: t('inbox.payout'),
      width: 90,
      align: 'end',
      cell: ({ payout }) => <Text value={payout ?? ''} length={14} />,
    },
    { key: 'ip', title: 'IP', width: 130, cell: ({ ip }) => ip },
    {
      key: 'url',
      title: t('inbox.url'),
      width: 420,
      cell: ({ method, url }) => (
        <>
          {method === 'UPLOAD' ? <Badge look="accent">{t('inbox.uploaded')}</Badge> : null}{' '}
          <Text value={url} length={90} />
        </>
      ),
    },
  ]
}

/** All of a call, if it is the only one chosen. */
function OneCall({ calls }: Pick<ChosenProps, 'calls'>) {
  const [first, second] = calls
  if (first === undefined || second !== undefined) return null
  return <Detail detail={{ [first.method]: first.url, ...first.fields, ip: first.ip }} />
}

interface ChosenProps {
  readonly calls: readonly UnmatchedCall[]
  readonly shelf: Shelf
  readonly onChanged: () => void
}

const UNCHANGED: Required<CallEdit> = { clickId: '', status: '', payout: '', currency: '' }

function ChosenCalls({ calls, shelf, onChanged }: ChosenProps) {
  const [edit, setEdit] = useState<Required<CallEdit>>(UNCHANGED)
  const [tried, setTried] = useState<readonly Outcome[] | null>(null)
  const chosen = { ids: calls.map(({ id }) => id) }
  const run = async (isDry: boolean) => {
    const outcomes = await tryAgain({ chosen, isDry, ...editOf(edit) })
    if (isDry) return setTried(outcomes)
    tell(reappliedSentence(outcomes))
    onChanged()
  }
  const dismiss = async () => {
    await dismissCalls(chosen)
    onChanged()
  }
  const act = (work: Promise<unknown>) => void work.catch(tellFailure)
  const field = (name: keyof CallEdit) => ({
    value: edit[name],
    onInput: (value: string) => {
      setEdit({ ...edit, [name]: value.trim() })
      setTried(null)
    },
  })
  return (
    <>
      <p class="faint">
        {plural('list.selected', calls.length)}. {t('inbox.edit')}
      </p>
      <div class="form three">
        {calls.length === 1 ? (
          <TextField label={t('clicks.find')} {...field('clickId')} isCode />
        ) : null}
        <TextField label={t('inbox.status')} {...field('status')} />
        <TextField label={t('inbox.payout')} {...field('payout')} />
        <TextField label={t('fact.currency')} {...field('currency')} isCode />
      </div>
      {tried === null ? null : (
        <Notice look={acceptedIn(tried) > 0 ? 'good' : 'info'}>{wouldSentence(tried)}</Notice>
      )}
      <div class="row">
        <Button onClick={() => act(run(true))}>{t('inbox.try')}</Button>
        <WriteButton look="primary" icon="refresh" onClick={() => act(run(false))}>
          {t('inbox.againChosen')}
        </WriteButton>
        {shelf === 'aside' ? null : (
          <WriteButton look="quiet" onClick={() => act(dismiss())}>
            {t('inbox.dismiss')}
          </WriteButton>
        )}
      </div>
    </>
  )
}

/** Fields left empty keep what came. */
function editOf(edit: Required<CallEdit>): { edit?: CallEdit } {
  const filled = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== ''))
  return Object.keys(filled).length === 0 ? {} : { edit: filled }
}
