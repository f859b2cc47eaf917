import { describe, expect, test } from 'bun:test'

import {
  compileAction,
  compileFlows,
  compileLanding,
  compileOffer,
} from '../../src/core/compile.ts'
import { expand } from '../../src/core/macros/expand.ts'
import {
  aFilter,
  aFlow,
  aLanding,
  aLandingEntry,
  aMacroContext,
  aNetwork,
  anOffer,
  anOfferEntry,
  aPath,
  aVisit,
  someParameters,
} from '../support/build.ts'

describe('compiling a campaign', () => {
  test('leaves out what is switched off and keeps the order', () => {
    const flows = [
      aFlow({ id: 1, enabled: false }),
      aFlow({ id: 2, type: 'forced' }),
      aFlow({
        id: 3,
        filters: [aFilter('country', ['DE']), aFilter('city', ['x'], { enabled: false })],
      }),
      aFlow({ id: 4, paths: [aPath({ id: 1, enabled: false }), aPath({ id: 2 })] }),
      aFlow({ id: 5, type: 'default' }),
    ]
    const compiled = compileFlows({ mode: 'weight', flows })
    expect(compiled.forced.map(({ id }) => id)).toEqual([2])
    expect(compiled.regular.map(({ id }) => id)).toEqual([3, 4])
    expect(compiled.fallback?.id).toBe(5)
    expect(compiled.regular[0]?.filters.map(({ key }) => key)).toEqual(['country'])
    expect(compiled.regular[1]?.paths.map(({ position }) => position)).toEqual([2])
  })

  test('keeps offers of weight 0 but no such landings', () => {
    const landings = [aLandingEntry({ weight: 0 }), aLandingEntry({ landingId: 2 })]
    const offers = [anOfferEntry({ offerId: 1, weight: 0 }), anOfferEntry({ offerId: 2 })]
    const flow = aFlow({ paths: [aPath({ landings, offers })] })
    const { regular } = compileFlows({ mode: 'position', flows: [flow] })
    expect(regular[0]?.paths[0]?.landings.map(({ landingId }) => landingId)).toEqual([2])
    expect(regular[0]?.paths[0]?.offers.map(({ position }) => position)).toEqual([1, 2])
  })

  test('reads 0 and nothing as no target', () => {
    const offers = [
      anOfferEntry({ offerId: 0, campaignId: 0, directUrl: 'https://u.example/' }),
      anOfferEntry({ offerId: 1, directUrl: 'https://u.example/' }),
      anOfferEntry({ offerId: 0, directUrl: '' }),
    ]
    const flow = aFlow({ paths: [aPath({ offers })] })
    const { regular } = compileFlows({ mode: 'position', flows: [flow] })
    const entries = regular[0]?.paths[0]?.offers ?? []
    expect(entries.map(({ offerId }) => offerId)).toEqual([null, 1, null])
    expect(entries.map(({ direct }) => direct?.payload ?? null)).toEqual([
      'https://u.example/',
      null,
      null,
    ])
  })
})

describe('an offer’s address', () => {
  const url = 'https://o.example/?a=1#f'
  const cases: [template: string, address: string][] = [
    ['', url],
    ['{offer_url}', url],
    ['{offer_url}&s={subid}', 'https://o.example/?a=1&s={subid}#f'],
    ['{offer_url}?s={subid}', 'https://o.example/?a=1&s={subid}#f'],
    ['{offer_url}/more', `${url}/more`],
    ['https://net.example/?to={offer_url}', 'https://net.example/?to={offer_url}'],
    ['https://net.example/', url],
  ]
  test.each(cases)('inside %p', (offerUrlTemplate, address) => {
    const { action, hasOwnAction } = compileOffer(anOffer({ url }), aNetwork({ offerUrlTemplate }))
    expect(action.payload).toBe(address)
    expect(hasOwnAction).toBe(false)
  })

  test('goes to an action of its own that has none', () => {
    const own = (payload: string) =>
      compileOffer(anOffer({ url, action: { key: 'iframe', payload } }), null)
    expect(own('').action).toMatchObject({ key: 'iframe', payload: url })
    expect(own('https://x.example/').action.payload).toBe('https://x.example/')
    expect(own('').hasOwnAction).toBe(true)
  })
})

test('landings are addresses, files or actions', () => {
  expect(compileLanding(aLanding()).action).toMatchObject({
    key: 'http',
    payload: 'https://landing.example/',
  })
  expect(compileLanding(aLanding({ kind: 'local' })).action.key).toBe('local_file')
  const action = { key: 'show_html', payload: '<p>' }
  expect(compileLanding(aLanding({ kind: 'action', action })).action).toMatchObject(action)
  expect(compileLanding(aLanding({ kind: 'action' })).action.key).toBe('do_nothing')
})

test('actions are parsed by the kind of their payload', () => {
  const visit = aVisit({ parameters: someParameters({ keyword: '<b> &' }) })
  const filled = (key: string) => {
    const { template } = compileAction({ key, payload: 'https://a.example/?k={keyword}' })
    return expand(template, aMacroContext({}, visit)).slice('https://a.example/?k='.length)
  }
  expect(['http', 'show_html', 'show_text', 'campaign'].map(filled)).toEqual([
    '%3Cb%3E%20%26',
    '&lt;b&gt; &amp;',
    '<b> &',
    '<b> &',
  ])
  expect(compileAction({ key: 'teleport', payload: 'x' }).template.soundness).toBe('bad')
})
