/** Where the visitors of a new flow go: to an offer, or what the flow does by itself. */
import { useState } from 'preact/hooks'

import { visible } from '../../format/text.ts'
import { Button } from '../../parts/button.tsx'
import { FieldGroup, type Option } from '../../parts/field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { t } from '../../words/words.ts'
import { ActionEditor } from './action-editor.tsx'
import { nameOf, useNames } from './names.ts'
import { PickTarget } from './targets.tsx'
import type { Target } from './use-place.ts'

const START_OF: { readonly [K in Target['kind']]: Target } = {
  offer: { kind: 'offer', offerId: '' },
  action: { kind: 'action', action: { key: 'http', payload: '' } },
}
const KINDS = ['offer', 'action'] as const

interface TargetProps {
  readonly target: Target
  readonly onChange: (target: Target) => void
}

export function UseTarget({ target, onChange }: TargetProps) {
  const { offers } = useNames()
  return (
    <>
      <FieldGroup label={t('use.where')}>
        <Segments
          label={t('use.where')}
          options={KINDS.map((value) => ({
            value,
            label: t(value === 'offer' ? 'flow.addOffer' : 'flow.action'),
          }))}
          value={target.kind}
          onChange={(kind) => onChange(START_OF[kind])}
        />
      </FieldGroup>
      {target.kind === 'offer' ? (
        <Chosen
          label={t('flow.addOffer')}
          options={offers}
          value={target.offerId}
          onPick={(offerId) => onChange({ kind: 'offer', offerId })}
        />
      ) : (
        <ActionEditor
          action={target.action}
          onChange={(action) => onChange({ kind: 'action', action })}
        />
      )}
    </>
  )
}

interface ChosenProps {
  readonly label: string
  readonly options: readonly Option[]
  /** `''`: none yet. */
  readonly value: string
  readonly onPick: (value: string) => void
}

/** One of many, found by a search. */
export function Chosen({ label, options, value, onPick }: ChosenProps) {
  const [isOpen, setOpen] = useState(false)
  const name = value === '' ? t('choose') : visible(nameOf(options, value))
  return (
    <FieldGroup label={label}>
      <div>
        <Button label={`${label}: ${name}`} icon="down" onClick={() => setOpen(true)}>
          {name}
        </Button>
      </div>
      {isOpen ? (
        <PickTarget
          label={label}
          options={options}
          onPick={onPick}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </FieldGroup>
  )
}
