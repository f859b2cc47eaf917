/** Hosts and addresses that short links may lead to whatever blocklists say: allowed, listed, removed. */
import { useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { date, readStamp } from '../../format/dates.ts'
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button, WriteButton } from '../../parts/button.tsx'
import { confirmed, Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { type Loaded, useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

interface AllowedRow {
  readonly id: number
  readonly place: string
  readonly note: string
  /** Null: nobody who is known any more. */
  readonly login: string | null
  readonly createdAt: string
}

/** All that is allowed, behind a button. */
export function AllowedPlaces({ onChanged }: { readonly onChanged: () => void }) {
  const [isOpen, setOpen] = useState(false)
  const close = () => {
    setOpen(false)
    onChanged()
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('allowed.open')}</Button>
      {isOpen ? <ListDialog onClose={close} /> : null}
    </>
  )
}

function ListDialog({ onClose }: { readonly onClose: () => void }) {
  const allowed = useLoad(
    (signal) => get<{ rows: AllowedRow[] }>('/blocklist_exceptions', signal),
    [],
  )
  return (
    <Dialog title={t('allowed.title')} shape="wide" onClose={onClose}>
      <p class="faint">{t('allowed.text')}</p>
      <AllowForm onAllowed={allowed.reload} />
      <Rows allowed={allowed} />
    </Dialog>
  )
}

interface ListingPlace {
  readonly entry: string
  readonly target: string
}

/** What is to be allowed: the host that is meant, which an entry may be above; of an address what is listed of it. */
function placeOf({ entry, target }: ListingPlace): string {
  return entry.includes('/') ? entry : (URL.parse(target)?.hostname ?? entry)
}

interface AllowActProps {
  readonly listing: ListingPlace
  readonly onAllowed: () => void
}

/** Asks before what a list names is allowed, which may be written more narrowly or widely. */
export function AllowAct({ listing, onAllowed }: AllowActProps) {
  const [isAsking, setAsking] = useState(false)
  const place = placeOf(listing)
  const title = t(place.includes('/') ? 'allowed.address' : 'allowed.host')
  return (
    <>
      <div>
        <WriteButton onClick={() => setAsking(true)}>{title}</WriteButton>
      </div>
      {isAsking ? (
        <Dialog title={title} onClose={() => setAsking(false)}>
          <p>{t('allowed.text')}</p>
          <AllowForm
            place={place}
            onAllowed={() => {
              setAsking(false)
              onAllowed()
            }}
          />
        </Dialog>
      ) : null}
    </>
  )
}

interface AllowFormProps {
  readonly place?: string
  readonly onAllowed: () => void
}

function AllowForm({ place: first = '', onAllowed }: AllowFormProps) {
  const [place, setPlace] = useState(first)
  const [note, setNote] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const errors = failure?.facts.fields['place'] ?? []
  const allow = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      await post('/blocklist_exceptions', { place: place.trim(), note: note.trim() })
      tell(t('allowed.done', { place: place.trim() }))
      setPlace('')
      setNote('')
      onAllowed()
    } catch (error) {
      setFailure(failureFrom(error))
    }
    setBusy(false)
  }
  return (
    <form class="form two" onSubmit={(event) => void allow(event)}>
      {failure === null || errors.length > 0 ? null : <Failed failure={failure} />}
      <TextField
        label={t('allowed.place')}
        type="url"
        value={place}
        onInput={setPlace}
        errors={errors}
        placeholder="shop.example"
        isRequired
        hasFocus
      />
      <TextField label={t('allowed.note')} value={note} onInput={setNote} />
      <div class="wide">
        <WriteButton type="submit" look="primary" isBusy={isBusy} isDisabled={place.trim() === ''}>
          {t('allowed.add')}
        </WriteButton>
      </div>
    </form>
  )
}

function Rows({ allowed }: { readonly allowed: Loaded<{ rows: readonly AllowedRow[] }> }) {
  if (allowed.error !== null) return <Failed failure={allowed.error} onRetry={allowed.reload} />
  if (allowed.data === null) return <Skeleton lines={2} />
  const { rows } = allowed.data
  if (rows.length === 0) return <p class="faint">{t('allowed.none')}</p>
  return (
    <table class="plain-table middle">
      <thead>
        <tr>
          <th scope="col">{t('allowed.place')}</th>
          <th scope="col">{t('audit.user')}</th>
          <th scope="col">{t('allowed.at')}</th>
          <th scope="col">{t('allowed.note')}</th>
          <ActsHead />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">
              <Text value={row.place} length={48} />
            </th>
            <td class="faint">{row.login ?? ''}</td>
            <td class="faint">{date(readStamp(row.createdAt), zone.value)}</td>
            <td class="faint">
              <Text value={row.note} length={48} />
            </td>
            <td class="end">
              <WriteButton look="danger" onClick={() => void remove(row, allowed.reload)}>
                {t('allowed.remove')}
              </WriteButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

async function remove({ id, place }: AllowedRow, reload: () => void): Promise<void> {
  const isSure = await confirmed(
    t('allowed.removeTitle', { place }),
    t('allowed.removeText'),
    t('allowed.remove'),
  )
  if (isSure) await ask('DELETE', `/blocklist_exceptions/${id}`).then(reload, tellFailure)
}
