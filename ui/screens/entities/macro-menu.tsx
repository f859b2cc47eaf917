/** Macros for the field beside it: one that is picked comes where the cursor is. */
import { useRef } from 'preact/hooks'

import { Menu } from '../../parts/menu.tsx'
import { t } from '../../words/words.ts'
import type { Token } from './token-table.tsx'

/** What sources want to hear of a conversion. */
const OF_CONVERSIONS = [
  'external_id',
  'payout',
  'revenue_currency',
  'status',
  'tid',
  'subid',
  'cost',
  'conversion_time',
] as const

/** `tokens`: parameters of the source, which its postback may send back. */
export function MacroMenu({ tokens }: { readonly tokens: readonly Token[] }) {
  const place = useRef<HTMLSpanElement>(null)
  const insert = (macro: string) => {
    const input = place.current?.parentElement?.querySelector('input')
    if (!input) return
    input.focus()
    input.setRangeText(`{${macro}}`, input.selectionStart ?? 0, input.selectionEnd ?? 0, 'end')
    input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
  const ofSource = tokens
    .filter(({ id }) => /^\d+$/.test(id))
    .map(({ id, name }) => ({ macro: `sub_id_${id}`, about: name }))
  const offered = [
    ...OF_CONVERSIONS.map((macro) => ({ macro, about: t(`macro.${macro}`) })),
    ...ofSource,
  ]
  return (
    <span ref={place}>
      <Menu
        label={t('macro.insert')}
        text={t('macro.one')}
        icon="plus"
        items={offered.map(({ macro, about }) => ({
          label: about === '' ? `{${macro}}` : `{${macro}} · ${about}`,
          run: () => insert(macro),
        }))}
      />
    </span>
  )
}
