import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { ACTIONS, actionType } from '../../src/core/actions/index.ts'
import { refreshPageWithoutReferrer, withBase } from '../../src/core/actions/page.ts'
import { afterFailedFetch, answer, forScript } from '../../src/core/answer.ts'
import { newClick } from '../../src/core/click.ts'
import { decide } from '../../src/core/decide.ts'
import { nothing } from '../../src/core/decision.ts'
import { NO_OUTSIDE, type Outside } from '../../src/core/macros/context.ts'
import { expand } from '../../src/core/macros/expand.ts'
import { parseTemplate } from '../../src/core/macros/parse.ts'
import type { ActionSpec } from '../../src/core/model.ts'
import { aimWith } from '../../src/core/targets.ts'
import {
  aFlow,
  aLanding,
  aLandingEntry,
  aMacroContext,
  anArrival,
  anOffer,
  anOfferEntry,
  aPath,
  aVisit,
  aWorld,
  NOON,
  someParameters,
} from '../support/build.ts'

const outside: Outside = {
  ...NO_OUTSIDE,
  token: () => 'tok',
  relayUrl: (target) => `https://trk.example/_relay/${encodeURIComponent(target)}`,
  page: (id) => (id === 5 ? parseTemplate('<a href="{offer}">{t1}</a>', 'html') : null),
}

type Setting = ReturnType<typeof aWorld>

function answered({ tables, campaign }: Setting, value = 'v') {
  const visit = aVisit({ campaign, parameters: someParameters({ subIds: [value] }) })
  const click = newClick(visit, anArrival())
  const macros = aMacroContext({ click, tables, outside }, visit)
  const aim = aimWith(macros, visit)
  const decision = decide(tables, visit, () => 0, NOON, aim)
  return { decision, macros, answer: answer(decision, macros) }
}

const ofAction = (action: ActionSpec) => aWorld([aFlow({ action })])
const act = (action: ActionSpec, value?: string) => answered(ofAction(action), value).answer

const TARGET = 'https://o.example/p?a={t1}&b=2#f'

const bodies: Record<string, string> = {
  meta: '<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=https://o.example/p?a=x%26%22&amp;b=2#f"></head><body><a href="https://o.example/p?a=x%26%22&amp;b=2#f">https://o.example/p?a=x%26%22&amp;b=2#f</a></body></html>',
  js: '<!doctype html><html><head><meta charset="utf-8"></head><body><script>location.replace("https:\\u002f\\u002fo.example\\u002fp?a\\u003dx\\u002526\\u002522\\u0026b\\u003d2#f")</script><noscript><meta http-equiv="refresh" content="0;url=https://o.example/p?a=x%26%22&amp;b=2#f"></noscript></body></html>',
  js_for_script:
    'window.top.location.replace("https:\\u002f\\u002fo.example\\u002fp?a\\u003dx\\u002526\\u002522\\u0026b\\u003d2#f");',
  formsubmit:
    '<!doctype html><html><head><meta charset="utf-8"></head><body><form method="post" action="https://o.example/p#f"><input type="hidden" name="a" value="x&amp;&quot;"><input type="hidden" name="b" value="2"><noscript><button>Continue</button></noscript></form><script>HTMLFormElement.prototype.submit.call(document.forms[0])</script></body></html>',
}

