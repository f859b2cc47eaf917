import { expect, test } from 'bun:test'

import { pixelPage } from '../../../src/core/links/pixel-page.ts'

const CODES = ['<script>pixel(1)', '<!-- open']

test('the destination stands in its script as it is, but for what could end the script', () => {
  const html = pixelPage('https://example.com/d?a=1&b="</script>', CODES)
  expect(html).toContain('var u="https://example.com/d?a=1\\u0026b=\\"\\u003c/script\\u003e",d=0;')
  expect(html).toContain('href="https://example.com/d?a=1&amp;b=&quot;&lt;/script&gt;"')
})

test('what leads on comes before the codes, which stay byte for byte and in their order', () => {
  const html = pixelPage('https://example.com/d', CODES)
  expect(html.split('https://example.com/d')).toHaveLength(4)
  expect(html.indexOf('Continue</a>')).toBeLessThan(html.indexOf(CODES[0]!))
  expect(html).toContain(CODES.join('\n'))
})
