/** Adding what a path leads to: offers, landings, other campaigns, addresses. */
import { useEffect, useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { type Choice, type Choices, findChoices } from '../../api/found.ts'
import { visible } from '../../format/text.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FieldGroup, TextField } from '../../parts/field.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { forgetShared, useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { ClickMacros } from '../entities/macro-menu.tsx'
import { KIND_OF, nameOf, type TargetList, useNames } from './names.ts'

interface AddProps {
  readonly label: string
  readonly list: TargetList
  readonly onPick: (value: string, name: string) => void
  readonly onCreate?: (() => void) | undefined
}

export function AddTarget(props: AddProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon="plus" look="quiet" onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      {isOpen ? <PickTarget {...props} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

interface PickProps extends AddProps {
  /** Is not offered. */
  readonly except?: string | undefined
  readonly onClose: () => void
}

/** A list that the server searches; it closes when something is picked. */
export function PickTarget({ label, list, except, onPick, onCreate, onClose }: PickProps) {
  const { learn } = useNames()
  const [text, setText] = useState('')
  const [isTaking, setTaking] = useState(false)
  const found = useLoad(
    async (signal) => ({ of: text, ...(await findChoices(KIND_OF[list], text, signal)) }),
    [text],
  )
  const rows = (found.data?.rows ?? []).filter(({ id }) => String(id) !== except)
  const pick = (choice: Choice) => {
    learn(list, choice)
    onClose()
    onPick(String(choice.id), choice.name)
  }
  // Enter takes the first of what was typed, once it is known.
  useEffect(() => {
    if (!isTaking || found.data?.of !== text) return
    setTaking(false)
    if (rows[0] !== undefined) pick(rows[0])
  }, [isTaking, text, found.data])
  return (
    <Dialog title={label} onClose={onClose}>
      <SearchBox
        value={text}
        onInput={setText}
        delayMs={PAUSE_MS}
        hasFocus
        onTake={() => setTaking(true)}
      />
      {found.error !== null ? (
        <Failed failure={found.error} onRetry={found.reload} />
      ) : found.data === null ? (
        <Skeleton lines={3} />
      ) : (
        <Found rows={rows} hasMore={found.data.hasMore} onPick={pick} />
      )}
      {onCreate === undefined ? null : (
        <div>
          <Button
            icon="plus"
            onClick={() => {
              onClose()
              onCreate()
            }}
          >
            {t('flow.create')}
          </Button>
        </div>
      )}
    </Dialog>
  )
}

/** Of typing, after which the server is asked. */
const PAUSE_MS = 150

interface FoundProps extends Choices {
  readonly onPick: (choice: Choice) => void
}

function Found({ rows, hasMore, onPick }: FoundProps) {
  if (rows.length === 0) return <p class="faint">{t('list.nothing')}</p>
  return (
    <>
      <div class="kinds">
        {rows.map((choice) => (
          <button type="button" class="kind" key={choice.id} onClick={() => onPick(choice)}>
            {choice.name} <span class="faint">#{choice.id}</span>
          </button>
        ))}
      </div>
      {hasMore ? <p class="faint">{t('flow.moreTargets')}</p> : null}
    </>
  )
}

interface ChosenProps {
  readonly label: string
  readonly list: TargetList
  /** `''`: none yet. */
  readonly value: string
  readonly onPick: (value: string) => void
}

/** One of many, found by a search. */
export function Chosen({ label, list, value, onPick }: ChosenProps) {
  const { [list]: known } = useNames()
  const [isOpen, setOpen] = useState(false)
  const name = value === '' ? t('choose') : visible(nameOf(known, value))
  return (
    <FieldGroup label={label}>
      <div>
        <Button label={`${label}: ${name}`} icon="down" onClick={() => setOpen(true)}>
          {name}
        </Button>
      </div>
      {isOpen ? (
        <PickTarget label={label} list={list} onPick={onPick} onClose={() => setOpen(false)} />
      ) : null}
    </FieldGroup>
  )
}

interface NewProps {
  readonly kind: 'offer' | 'landing'
  readonly onMade: (id: number) => void
  readonly onClose: () => void
}

/** Name and address are enough to go on; the rest can be filled in later. */
export function NewTarget({ kind, onMade, onClose }: NewProps) {
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const { learn } = useNames()
  const make = async () => {
    try {
      const { id } =
        kind === 'offer'
          ? await post<{ id: number }>('/offer', { offer: { name, url, isAuto: true } })
          : await post<{ id: number }>('/landing/not_integrated', { name, url })
      forgetShared()
      learn(kind === 'offer' ? 'offers' : 'landings', { id, name, accessLevel: 'modify' })
      onMade(id)
      onClose()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <Dialog
      title={kind === 'offer' ? t('offer.new') : t('landing.new')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <WriteButton look="primary" onClick={() => void make()}>
            {t('add')}
          </WriteButton>
        </>
      }
    >
      <TextField label={t('list.name')} value={name} onInput={setName} hasFocus isRequired />
      <TextField
        label="URL"
        type="url"
        value={url}
        onInput={setUrl}
        placeholder="https://example.com/?sub={subid}"
        suffix={<ClickMacros />}
        isRequired
      />
    </Dialog>
  )
}
