import { expect, test } from 'bun:test'

import { continentOf, CONTINENTS, COUNTRIES, countryName } from '../../src/core/countries.ts'
import { cellIn } from '../../src/core/words/cells.ts'
import { COUNTRY_CODES } from '../../src/core/words/closed-lists.ts'
import { countryIn } from '../../src/core/words/values.ts'

test('the list has the 249 countries of ISO 3166-1 and Kosovo, in order', () => {
  expect(COUNTRIES.size).toBe(250)
  expect([...COUNTRIES.keys()]).toEqual([...COUNTRIES.keys()].sort())
})

test.each([...COUNTRIES.values()])('$code has a name and a continent', (country) => {
  expect(country.code).toMatch(/^[A-Z]{2}$/)
  expect(country.name).toMatch(/^\p{Lu}[^;\n]{2,}$/u)
  expect(CONTINENTS.has(country.continent)).toBe(true)
})

test('the platform knows the same codes', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  expect([...COUNTRIES.keys()].filter((code) => names.of(code) === undefined)).toEqual([])
})

test('the admin offers the same, and every name is found again in Russian', () => {
  expect(COUNTRY_CODES.split(' ')).toEqual([...COUNTRIES.keys()])
  for (const { code, name } of COUNTRIES.values()) {
    expect(countryIn('en', code)).toBe(name)
    expect(cellIn('ru', 'country', name)).toBe(countryIn('ru', code))
    expect(cellIn('ru', 'country', name)).toMatch(/\p{Script=Cyrillic}/u)
  }
})

test.each([
  ['DE', 'Germany', 'EU'],
  ['US', 'United States', 'NA'],
  ['TR', 'Türkiye', 'AS'],
  ['BR', 'Brazil', 'SA'],
  ['de', '', ''],
  ['', '', ''],
  ['__proto__', '', ''],
])('%j is %j in %j', (code, name, continent) => {
  expect(countryName(code)).toBe(name)
  expect(continentOf(code)).toBe(continent)
})
