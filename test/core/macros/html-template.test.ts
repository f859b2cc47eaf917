import { describe, expect, test } from 'bun:test'

import fc from 'fast-check'

import { newClick } from '../../../src/core/click.ts'
import { NO_OUTSIDE } from '../../../src/core/macros/context.ts'
import { expand } from '../../../src/core/macros/expand.ts'
import { parseTemplate } from '../../../src/core/macros/parse.ts'
import { aMacroContext, anArrival, aVisit, someParameters } from '../../support/build.ts'

function fill(html: string, value: string): string {
  const visit = aVisit({ parameters: someParameters({ subIds: [value] }) })
  const outside = { ...NO_OUTSIDE, token: () => 'tok' }
  const context = aMacroContext({ click: newClick(visit, anArrival()), outside }, visit)
  return expand(parseTemplate(html, 'html'), context)
}

const cases: Record<string, { html: string; value: string; gives: string }> = {
  'text is escaped': {
    html: '<p>{t1}',
    value: '<b>&"\'`',
    gives: '<p>&lt;b&gt;&amp;&quot;&#39;&#96;',
  },
  'raw text too': { html: '<p>{_t1}', value: '<b>', gives: '<p>&lt;b&gt;' },
  'unknown names stay': {
    html: 'a{color:red} {nobody} {{t1}}',
    value: 'v',
    gives: 'a{color:red} {nobody} {{t1}}',
  },
  'what takes no argument is an ordinary object where it has one': {
    html: "<script>f({currency:'USD'}, {source:a}, {t1:b}, {t1})</script> {ip:c}",
    value: 'v',
    gives: "<script>f({currency:'USD'}, {source:a}, {t1:b}, v)</script> {ip:c}",
  },
  'neither is an argument that means nothing': {
    html: "<script>f({offer:'x'}, {city:'B'}, {status:\"ok\"})</script>",
    value: 'v',
    gives: "<script>f({offer:'x'}, {city:'B'}, {status:\"ok\"})</script>",
  },
  'an attribute is escaped': {
    html: '<i title="{t1}">',
    value: '"><',
    gives: '<i title="&quot;&gt;&lt;">',
  },
  'an attribute without quotes holds no blank': {
    html: '<i title={t1} id=x>{t1}',
    value: 'a onclick=b',
    gives: '<i title=a&#32;onclick&#61;b id=x>a onclick=b',
  },
  'an address can not become a scheme': {
    html: '<a href="{t1}">',
    value: 'javascript:alert(1)',
    gives: '<a href="javascript%3Aalert%281%29">',
  },
  'not even raw': {
    html: "<a href='{_t1}'>",
    value: 'javascript:alert(1)',
    gives: "<a href='javascript%3Aalert%281%29'>",
  },
  'a raw address goes in whole': {
    html: '<a href="{_t1}">',
    value: 'https://a.example/?b="&c',
    gives: '<a href="https://a.example/?b=&quot;&amp;c">',
  },
  'inside an address values are parameters': {
    html: '<img src="/p?k={t1}">',
    value: 'a&b "',
    gives: '<img src="/p?k=a%26b%20%22">',
  },
  'our own addresses go in whole': {
    html: '<a href="{offer}">',
    value: '',
    gives: '<a href="https://trk.example/?_lp=1&amp;_token=tok">',
  },
  'a script’s strings can not be left': {
    html: '<script>x="{t1}"</script>{t1}',
    value: '</script>"\\`${',
    gives:
      '<script>x="\\u003c\\u002fscript\\u003e\\u0022\\u005c\\u0060\\u0024\\u007b"</script>&lt;/script&gt;&quot;\\&#96;${',
  },
  'handlers are scripts': {
    html: `<a onclick="f('{t1}')">`,
    value: "');g('",
    gives: '<a onclick="f(\'\\u0027\\u0029\\u003bg\\u0028\\u0027\')">',
  },
  'addresses of scripts are scripts': {
    html: `<a href="javascript:f('{t1}')">`,
    value: "%27');g('",
    gives: '<a href="javascript:f(\'\\u002527\\u0027\\u0029\\u003bg\\u0028\\u0027\')">',
  },
  'in place of a name only a word stands': {
    html: '<i {t1}=1><{t1}>',
    value: 'a onload',
    gives: '<i aonload=1><aonload>',
  },
  'a comment can not be left': {
    html: '<!-- {t1} --><b title="{t1}">',
    value: '--><x',
    gives: '<!-- --&gt;&lt;x --><b title="--&gt;&lt;x">',
  },
  'a style can not be left': {
    html: '<style>a{b:{t1}}</style>',
    value: '</style>',
    gives: '<style>a{b:\\3c \\2f style\\3e }</style>',
  },
  'what no string is around calls nothing': {
    html: '<script>x={t1};</script><a onclick="go({t1})">',
    value: 'alert(1);y=[z]',
    gives:
      '<script>x=alert\\u00281\\u0029\\u003by\\u003d\\u005bz\\u005d;</script>' +
      '<a onclick="go(alert\\u00281\\u0029\\u003by\\u003d\\u005bz\\u005d)">',
  },
  'numbers and names stay in scripts': {
    html: '<script>x={t1};</script>',
    value: '-12.50',
    gives: '<script>x=-12.50;</script>',
  },
  'a property of a style can not be left': {
    html: '<style>a{b:url({t1})}</style><i style="color:{t1}">',
    value: '//a);}*{',
    gives:
      '<style>a{b:url(\\2f \\2f a\\29 \\3b \\7d \\2a \\7b )}</style>' +
      '<i style="color:\\2f \\2f a\\29 \\3b \\7d \\2a \\7b ">',
  },
  'colours and sizes stay in styles': {
    html: '<i style="color:{t1};width:50%">',
    value: '#fa0',
    gives: '<i style="color:#fa0;width:50%">',
  },
  'a page that loads another one is led nowhere else': {
    html: '<meta http-equiv=refresh content="0; URL={t1}"><meta content="{t1}">',
    value: '//evil.test',
    gives: '<meta http-equiv=refresh content="0; URL=%2F%2Fevil.test"><meta content="//evil.test">',
  },
  'but to an address of ours, with values in it': {
    html: "<meta http-equiv=refresh content='0;url={offer}'><meta content='0;url=https://a.example/?b={t1}'>",
    value: 'c&d',
    gives:
      "<meta http-equiv=refresh content='0;url=https://trk.example/?_lp=1&amp;_token=tok'>" +
      "<meta content='0;url=https://a.example/?b=c%26d'>",
  },
  'a quoted sign does not end a tag': {
    html: '<a title=">" href="{t1}">',
    value: 'a:b',
    gives: '<a title=">" href="a%3Ab">',
  },
  'blanks around the equals sign do not matter': {
    html: '<a href = "{t1}">',
    value: 'a:b',
    gives: '<a href = "a%3Ab">',
  },
  'a lone sign is text': { html: 'a < b {t1}', value: '<', gives: 'a < b &lt;' },
}

test.each(Object.entries(cases))('%s', (_name, { html, value, gives }) => {
  expect(fill(html, value)).toBe(gives)
})

describe('for every value', () => {
  const page =
    '<p title="{t1}" class={t1}>{t1}</p><a href="{t1}" onclick="f(\'{_t1}\')">{_t1}</a><script>x="{t1}"</script>'

  test('the tags of a page stay what they are', () => {
    const shape = (html: string) => html.replace(/[^<>"]/g, '').length
    const signs = fc.constantFrom(...'<>"\'`/= -!&;:{}()\\a\n%'.split(''))
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(signs).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(value, (text) => {
        expect(shape(fill(page, text))).toBe(shape(page))
      }),
    )
  })

  test('no page makes it throw', () => {
    const piece = fc.constantFrom(
      '<',
      'a',
      ' ',
      'href',
      '=',
      '"',
      "'",
      '>',
      '/',
      '!--',
      '-->',
      '{t1}',
      '<script>',
      '</script>',
    )
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(typeof fill(pieces.join(''), '"<')).toBe('string')
      }),
    )
  })
})
