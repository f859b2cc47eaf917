/** Adding what a path leads to: offers, landings, other campaigns, addresses. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { Button, WriteButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { type Option, TextField } from '../../parts/field.tsx'
import { SearchBox } from '../../parts/search-box.tsx'
import { forgetShared } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { ClickMacros } from '../entities/macro-menu.tsx'
import { useNames } from './names.ts'

interface AddProps {
  readonly label: string
  readonly options: readonly Option[]
  readonly onPick: (value: string) => void
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

/** A list with search that closes when something is picked. */
export function PickTarget(props: AddProps & { readonly onClose: () => void }) {
  const { label, options, onPick, onCreate, onClose } = props
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = options.filter(
    ({ value, label: name }) => name.toLowerCase().includes(wanted) || value === wanted,
  )
  const pick = (value: string | undefined) => {
    if (value === undefined) return
    onClose()
    onPick(value)
  }
  return (
    <Dialog title={label} onClose={onClose}>
      <SearchBox value={text} onInput={setText} hasFocus onTake={() => pick(found[0]?.value)} />
      <div class="kinds">
        {found.slice(0, 200).map(({ value, label: name }) => (
          <button type="button" class="kind" key={value} onClick={() => pick(value)}>
            {name} <span class="faint">#{value}</span>
          </button>
        ))}
      </div>
      {found.length === 0 ? <p class="faint">{t('list.nothing')}</p> : null}
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

interface NewProps {
  readonly kind: 'offer' | 'landing'
  readonly onMade: (id: number) => void
  readonly onClose: () => void
}

/** Name and address are enough to go on; the rest can be filled in later. */
export function NewTarget({ kind, onMade, onClose }: NewProps) {
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const { reload } = useNames()
  const make = async () => {
    try {
      const { id } =
        kind === 'offer'
          ? await post<{ id: number }>('/offer', { offer: { name, url, isAuto: true } })
          : await post<{ id: number }>('/landing/not_integrated', { name, url })
      forgetShared()
      reload()
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
