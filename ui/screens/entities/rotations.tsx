/** Shared rotations: flows that several campaigns use. */
import { useState } from 'preact/hooks'

import { ask, get } from '../../api/client.ts'
import type { NamedRow } from '../../api/types.ts'
import { LinkButton, WriteButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Page } from '../../parts/page.tsx'
import type { ScreenProps } from '../../routes.ts'
import { forgetShared, useLoad } from '../../state/load.ts'
import { mayCreateAt } from '../../state/rights.ts'
import { href, replacePath } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { FlowEditor } from '../flows/editor.tsx'
import { EntityList } from './entity-list.tsx'
import { idColumn } from './id-column.ts'
import { NotToMake } from './not-to-make.tsx'
import { RenameRotation } from './rename-rotation.tsx'

export function Rotations() {
  return (
    <EntityList<NamedRow>
      path="/rotations"
      entity="rotation"
      api="/rotation"
      title="nav.rotations"
      add="rotation.new"
      icon="rotation"
      emptyText="rotation.empty"
      dimension="rotation"
      columns={[idColumn(64)]}
    />
  )
}

interface RotationView {
  readonly name: string
  readonly campaigns: readonly { id: number; name: string }[]
}

export function RotationScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  return id === 'new' ? <NewRotation /> : <OneRotation id={id} />
}

function OneRotation({ id }: { readonly id: string }) {
  const rotation = useLoad((signal) => get<RotationView>(`/rotation/${id}`, signal), [id])
  const campaigns = rotation.data?.campaigns ?? []
  const [first] = campaigns
  return (
    <FlowEditor
      scope="rotation"
      id={id}
      title={rotation.data?.name ?? `#${id}`}
      up={{ to: '/rotations', label: t('nav.rotations') }}
      simulateWith={first === undefined ? null : first.id}
      actions={
        rotation.data === null ? null : (
          <RenameRotation id={id} name={rotation.data.name} onDone={rotation.reload} />
        )
      }
      about={
        <p class="row faint">
          {t('rotation.usedBy')}
          {campaigns.length === 0 ? t('none') : null}
          {campaigns.map((campaign) => (
            <LinkButton key={campaign.id} look="quiet" to={href(`/campaigns/${campaign.id}`)}>
              {campaign.name}
            </LinkButton>
          ))}
        </p>
      }
    />
  )
}

function NewRotation() {
  if (mayCreateAt('/rotations')) return <RotationForm />
  return <NotToMake title="rotation.new" list="nav.rotations" path="/rotations" />
}

function RotationForm() {
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const create = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      const { data } = await ask<{ id: number }>('POST', '/rotation', { body: { name } })
      forgetShared()
      replacePath(`/rotations/${data.id}`)
    } catch (error) {
      tellFailure(error)
      setBusy(false)
    }
  }
  return (
    <Page title={t('rotation.new')} up={{ to: '/rotations', label: t('nav.rotations') }}>
      <form class="card narrow-form" onSubmit={(event) => void create(event)}>
        <TextField label={t('list.name')} value={name} onInput={setName} hasFocus isRequired />
        <div>
          <WriteButton type="submit" look="primary" isBusy={isBusy}>
            {t('rotation.create')}
          </WriteButton>
        </div>
      </form>
    </Page>
  )
}
