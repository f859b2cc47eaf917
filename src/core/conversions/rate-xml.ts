/**
 * The European Central Bank's table of rates, the one form of XML that is read. The document has
 * elements and attributes only; one that declares or refers to anything is refused as a whole, so
 * nothing is ever expanded.
 */

/** Only under this name is it known that the rates are for one euro. */
const VOCABULARY = 'http://www.ecb.int/vocabulary/2002-08-01/eurofxref'
const CUBE = /<Cube\b([^<>]*)>/g
const ATTRIBUTE = /(\w+)=(?:"([^"]*)"|'([^']*)')/g
const RATE = /^\d{1,9}(?:\.\d{1,9})?$/

/** As its JSON would be. */
export interface ListedRates {
  readonly base: 'EUR'
  /** `2026-11-20`. */
  readonly date: string
  readonly rates: Readonly<Record<string, number>>
}

/** The newest day of the table; `null`: it is none of the bank's. */
export function readRateXml(xml: string): ListedRates | null {
  if (!xml.includes(VOCABULARY) || /<!|&/.test(xml)) return null
  const rates = new Map<string, number>()
  let date: string | null = null
  for (const [, attributes = ''] of xml.matchAll(CUBE)) {
    const { time, currency, rate } = attributesIn(attributes)
    // Tables of many days begin with the newest.
    if (time !== undefined && date !== null) break
    date ??= time ?? null
    if (date !== null && currency && rate && RATE.test(rate)) rates.set(currency, Number(rate))
  }
  return date === null ? null : { base: 'EUR', date, rates: Object.fromEntries(rates) }
}

function attributesIn(text: string): Partial<Record<string, string>> {
  const found = [...text.matchAll(ATTRIBUTE)]
  return Object.fromEntries(found.map(([, name = '', double, single]) => [name, double ?? single]))
}
