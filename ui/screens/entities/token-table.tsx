/** The parameters of a traffic source: which URL parameter and macro fills which slot. */
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'

export interface Token {
  readonly id: string
  readonly parameter: string
  readonly placeholder: string
  readonly name: string
}

const SLOTS = ['external_id', 'cost', ...Array.from({ length: 30 }, (_, at) => String(at + 1))]

interface TokenTableProps {
  readonly tokens: readonly Token[]
  readonly onChange: (tokens: readonly Token[]) => void
}

export function TokenTable({ tokens, onChange }: TokenTableProps) {
  const used = new Set(tokens.map(({ id }) => id))
  const free = SLOTS.filter((slot) => !used.has(slot))
  const change = (at: number, changes: Partial<Token>) =>
    onChange(tokens.map((token, index) => (index === at ? { ...token, ...changes } : token)))
  return (
    <div class="stack">
      <div class="scroll-x">
        <table class="plain-table tokens">
          <thead>
            <tr>
              <th scope="col">{t('token.slot')}</th>
              <th scope="col">{t('token.parameter')}</th>
              <th scope="col">{t('token.macro')}</th>
              <th scope="col">{t('token.name')}</th>
              <ActsHead />
            </tr>
          </thead>
          <tbody>
            {tokens.map((token, at) => (
              <TokenRow
                key={token.id}
                token={token}
                free={free}
                onChange={(changes) => change(at, changes)}
                onRemove={() => onChange(tokens.filter((_, index) => index !== at))}
              />
            ))}
          </tbody>
        </table>
      </div>
      {free.length === 0 ? null : (
        <div>
          <Button
            icon="plus"
            onClick={() =>
              onChange([
                ...tokens,
                { id: nextSlot(free), parameter: '', placeholder: '', name: '' },
              ])
            }
          >
            {t('token.add')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Numbered slots first: the two special ones are chosen on purpose. */
function nextSlot(free: readonly string[]): string {
  return free.find((slot) => /^\d/.test(slot)) ?? free[0] ?? '1'
}

function slotName(slot: string): string {
  if (slot === 'external_id') return t('token.externalId')
  return slot === 'cost' ? t('token.cost') : `sub_id_${slot}`
}

interface TokenRowProps {
  readonly token: Token
  readonly free: readonly string[]
  readonly onChange: (changes: Partial<Token>) => void
  readonly onRemove: () => void
}

function TokenRow({ token, free, onChange, onRemove }: TokenRowProps) {
  const input = (field: 'parameter' | 'placeholder' | 'name', label: string) => (
    <td>
      <input
        class={field === 'name' ? undefined : 'code'}
        aria-label={`${label}: ${slotName(token.id)}`}
        value={token[field]}
        spellcheck={false}
        onInput={(event) => onChange({ [field]: event.currentTarget.value })}
      />
    </td>
  )
  return (
    <tr>
      <th scope="row">
        <Select
          label={t('token.slot')}
          value={token.id}
          options={[token.id, ...free].map((slot) => ({ value: slot, label: slotName(slot) }))}
          onChange={(id) => onChange({ id })}
        />
      </th>
      {input('parameter', t('token.parameter'))}
      {input('placeholder', t('token.macro'))}
      {input('name', t('token.name'))}
      <td>
        <Button icon="trash" look="quiet" label={t('delete')} onClick={onRemove} />
      </td>
    </tr>
  )
}
