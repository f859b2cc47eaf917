/** Finding one flow of many in the flow editor. */
import { expect, test } from 'bun:test'

import {
  type DraftFlow,
  newFlow,
  newLanding,
  newOffer,
  newPath,
} from '../../ui/screens/flows/draft.ts'
import { isFound, leadsTo } from '../../ui/screens/flows/flow-search.ts'

const NAMES = {
  catalog: { filters: [], actions: [], macros: [], limits: {} },
  offers: [
    { value: '1', label: 'Slim Drops' },
    { value: '2', label: 'Кето' },
  ],
  landings: [{ value: '7', label: 'Quiz' }],
  campaigns: [{ value: '4', label: 'Tail' }],
}
const country = (...payload: string[]) => ({
  key: 'country',
  mode: 'accept' as const,
  payload,
  onUnknown: 'defer' as const,
  enabled: true,
})

function aFlow(changes: Partial<DraftFlow>): DraftFlow {
  return { ...newFlow('regular'), ...changes }
}

const PATHS = [
  {
    ...newPath(''),
    landings: [newLanding(7)],
    offers: [newOffer({ offerId: 1 }), { ...newOffer({ offerId: 2 }), enabled: false }],
  },
  { ...newPath('other'), offers: [newOffer({ campaignId: 4 }), newOffer({ offerId: 1 })] },
  { ...newPath('off'), enabled: false, offers: [newOffer({ directUrl: 'https://a.example' })] },
]

test('a closed flow says where its traffic goes, each place once and none that is off', () => {
  expect(leadsTo(NAMES, aFlow({ paths: PATHS }))).toEqual(['Quiz', 'Slim Drops', 'Tail'])
  expect(leadsTo(NAMES, aFlow({ paths: [] }))).toEqual([])
  const url = 'https://b.example/?x=1'
  const action = aFlow({ action: { key: 'http', payload: url }, paths: [] })
  expect(leadsTo(NAMES, action)).toEqual([expect.stringContaining(url)])
})

test.each([
  ['', true],
  ['  ', true],
  ['вечер', true],
  ['ВЕЧЕР de', true],
  ['вечер mx', false],
  ['nl', true],
  ['netherlands', true],
  ['Mexico', false],
  ['slim', true],
  ['quiz tail', true],
  ['кето', false],
  ['#35', true],
  ['35', false],
])('%j is found: %p', (search, found) => {
  const filters = [country('DE', 'AT', 'CH', 'LU', 'NL')]
  const flow = aFlow({ id: 35, name: 'Вечер', filters, paths: PATHS })
  expect(isFound(NAMES, flow, search)).toBe(found)
})
