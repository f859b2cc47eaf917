/** What a flow does by itself instead of leading along a path. */
import type { ActionSpec } from '../../../src/core/model.ts'
import { AreaField, SelectField, TextField } from '../../parts/field.tsx'
import { t, term } from '../../words/words.ts'
import { ClickMacros } from '../entities/macro-menu.tsx'
import { useNames } from './names.ts'
import { Chosen } from './targets.tsx'

interface Props {
  readonly action: ActionSpec
  readonly onChange: (action: ActionSpec) => void
}

export function ActionEditor({ action, onChange }: Props) {
  const { catalog } = useNames()
  const kind = catalog.actions.find(({ key }) => key === action.key)?.payloadKind ?? 'text'
  // An uploaded page is a landing of a path.
  const offered = catalog.actions.filter(({ key }) => key !== 'local_file' || key === action.key)
  const set = (payload: string) => onChange({ ...action, payload })
  return (
    <div class="form">
      <SelectField
        label={t('flow.action')}
        value={action.key}
        options={offered.map(({ key, title }) => ({
          value: key,
          label: term('action', key, title),
        }))}
        onChange={(key) => onChange({ ...action, key })}
      />
      {kind === 'url' ? (
        <TextField
          label="URL"
          type="url"
          value={action.payload}
          onInput={set}
          placeholder="https://"
          suffix={<ClickMacros />}
        />
      ) : null}
      {kind === 'campaign' ? (
        <Chosen label={t('search.campaign')} list="campaigns" value={action.payload} onPick={set} />
      ) : null}
      {kind === 'html' || kind === 'text' ? (
        <AreaField
          label={t('flow.content')}
          value={action.payload}
          onInput={set}
          rows={8}
          suffix={<ClickMacros />}
        />
      ) : null}
    </div>
  )
}
