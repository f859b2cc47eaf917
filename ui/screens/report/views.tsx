/** Saved reports: opened again with the period of today, kept under a name for the user. */
import { useState } from 'preact/hooks'

import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { TextField } from '../../parts/field.tsx'
import { Text } from '../../parts/text.tsx'
import { forgetView, savedViews, saveView } from '../../state/preferences.ts'
import { navigate, query } from '../../state/router.ts'
import { tell } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { viewSearch } from './state.ts'

export function Views() {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button icon="star" look="quiet" onClick={() => setOpen(true)}>
        {t('view.title')}
      </Button>
      {isOpen ? <ViewsDialog onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function ViewsDialog({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const save = (event: Event) => {
    event.preventDefault()
    saveView({ name: name.trim(), search: viewSearch(query.peek()) })
    tell(t('saved'))
    setName('')
  }
  const open = (search: string) => {
    onClose()
    navigate(`/report?${search}`)
  }
  return (
    <Dialog title={t('view.title')} onClose={onClose}>
      {savedViews.value.length === 0 ? <p class="faint">{t('view.empty')}</p> : null}
      <ul class="stack">
        {savedViews.value.map((view) => (
          <li class="row nowrap" key={view.name}>
            <button type="button" class="kind grow" onClick={() => open(view.search)}>
              <Text value={view.name} length={60} />
            </button>
            <Button
              icon="trash"
              look="quiet"
              label={t('removeNamed', { name: view.name })}
              onClick={() => forgetView(view.name)}
            />
          </li>
        ))}
      </ul>
      <form class="form" onSubmit={save}>
        <TextField
          label={t('view.name')}
          hint={t('view.hint')}
          value={name}
          onInput={setName}
          hasFocus
          isRequired
        />
        <div>
          <Button type="submit" look="primary" isDisabled={name.trim() === ''}>
            {t('view.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
