/** What a status of a conversion can mean to us. */
import { t } from '../../words/words.ts'

const CLASSES = ['lead', 'sale', 'rebill', 'rejected', 'trash', 'other', 'ignore'] as const

export function classOptions() {
  return CLASSES.map((value) => ({ value, label: t(`class.${value}`) }))
}
