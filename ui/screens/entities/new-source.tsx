/** A traffic source made from a template without leaving the form that wants one. */
import { useState } from 'preact/hooks'

import { post } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { textOf, type Values } from './field-specs.ts'
import { leftOver } from './left-over.ts'
import { type SourceTemplate, sourceValues } from './source-template.ts'
import { BLANK_SOURCE, sourceOf } from './sources.tsx'
import { keepNote } from './template-note.ts'
import { TemplateGrid } from './template-picker.tsx'

export function NewSource({ onMade }: { readonly onMade: (id: number) => void }) {
  const [isOpen, setOpen] = useState(false)
  const make = async (template: SourceTemplate | null) => {
    setOpen(false)
    const values =
      template === null
        ? { ...BLANK_SOURCE, name: t('setup.ownSource') }
        : { ...BLANK_SOURCE, ...sourceValues(template) }
    try {
      onMade(await makeSource(values))
      tell(t('source.made', { name: textOf(values, 'name') }))
    } catch (error) {
      tellFailure(error)
    }
  }
  if (!mayCreate('traffic_source')) return null
  return (
    <>
      <Button icon="plus" look="quiet" label={t('source.new')} onClick={() => setOpen(true)} />
      {isOpen ? (
        <Dialog title={t('source.new')} shape="wide" onClose={() => setOpen(false)}>
          <div class="first-templates">
            <TemplateGrid<SourceTemplate>
              kind="source"
              onPick={(template) => void make(template)}
            />
          </div>
        </Dialog>
      ) : null}
    </>
  )
}

/** What only the owner of the account can fill in of a postback is left to the source's own form. */
export function newSourceOf(values: Values) {
  const url = textOf(values, 'postbackUrl')
  return sourceOf({ ...values, postbackUrl: leftOver(url) === null ? url : '' })
}

async function makeSource(values: Values): Promise<number> {
  const { id } = await post<{ id: number }>('/traffic_source', newSourceOf(values))
  await keepNote('traffic_source', id, values)
  forgetShared()
  return id
}
