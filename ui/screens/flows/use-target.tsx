/** Where the visitors of a new flow go: to an offer, or what the flow does by itself. */
import { FieldGroup } from '../../parts/field.tsx'
import { Segments } from '../../parts/segments.tsx'
import { t } from '../../words/words.ts'
import { ActionEditor } from './action-editor.tsx'
import { Chosen } from './targets.tsx'
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
          list="offers"
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
