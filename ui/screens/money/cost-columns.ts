/** Which columns of a source's file hold what: guessed by their titles, and as the last file had them. */
import { titleCurrency } from '../../../src/core/files/currencies.ts'
import { currencyOptions } from '../../api/choices.ts'
import { readStoredJson, store } from '../../state/stored.ts'
import type { Title } from './list-titles.ts'

export const COST_COLUMNS = ['date', 'value', 'cost', 'campaign', 'currency'] as const
export type CostColumn = (typeof COST_COLUMNS)[number]
/** Titles by what their column holds; what no column holds is not there. */
export type CostColumns = Partial<Readonly<Record<CostColumn, string>>>

/** Of titles in lower case, without what stands in brackets or behind a comma (`Spent, USD`). */
const USUAL: Readonly<Record<CostColumn, RegExp>> = {
  date: /^((by )?(date|hour|day)|datetime|date[/ ]time|report date|reporting starts|stat_time_day|дата|день|час|дата и время|(дата )?начал[оа] отч[её]тности)$/,
  cost: /^(costs?|spent|spend|amount spent|(total|media|money|ad) (costs?|spent|spend)|money|расходы?|затраты|потрачено|израсходовано|стоимость|сумма( затрат| расходов)?|(всего|потраченная) (расход|потрачено|сумма))$/,
  value:
    /^value$|^значение$|zone|site|placement|publisher|creative|banner|\bads?\b|keyword|площадк|зона|сайт|креатив|баннер|объявлен|ключ/,
  // Whatever else a source calls so holds numbers and names of its own.
  campaign: /^campaign$/,
  currency: /^(currency( code)?|(код )?валют[аы])$/,
}
/** What a table of sums has beside them. */
const NO_VALUE = /cost|cpc|cpm|ctr|clicks|impressions|spen[dt]|расход|клик|показ/

function plain(title: string): string {
  return title
    .toLowerCase()
    .replace(/[([,].*$/, '')
    .replace(/\s*\p{Sc}$/u, '')
    .trim()
}

/** The currency that a title of costs names, `Amount spent (EUR)`; `''` for none of those in the form. */
export function currencyIn(title: string): string {
  const code = titleCurrency(title)
  return currencyOptions().some(({ value }) => value === code) ? code : ''
}

/** Each title is taken once; those of the last file count before usual ones. */
export function guessed(titles: readonly Title[], last: CostColumns = {}): CostColumns {
  const columns: Partial<Record<CostColumn, string>> = {}
  const isFree = ({ title }: Title) => !Object.values(columns).includes(title)
  for (const name of COST_COLUMNS) {
    const free = titles.filter(isFree)
    const usual = ({ title }: Title) =>
      USUAL[name].test(plain(title)) && (name !== 'value' || !NO_VALUE.test(plain(title)))
    const found =
      free.find(({ title }) => title.toLowerCase() === name) ??
      free.find(({ title }) => title === last[name]) ??
      free.find(usual)
    if (found !== undefined) columns[name] = found.title
  }
  return columns
}

const KEPT = 'cost-file-columns'

/** Those of the last file that was booked in this browser. */
export function lastColumns(): CostColumns {
  return readStoredJson<CostColumns>(KEPT) ?? {}
}

export function keepColumns(columns: CostColumns): void {
  store(KEPT, JSON.stringify(columns))
}
