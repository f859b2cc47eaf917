/** An object made from a template without leaving the form that wants one. */
import { useState } from 'preact/hooks'

import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import type { Option } from '../../parts/field.tsx'
import { forgetShared } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { mayCreate } from '../../state/user.ts'
import { type Key, t } from '../../words/words.ts'
import { textOf, type Values } from './field-specs.ts'
import type { TemplateKind } from './template-import.tsx'
import { TemplateGrid } from './template-picker.tsx'

interface Props<T> {
  readonly kind: TemplateKind
  readonly title: Key
  /** With its `name`. */
  readonly made: Key
  /** Null: start empty. */
  readonly valuesOf: (template: T | null) => Values
  readonly make: (values: Values) => Promise<number>
  /** What follows the making; where it fails the object is chosen all the same. */
  readonly complete: (id: number, values: Values) => Promise<void>
  readonly onMade: (made: Option) => void
}

const SUBJECTS = { source: 'traffic_source', network: 'affiliate_network' } as const

export function NewFromTemplate<T>(props: Props<T>) {
  const { kind, title, made, valuesOf, make, complete, onMade } = props
  const [isOpen, setOpen] = useState(false)
  const pick = async (template: T | null) => {
    setOpen(false)
    const values = valuesOf(template)
    const name = textOf(values, 'name')
    try {
      const id = await make(values).finally(forgetShared)
      onMade({ value: String(id), label: name })
      await complete(id, values)
      tell(t(made, { name }))
    } catch (error) {
      tellFailure(error)
    }
  }
  if (!mayCreate(SUBJECTS[kind])) return null
  return (
    <>
      <Button icon="plus" look="quiet" label={t(title)} onClick={() => setOpen(true)} />
      {isOpen ? (
        <Dialog title={t(title)} shape="wide" onClose={() => setOpen(false)}>
          <div class="first-templates">
            <TemplateGrid<T> kind={kind} onPick={(template) => void pick(template)} />
          </div>
        </Dialog>
      ) : null}
    </>
  )
}
