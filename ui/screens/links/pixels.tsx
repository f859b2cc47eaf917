/** Pixels: code that short links show before their visitors go on. It is never run here. */
import { ask } from '../../api/client.ts'
import { failureFrom } from '../../api/failure.ts'
import { readStamp, shortTime } from '../../format/dates.ts'
import { number } from '../../format/numbers.ts'
import { RemoveButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Notice } from '../../parts/states.tsx'
import type { ScreenProps } from '../../routes.ts'
import { zone } from '../../state/period.ts'
import { navigate } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { EntityForm } from '../entities/entity-form.tsx'
import { EntityList } from '../entities/entity-list.tsx'
import { textOf, type Values } from '../entities/field-specs.ts'
import type { Stored } from '../entities/form-state.ts'
import { idColumn } from '../entities/id-column.ts'

interface PixelRow {
  readonly id: number
  readonly name: string
  readonly code: string
  readonly usedBy: number
  readonly changedAt: string
}

export function Pixels() {
  return (
    <EntityList<PixelRow>
      path="/pixels"
      entity="pixel"
      api={null}
      title="nav.pixels"
      add="pixel.new"
      icon="pixel"
      emptyText="pixel.empty"
      dimension={null}
      columns={[
        idColumn(64),
        {
          key: 'usedBy',
          title: t('pixel.usedBy'),
          width: 130,
          cell: ({ usedBy }) => usedBy,
          isSorted: true,
        },
        {
          key: 'changed',
          title: t('pixel.changed'),
          width: 180,
          cell: ({ changedAt }) => (
            <span class="number">{shortTime(readStamp(changedAt), zone.value)}</span>
          ),
          isSorted: true,
        },
      ]}
    />
  )
}

async function readPixel(id: string, signal?: AbortSignal): Promise<Stored> {
  const { data, etag } = await ask<PixelRow>('GET', `/pixels/${id}`, { signal })
  return { values: { name: data.name, code: data.code, usedBy: data.usedBy }, etag }
}

const pixelOf = (values: Values) => ({ name: textOf(values, 'name'), code: textOf(values, 'code') })

export function PixelScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  return (
    <EntityForm
      path="/pixels"
      id={id}
      list="nav.pixels"
      add="pixel.new"
      blank={{ name: '', code: '' }}
      read={readPixel}
      fields={() => [
        { kind: 'text', name: 'name', label: t('list.name'), isRequired: true, isWide: true },
        { kind: 'area', name: 'code', label: t('pixel.code'), rows: 14, isWide: true },
      ]}
      create={async (values) =>
        (await ask<{ id: number }>('POST', '/pixels', { body: pixelOf(values) })).data.id
      }
      change={(at, values, etag) => ask('PATCH', `/pixels/${at}`, { body: pixelOf(values), etag })}
      actions={(values) => <RemoveButton onClick={() => void remove(id, values)} />}
      aside={(values) => (
        <>
          <Notice look="warning">{t('pixel.warning')}</Notice>
          {id === 'new' ? null : (
            <p class="faint">
              {t('pixel.usedBy')}: {number(Number(values['usedBy']))}
            </p>
          )}
        </>
      )}
    />
  )
}

async function remove(id: string, values: Values): Promise<void> {
  const title = t('delete.title', { name: textOf(values, 'name') })
  if (!(await confirmed(title, t('pixel.deleteText'), t('delete')))) return
  try {
    await ask('DELETE', `/pixels/${id}`)
    navigate('/pixels')
  } catch (error) {
    const failure = failureFrom(error)
    if (failure.status !== 409) return tellFailure(error)
    const { count } = failure.facts.detail as { readonly count: number }
    const isSure = await confirmed(title, plural('pixel.used', count), t('pixel.force'))
    if (isSure)
      await ask('DELETE', `/pixels/${id}?force=1`).then(() => navigate('/pixels'), tellFailure)
  }
}
