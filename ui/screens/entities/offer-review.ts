/** From which payout on a conversion of an offer is marked for review. */
import { ask, get } from '../../api/client.ts'
import { hidesMoney } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { type FieldSpec, numberOf, textOf, type Values } from './field-specs.ts'

interface Full {
  readonly payout: { readonly reviewAbove: number | string | null }
}

/** `storedReview` is what the server has; nothing of those from whom money is kept. */
export async function readReview(id: string, signal?: AbortSignal): Promise<Values> {
  if (hidesMoney.peek()) return {}
  const { payout } = await get<Full>(`/offer/${id}/full`, signal)
  const text = payout.reviewAbove === null ? '' : String(payout.reviewAbove)
  return { reviewAbove: text, storedReview: text }
}

export async function changeReview(id: string, values: Values): Promise<void> {
  const text = textOf(values, 'reviewAbove').trim()
  if (hidesMoney.peek() || text === textOf(values, 'storedReview')) return
  const reviewAbove = text === '' ? null : numberOf({ text }, 'text')
  await ask('PATCH', `/offer/${id}/full`, { body: { payout: { reviewAbove } } })
}

export function reviewField(): FieldSpec {
  return {
    kind: 'number',
    name: 'reviewAbove',
    label: t('offer.reviewAbove'),
    hint: t('offer.reviewAboveHint'),
  }
}
