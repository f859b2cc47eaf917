/** Values in small letters and as hashes, with sums that others have published. */
import { expect, test } from 'bun:test'

import { tellsMoney } from '../../../src/core/conversions/postbacks.ts'
import { expand } from '../../../src/core/macros/expand.ts'
import { parseTemplate } from '../../../src/core/macros/parse.ts'
import type { TemplateKind } from '../../../src/core/macros/template.ts'
import { aMacroContext, aVisit, aWorld, someParameters } from '../../support/build.ts'

const { campaign } = aWorld([])
const subIds = ['The quick brown fox jumps over the lazy dog', '', 'A b', 'Ä']
const visit = aVisit({ campaign, parameters: someParameters({ keyword: 'Red', subIds }) })

function filled(text: string, kind: TemplateKind): string {
  return expand(parseTemplate(text, kind), aMacroContext({}, visit))
}

test.each([
  ['{t1:md5}', '9e107d9d372bb6826bd81d3542a419d6'],
  ['{t1:sha256}', 'd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592'],
  ['{sub_id_1_md5}', '9e107d9d372bb6826bd81d3542a419d6'],
  ['{t3:lower}', 'a%20b'],
  ['{_t3_lower}', 'a%20b'],
  ['{t3:lower,md5}', '0cc9cd4dd26c5137b675a0d819cb9ab0'],
  ['{t4:lower}', '%C3%A4'],
  ['{keyword:lower}', 'red'],
  ['{t2:md5}{t2:sha256}{t2_md5}', ''],
  ['{t1:md5,base64}{t1:MD5}{t1_md4}', ''],
  ['{sample:md5}', 'md5'],
])('%s is %s', (macro, value) => {
  for (const of of ['url', 'query', 'header'] as const) {
    const before = of === 'url' ? 'https://o.example/?v=' : 'v='
    const wanted = of === 'header' ? decodeURIComponent(value) : value
    if (of !== 'header' || !/[^ -~]/.test(wanted)) {
      expect(filled(before + macro, of)).toBe(before + wanted)
    }
  }
})

test('where braces are ordinary nothing is made of a value', () => {
  expect(filled('{t1:md5} {ip:lower}', 'text')).toBe('{t1:md5} {ip:lower}')
  expect(filled('x={keyword_md5}', 'script')).toBe('x={keyword_md5}')
})

test('a hash of what a conversion is worth tells it, too', () => {
  expect(tellsMoney('https://s.example/?h={payout:md5}')).toBe(true)
  expect(tellsMoney('https://s.example/?h={revenue_sha256}')).toBe(true)
  expect(tellsMoney('https://s.example/?h=$payout')).toBe(true)
})
