/** What costs are booked by: how an amount is meant, and the fields whose values have costs. */
import { titleWith } from '../../api/parameter-names.ts'
import type { Option } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'

const SUB_IDS = 30

/** `names`: of parameters, by dimension. */
export function subIdOptions(names: ReadonlyMap<string, string> = new Map()): readonly Option[] {
  return Array.from({ length: SUB_IDS }, (_, at) => {
    const value = `sub_id_${at + 1}`
    return { value, label: titleWith(names, `token_${at + 1}`, value) }
  })
}

export function costModeOptions(): readonly Option[] {
  return [
    { value: 'spread', label: t('cost.spread') },
    { value: 'per_click', label: t('cost.perClick') },
  ]
}
