/** Adding what a path leads to: offers, landings, other campaigns, addresses. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import type { Choice } from '../../api/found.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Chooser } from '../../parts/chooser.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { FieldFrame, TextField } from '../../parts/field.tsx'
import { forgetShared } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { ClickMacros } from '../entities/macro-menu.tsx'
import { PickOne } from '../entities/pick-one.tsx'
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

/** Its name is known from then on. */
export function PickTarget({ list, onPick, onCreate, ...props }: PickProps) {
  const { learn } = useNames()
  const pick = (value: string, choice: Choice | null) => {
    if (choice === null) return
    learn(list, choice)
    onPick(value, choice.name)
  }
  return (
    <PickOne {...props} kind={KIND_OF[list]} onPick={pick}>
      {onCreate === undefined ? null : (
        <div>
          <Button
            icon="plus"
            onClick={() => {
              props.onClose()
              onCreate()
            }}
          >
            {t('flow.create')}
          </Button>
        </div>
      )}
    </PickOne>
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
  return (
    <FieldFrame
      label={label}
      control={({ id, describedBy }) => (
        <Chooser
          id={id}
          describedBy={describedBy}
          label={label}
          name={value === '' ? t('choose') : nameOf(known, value)}
          pick={(onClose) => (
            <PickTarget label={label} list={list} onPick={onPick} onClose={onClose} />
          )}
        />
      )}
    />
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
