/** Parameters of a campaign's own, beside those of its source. */
import type { Parameter } from '../../api/types.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'

const FIELDS = [
  ...Array.from({ length: 30 }, (_, at) => `sub_id_${at + 1}`),
  ...Array.from({ length: 10 }, (_, at) => `extra_param_${at + 1}`),
  'keyword',
  'source',
  'cost',
  'currency',
  'external_id',
  'ad_campaign_id',
  'creative_id',
].map((value) => ({ value, label: value }))

interface Props {
  readonly value: unknown
  readonly onChange: (parameters: readonly Parameter[]) => void
}

export function ParameterTable({ value, onChange }: Props) {
  const rows = Array.isArray(value) ? (value as readonly Parameter[]) : []
  const change = (at: number, changes: Partial<Parameter>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...changes } : row)))
  const blank = { field: 'sub_id_1', label: '', alias: '', placeholder: '' }
  return (
    <div class="stack">
      {rows.map((row, at) => (
        <div class="row nowrap" key={at}>
          <Select
            label={t('token.slot')}
            value={row.field}
            options={FIELDS}
            onChange={(field) => change(at, { field })}
          />
          {(['alias', 'placeholder', 'label'] as const).map((name) => (
            <input
              key={name}
              class="code"
              aria-label={t(`parameter.${name}`)}
              placeholder={t(`parameter.${name}`)}
              value={row[name]}
              onInput={(event) => change(at, { [name]: event.currentTarget.value })}
            />
          ))}
          <Button
            icon="trash"
            look="quiet"
            label={t('delete')}
            onClick={() => onChange(rows.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => onChange([...rows, blank])}>
          {t('token.add')}
        </Button>
      </div>
    </div>
  )
}
