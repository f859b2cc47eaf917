import { expect, test } from 'bun:test'

import { continentOf, CONTINENTS, COUNTRIES, countryName } from '../../src/core/countries.ts'

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