describe('actions', () => {
  test('http redirects', () => {
    expect(act({ key: 'http', payload: TARGET }, 'x&"')).toEqual({
      kind: 'page',
      status: 302,
      headers: [],
      body: '',
      contentType: 'text/html; charset=utf-8',
      location: 'https://o.example/p?a=x%26%22&b=2#f',
    })
  })

  test.each(Object.entries(bodies))('%s is a page', (key, body) => {
    expect(act({ key, payload: TARGET }, 'x&"')).toMatchObject({
      status: 200,
      body,
      location: null,
    })
  })

  test('a script is of a script’s type', () => {
    const type = 'application/javascript; charset=utf-8'
    expect(act({ key: 'js_for_script', payload: TARGET })).toMatchObject({ contentType: type })
  })

  test('double_meta shows our own page first', () => {
    const page = act({ key: 'double_meta', payload: 'https://o.example/' })
    expect(page).toMatchObject({ status: 200 })
    expect(JSON.stringify(page)).toContain(
      '0;url=https://trk.example/_relay/https%3A%2F%2Fo.example%2F',
    )
    expect(JSON.stringify(page)).not.toContain('https://o.example/')
    expect(refreshPageWithoutReferrer('https://o.example/')).toContain('name="referrer"')
  })

  test('blank_referrer says so twice', () => {
    const page = act({ key: 'blank_referrer', payload: TARGET })
    expect(page).toMatchObject({ headers: [['Referrer-Policy', 'no-referrer']] })
    expect(JSON.stringify(page)).toContain('content=\\"no-referrer\\"')
  })

  test('frames hold the target', () => {
    for (const key of ['iframe', 'frame']) {
      expect(JSON.stringify(act({ key, payload: TARGET }))).toContain(
        'src=\\"https://o.example/p?a=v&amp;b=2#f\\"',
      )
    }
  })

  test('js_for_iframe leaves the frame', () => {
    expect(JSON.stringify(act({ key: 'js_for_iframe', payload: TARGET }))).toContain(
      'window.top.location',
    )
  })

  test('curl and remote are for others to fetch', () => {
    const url = 'https://o.example/p?a=v&b=2#f'
    const shown = act({ key: 'curl', payload: TARGET })
    const followed = act({ key: 'remote', payload: TARGET })
    expect(shown).toEqual({ kind: 'fetch', how: 'show', url })
    expect(followed).toEqual({ kind: 'fetch', how: 'follow', url })
    expect(afterFailedFetch({ kind: 'fetch', how: 'show', url })).toMatchObject({ location: url })
    expect(afterFailedFetch({ kind: 'fetch', how: 'follow', url })).toMatchObject({
      status: 200,
      body: '',
    })
  })

  test('show_html and show_text fill in their payload', () => {
    const html = act({ key: 'show_html', payload: '<p>{t1}{no}' }, '<b>')
    expect(html).toMatchObject({
      body: '<p>&lt;b&gt;{no}',
      contentType: 'text/html; charset=utf-8',
    })
    const text = act({ key: 'show_text', payload: 'hi {t1}' }, '<b>')
    expect(text).toMatchObject({ body: 'hi <b>', contentType: 'text/plain; charset=utf-8' })
  })

  test('status404, do_nothing and campaign show nothing', () => {
    expect(act({ key: 'status404', payload: '' })).toMatchObject({ status: 404, body: '' })
    expect(act({ key: 'do_nothing', payload: '' })).toMatchObject({ status: 200, body: '' })
    expect(actionType('campaign')?.payloadKind).toBe('campaign')
  })

  /** As a browser would run it in a page; where that went, and what it put into it. */
  function inScriptTag(action: ActionSpec, value = 'v') {
    const { answer, decision, macros } = answered(ofAction(action), value)
    if (answer.kind !== 'page') throw new Error('a page is expected')
    const shown = forScript(answer, decision, macros)
    expect(shown.contentType).toBe('application/javascript; charset=utf-8')
    const gone: string[] = []
    const element = (tag: string) => ({
      tag,
      style: {},
      children: [] as unknown[],
      appendChild(this: { children: unknown[] }, child: unknown) {
        this.children.push(child)
      },
    })
    const documentElement = element('html')
    const document = { createElement: element, documentElement }
    const window = { top: { location: { replace: (to: string) => gone.push(to) } } }
    const Form = {
      prototype: {
        submit(this: object) {
          gone.push('submitted')
        },
      },
    }
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- as a browser would run it
    new Function('window', 'document', 'HTMLFormElement', shown.body)(window, document, Form)
    return { gone, added: documentElement.children }
  }
  const SENT = 'https://o.example/p?a=v&b=2#f'

  test.each(['http', 'meta', 'js', 'js_for_script', 'js_for_iframe'])(
    'in a script tag %s takes the page along',
    (key) => {
      expect(inScriptTag({ key, payload: TARGET })).toEqual({ gone: [SENT], added: [] })
    },
  )

  test.each(['double_meta', 'blank_referrer'])(
    'in a script tag %s goes by our page, which tells no referrer',
    (key) => {
      const { gone } = inScriptTag({ key, payload: TARGET })
      expect(gone).toEqual([`https://trk.example/_relay/${encodeURIComponent(SENT)}`])
    },
  )

  test('in a script tag a form is sent by the page around it', () => {
    const { gone, added } = inScriptTag({ key: 'formsubmit', payload: TARGET }, '</script>"')
    expect(gone).toEqual(['submitted'])
    expect(added).toMatchObject([
      {
        tag: 'form',
        method: 'post',
        target: '_top',
        action: 'https://o.example/p#f',
        children: [
          { type: 'hidden', name: 'a', value: '</script>"' },
          { type: 'hidden', name: 'b', value: '2' },
        ],
      },
    ])
  })

  test.each(['iframe', 'frame'])('in a script tag %s lies over the page around it', (key) => {
    expect(inScriptTag({ key, payload: TARGET }).added).toMatchObject([
      { tag: 'iframe', src: SENT },
    ])
  })

  test('no value leaves its place in a script tag', () => {
    const keys = ['http', 'double_meta', 'formsubmit', 'iframe']
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...keys), (value, key) => {
        const { gone, added } = inScriptTag({ key, payload: TARGET }, value)
        expect(gone.length + added.length).toBe(key === 'formsubmit' ? 2 : 1)
      }),
    )
  })

  test('in a script tag nothing is an empty script, and what was not found is none', () => {
    expect(inScriptTag({ key: 'do_nothing', payload: '' })).toEqual({ gone: [], added: [] })
    const { answer, decision, macros } = answered(ofAction({ key: 'status404', payload: '' }))
    if (answer.kind !== 'page') throw new Error('a page is expected')
    expect(forScript(answer, decision, macros)).toBe(answer)
  })

  test('keys are unique and none is known that is not listed', () => {
    expect(new Set(ACTIONS.map(({ key }) => key)).size).toBe(ACTIONS.length)
    expect(actionType('__proto__')).toBeNull()
  })
})

