import { afterAll, expect, test } from 'bun:test'

import type { Query } from '../../../../src/core/reports/query.ts'
import { openManagement } from '../../../support/management.ts'

/** Dictionaries of places, devices and providers: embedded lists, and what visits brought. */
const asked: Query[] = []
const row = (value: string | null) => ({
  level: 1,
  path: [{ dimension: 'geoCity', value, label: value ?? '' }],
  m: {},
  hasChildren: false,
  isOther: false,
})
const management = openManagement({
  reports: {
    query: (query) => {
      asked.push(query)
      const rows = [row('Berlin'), row(null), row('Bern')]
      return Promise.resolve({
        rows,
        totals: {},
        prevTotals: null,
        totalRows: 3,
      } as never)
    },
  },
})
afterAll(() => management.close())

const get = async (path: string) => (await management.call('GET', path)).body

test('countries and continents are complete', async () => {
  const countries = await get('/geo/country')
  expect(countries.length).toBeGreaterThan(240)
  expect(await get('/geo/country?name=germ')).toEqual([
    { code: 'DE', name: 'Germany', fullname: 'Germany (DE)' },
  ])
  expect((await get('/geo/continent')).length).toBe(7)
})

test('cities are those that visits brought, looked up by a part of the name', async () => {
  expect(await get('/geo/city?name=ber')).toEqual([
    { name: 'Berlin', fullname: 'Berlin' },
    { name: 'Bern', fullname: 'Bern' },
  ])
  expect(JSON.stringify(asked.at(-1))).toContain('"ber"')
  expect(JSON.stringify(asked.at(-1))).toContain('geoCity')
})

test('systems that nobody has come with yet can be chosen too', async () => {
  expect(await get('/device/operating_system?searchPart=win')).toContain('Windows')
  expect(await get('/rotation/device/os/win')).toContain('Windows')
  expect(await get('/device/browser')).toContain('Chrome')
  expect(await get('/rotation/device/browser/fire')).toContain('Firefox')
  expect(await get('/isp/names?searchPart=be')).toEqual(['Berlin', 'Bern'])
})

test.each([
  ['/device/resolution?searchPart=1920', '1920x1080'],
  ['/rotation/device/resolution/1920', '1920x1080'],
  ['/isp/connections', 'cellular'],
  ['/rotation/device/type', 'tablet'],
])('%s has %s', async (path, value) => {
  expect(await get(path)).toContain(value)
})
