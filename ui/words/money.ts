/** Words of conversions, postbacks, costs, links and pixels. */
import type { Texts } from './texts.ts'

export const moneyWords = {
  'conversion.empty': ['No conversions in this period', 'За этот период конверсий нет'],
} satisfies Texts
