/** The currencies amounts may be in, with their signs. The base currency of a tracker is one of them. */

/** ISO 4217 code and sign, in the order in which people are offered them. */
export const SIGNS: Readonly<Record<string, string>> = {
  USD: '$',
  EUR: '€',
  GBP: '£',
  RUB: '₽',
  CNY: '¥',
  PLN: 'zł',
  JPY: '¥',
  UAH: '₴',
  CAD: 'C$',
  BTC: '₿',
  IDR: 'Rp',
  INR: '₹',
  BGN: 'лв',
  TRY: '₺',
  PHP: '₱',
  VND: '₫',
  AZN: '₼',
  AUD: 'A$',
  BYN: 'Br',
  BRL: 'R$',
  CZK: 'Kč',
  DKK: 'kr',
  HKD: 'HK$',
  HUF: 'Ft',
  ISK: 'kr',
  ILS: '₪',
  KZT: '₸',
  KRW: '₩',
  KGS: 'сом',
  MYR: 'RM',
  MXN: 'Mex$',
  NZD: 'NZ$',
  NOK: 'kr',
  RON: 'lei',
  SGD: 'S$',
  ZAR: 'R',
  SEK: 'kr',
  CHF: 'Fr',
  THB: '฿',
  UZS: 'soʻm',
  EGP: 'E£',
}

export const CURRENCIES: readonly string[] = Object.keys(SIGNS)

/** A code as it is counted by: in capitals, and roubles not by the code that they had until 1998. */
export function currencyCode(text: string): string {
  const code = text.toUpperCase()
  return code === 'RUR' ? 'RUB' : code
}

/** `''` for a code that is not in the list. */
export function currencySign(code: string): string {
  return SIGNS[code] ?? ''
}
