/**
 * What a click costs (`routing.md` 11), in the currency that was said. Costs per conversion are booked
 * when it arrives.
 */
import { currencyCode } from './currencies.ts'
import type { Cost } from './model.ts'
import { parseMoney } from './money.ts'
import type { Parameters } from './visit.ts'

export interface ClickCost {
  readonly micros: number
  readonly currency: string
  /** `no_rate`: it could not be converted, and counts as none. */
  readonly origin: 'macro' | 'rule' | 'none' | 'no_rate'
}

/** Facts of the click that decide whether it is charged. */
export interface Charged {
  readonly uniqueInCampaign: boolean
  /** A bot where bots are not charged, or passed on by the campaign that has paid for the visit. */
  readonly exempt: boolean
  readonly provisional: boolean
}

/** What a visit says of its cost. */
export type SentCost = Pick<Parameters, 'cost' | 'currency'>

export function clickCost(cost: Cost, sent: SentCost, click: Charged): ClickCost {
  const { currency } = cost
  if (cost.auto && sent.cost !== '') return sentCost(cost, sent, click)
  const micros = isFree(click) ? 0 : valuePerClick(cost, click)
  const origin = micros === 0 ? 'none' : 'rule'
  return { micros: withLoss(micros, cost.trafficLoss), currency, origin }
}

/** Whether the visit sent a cost that can't be read: it counts as none, which the trace says. */
export function isUnreadableCost(sent: SentCost): boolean {
  return sent.cost !== '' && parseMoney(sent.cost) === null
}

function sentCost(cost: Cost, sent: SentCost, click: Charged): ClickCost {
  const amount = parseMoney(sent.cost)
  const currency = sent.currency === '' ? cost.currency : currencyCode(sent.currency)
  if (amount === null) return { micros: 0, currency: cost.currency, origin: 'none' }
  const micros = isFree(click) ? 0 : withLoss(amount, cost.trafficLoss)
  return { micros, currency, origin: 'macro' }
}

function isFree({ exempt, provisional }: Charged): boolean {
  return exempt || provisional
}

function valuePerClick({ model, amountMicros }: Cost, { uniqueInCampaign }: Charged): number {
  switch (model) {
    case 'CPC':
      return amountMicros
    case 'CPUC':
      return uniqueInCampaign ? amountMicros : 0
    case 'CPM':
      return amountMicros / 1000
    case 'CPA':
    case 'CPS':
    case 'RevShare':
      return 0
  }
}

/** Of 100 clicks the source bills, `loss` percent never arrive: the others carry their cost. */
function withLoss(micros: number, loss: number): number {
  return Math.round(loss > 0 && loss < 100 ? micros / (1 - loss / 100) : micros)
}
