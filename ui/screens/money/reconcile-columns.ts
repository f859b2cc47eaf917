/** Which columns of a network's list hold what: guessed by their titles, the click's id by its form. */
import { CLICK_ID } from '../../format/text.ts'
import type { Title } from './list-titles.ts'
import type { ColumnField, ColumnMap } from './reconciliation.ts'

/** Of titles in lower case with blanks between words. What is not here is chosen by hand. */
const USUAL: Readonly<Record<Exclude<ColumnField, 'clickId'>, RegExp>> = {
  transactionId:
    /^((transaction|conversion|action|lead|order) id|tid|txid|id (конверсии|лида|заказа|транзакции))$/,
  status: /^((conversion|lead|action|order) )?status$|^статус( (конверсии|лида|заказа))?$/,
  payout:
    /^(payout|commission|earnings?|affiliate earnings|выплата|вознаграждение|комиссия|отчисления)$/,
  currency: /^((payout )?currency( code)?|валюта)$/,
  time: /^((conversion|created|action|lead) (time|date)|created( at)?|date(time)?|дата( (конверсии|создания|лида))?)$/,
}

function plain(title: string): string {
  return title
    .toLowerCase()
    .replace(/[([,].*$/, '')
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
}

export function guessedColumns(titles: readonly Title[]): ColumnMap {
  const columns: Partial<Record<ColumnField, string>> = {}
  const clickId = titles.find(({ example }) => CLICK_ID.test(example))
  if (clickId !== undefined) columns.clickId = clickId.title
  for (const [field, usual] of Object.entries(USUAL)) {
    const found = titles.find(({ title }) => usual.test(plain(title)))
    if (found !== undefined) columns[field as ColumnField] = found.title
  }
  return columns
}
