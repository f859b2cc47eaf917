/**
 * What would never count, although it is money: payouts that are no amounts, and second meanings or
 * amounts of a word. Changes are refused for it; what is stored or comes in a file is told.
 */
import type { StatusWord } from '../core/conversions/classes.ts'
import { contradictionsIn, foldWord, statusWordOf } from '../core/conversions/statuses.ts'
import type { StatusPayout } from '../core/model.ts'
import { parseMoney } from '../core/money.ts'
import { linesOf } from '../core/settings/settings.ts'
import type { Draft } from '../db/records.ts'
import type { Fields } from './refusal.ts'

export type Counting = Pick<Draft<'affiliate_networks'>, 'statusMap' | 'statusPayouts'>

/** By property; empty where everything counts. */
export function uncountedIn({ statusMap, statusPayouts }: Counting): Fields {
  const fields = {
    statusMap: uncountedWords(statusMap),
    statusPayoutRelations: uncountedPayouts(statusPayouts),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, texts]) => texts.length > 0))
}

const STATUS_WORDS = 'conversions.status_words'

/** As `uncountedIn`, of a setting. */
export function uncountedSetting(key: string, text: string): Fields {
  if (key !== STATUS_WORDS) return {}
  const texts = uncountedWords(linesOf(text).flatMap((line) => statusWordOf(line) ?? []))
  return texts.length === 0 ? {} : { [key]: texts }
}

/** Of a word with two meanings the second one never counts. */
export function uncountedWords(words: readonly StatusWord[]): readonly string[] {
  return twiceSaid(words.map(({ word, class: of }) => [word, of]))
}

function uncountedPayouts(payouts: readonly StatusPayout[]): readonly string[] {
  const amounts = payouts.map(({ payout }) => parseMoney(payout))
  const odd = payouts.flatMap(({ conversionStatus, payout }, at) => {
    if (foldWord(conversionStatus) === '') return [`"${payout}" is of no status`]
    return amounts[at] === null ? [`"${payout}" of "${conversionStatus}" is no amount`] : []
  })
  const said = payouts.map(
    ({ conversionStatus }, at) => [conversionStatus, amounts[at] ?? ''] as const,
  )
  return [...odd, ...twiceSaid(said)]
}

function twiceSaid(entries: Parameters<typeof contradictionsIn>[0]): readonly string[] {
  const texts = contradictionsIn(entries).map((word) => `says two things of "${word}"`)
  return [...new Set(texts)]
}