describe('landings and offers', () => {
  const flow = (landingId: number) =>
    aFlow({
      paths: [
        aPath({
          landings: [aLandingEntry({ landingId })],
          offers: [anOfferEntry({ offerId: 7 })],
        }),
      ],
    })

  test('an external landing gets the ids it needs for its offer links', () => {
    const world = aWorld(
      [flow(1)],
      { appendToLandingUrl: '&a={t1}' },
      {
        landings: [aLanding({ id: 1, url: 'https://l.example/x?y=1#z' })],
      },
    )
    expect(answered(world, 'ü').answer).toMatchObject({
      location: 'https://l.example/x?y=1&a=%C3%BC&_subid=1jjlqn2cluajkp9edd1o&_token=tok#z',
    })
  })

  test('an external landing that wants no ids gets none', () => {
    const plain = aLanding({ id: 1, url: 'https://l.example/x?y=1#z', sendsIds: false })
    const world = aWorld([flow(1)], { appendToLandingUrl: '&a={t1}' }, { landings: [plain] })
    expect(answered(world, 'b').answer).toMatchObject({ location: 'https://l.example/x?y=1&a=b#z' })
    const bare = aWorld([flow(1)], {}, { landings: [plain] })
    expect(answered(bare).answer).toMatchObject({ location: 'https://l.example/x?y=1#z' })
  })

  test('a local landing is filled in', () => {
    const world = aWorld([flow(5)], {}, { landings: [aLanding({ id: 5, kind: 'local' })] })
    expect(answered(world, '<b>').answer).toMatchObject({
      body: '<a href="https://trk.example/?_lp=1&amp;_token=tok">&lt;b&gt;</a>',
    })
  })

  test('a local landing without files passes to the next flow', () => {
    const next = aFlow({ id: 2, action: { key: 'http', payload: 'https://n.example/' } })
    const world = aWorld([flow(6), next], {}, { landings: [aLanding({ id: 6, kind: 'local' })] })
    expect(answered(world).answer).toMatchObject({ location: 'https://n.example/' })
  })

  test('an offer gets the campaign’s string, before its fragment', () => {
    const direct = aFlow({ paths: [aPath({ offers: [anOfferEntry({ offerId: 7 })] })] })
    const world = aWorld(
      [direct],
      { appendToOfferUrl: '?s={subid}' },
      {
        offers: [anOffer({ id: 7, url: 'https://o.example#f' })],
      },
    )
    expect(answered(world).answer).toMatchObject({
      location: 'https://o.example/?s=1jjlqn2cluajkp9edd1o#f',
    })
  })

  test('an address of a flow’s own has its place in the path as its number, and so has its click', () => {
    const url = (host: string) => `https://${host}.example/?n={offer_num}`
    const offers = ['a', 'b'].map((host) => anOfferEntry({ offerId: null, directUrl: url(host) }))
    const path = aPath({ id: 3, offers: [{ ...offers[0]!, weight: 0 }, offers[1]!] })
    const world = aWorld([aFlow({ paths: [path] })])
    const { answer, macros } = answered(world)
    expect(answer).toMatchObject({ location: 'https://b.example/?n=2' })
    const number = parseTemplate('{offer_num}', 'text')
    const stored = { ...macros, offerPosition: 0 }
    const ledTo = (destination: string) => {
      Object.assign(stored.click, { destination })
      return expand(number, stored)
    }
    expect(
      ['https://b.example/?n=2', 'https://a.example/?n=', 'https://c.example/', ''].map(ledTo),
    ).toEqual(['2', '1', '', ''])
    // Nobody knows to which of them a landing's visitor is going to go.
    Object.assign(stored.click, { landingId: 9 })
    expect(ledTo('https://b.example/?n=2')).toBe('')
  })

  test('a host that comes out wrong passes to the next flow', () => {
    const bad = aFlow({ action: { key: 'http', payload: 'https://{sample:a b,a b}/' } })
    const next = aFlow({ id: 2, action: { key: 'http', payload: 'https://n.example/' } })
    const { decision, answer } = answered(aWorld([bad, next]))
    expect(answer).toMatchObject({ location: 'https://n.example/' })
    expect(decision.trace).toContainEqual({ at: 'passed_over', flowId: 1, why: 'bad_target' })
  })
})

