/** Classes of conversions, and what a status can mean to us. */
import { t } from '../../words/words.ts'

export const CLASSES = ['lead', 'sale', 'rebill', 'rejected', 'trash', 'other'] as const

export function classOptions() {
  return ([...CLASSES, 'ignore'] as const).map((value) => ({ value, label: t(`class.${value}`) }))
}
