/** What costs are booked by: how an amount is meant, and the fields whose values have costs. */
import type { Option } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'

const SUB_IDS = 30

export function subIdOptions(): readonly Option[] {
  return Array.from({ length: SUB_IDS }, (_, at) => {
    const name = `sub_id_${at + 1}`
    return { value: name, label: name }
  })
}

export function costModeOptions(): readonly Option[] {
  return [
    { value: 'spread', label: t('cost.spread') },
    { value: 'per_click', label: t('cost.perClick') },
  ]
}