describe('no choice', () => {
  const macros = aMacroContext()

  test('shows nothing, or the notice for what is switched off', () => {
    expect(answer(nothing([], 'no_flow_accepted'), macros)).toMatchObject({ status: 200, body: '' })
    expect(answer(nothing([], 'campaign_paused'), macros)).toMatchObject({ status: 200 })
    expect(answer(nothing([], 'blocked'), macros)).toMatchObject({ status: 410, location: null })
  })
})

test('no value leaves its place in any action', () => {
  const keys = ACTIONS.filter(({ payloadKind }) => payloadKind === 'url').map(({ key }) => key)
  const harmless = new Map(keys.map((key) => [key, shape(act({ key, payload: TARGET }, 'v'))]))
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...keys), (value, key) => {
      expect(shape(act({ key, payload: TARGET }, value))).toEqual(harmless.get(key)!)
    }),
  )
})

/** Counts of the signs that build HTML and scripts, and the number of headers. */
function shape(answer: ReturnType<typeof act>) {
  if (answer.kind === 'fetch') return [/^[!-~]+$/.test(answer.url)]
  const signs = answer.body.replace(/[^<>"'\n]/g, '').length
  return [signs, answer.headers.length, /^[!-~]*$/.test(answer.location ?? '')]
}

test('a form sends values with their line ends', () => {
  const answer = act({ key: 'formsubmit', payload: TARGET }, 'a\r\nb')
  expect(answer.kind === 'page' && answer.body).toContain('value="a&#13;&#10;b"')
})

test('a base is put at the beginning of the head', () => {
  const base = '<base href="https://o.example/a&amp;b">'
  expect(withBase('<html><HEAD lang=x><title>', 'https://o.example/a&b')).toBe(
    `<html><HEAD lang=x>${base}<title>`,
  )
  expect(withBase('<!doctype html><body>', 'https://o.example/a&b')).toBe(
    `<!doctype html>${base}<body>`,
  )
  expect(withBase('<!DOCTYPE html><html lang=x>', 'https://o.example/a&b')).toBe(
    `<!DOCTYPE html><html lang=x>${base}`,
  )
  expect(withBase('text', 'https://o.example/a&b')).toBe(`${base}text`)
  expect(withBase('<header>', 'https://o.example/a&b')).toBe(`${base}<header>`)
})
