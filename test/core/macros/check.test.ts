import { expect, test } from 'bun:test'

import {
  carriesClickId,
  checkUrlTemplate,
  postbackNames,
  unknownNames,
} from '../../../src/core/macros/check.ts'

const refused: Record<string, string> = {
  'ftp://o.example/': 'must begin with http:// or https://',
  'javascript:alert(1)': 'must begin with http:// or https://',
  'data:text/html,x': 'must begin with http:// or https://',
  '//o.example/': 'must begin with http:// or https://',
  'o.example': 'must begin with http:// or https://',
  '': 'must begin with http:// or https://',
  'https://user:pw@o.example/': 'must not contain a user name or password',
  'https://o .example/': 'has a blank in its host',
  'https://{subid}.example/': 'has a macro in its host',
  'https://$subid.example/': 'has a macro in its host',
  'https://o.example{_t1}': 'has a macro in its host',
  '{_t1}': 'has a macro in its host',
  'https://o.example:99999/': 'is not a valid URL',
  [`https://o.example/${'a'.repeat(8_200)}`]: 'is longer than 8192 characters',
}

test.each(Object.entries(refused))('%s is refused', (url, error) => {
  expect(checkUrlTemplate(url)).toEqual({ errors: [error], warnings: [] })
})

const warned: Record<string, string[]> = {
  'https://o.example/?s={subid}': [],
  'https://o.example/?s=$subid': [],
  'https://{current_domain}/?s={subid}': [],
  'https://{sample:a.example,b.example}/{clickid}': [],
  'https://o.example/?s={subid}&a={{x}}': [],
  'https://o.example/?s={subid}&k={External_ID}': [
    '{External_ID} is not a macro and will be empty',
  ],
  'https://o.example/?s={subid}&m={t1:base64}&c={currency:USD}&d={city:ru}{offer:2}{date:Y}': [
    '{t1:base64} is not a macro and will be empty',
    '{currency:USD} is not a macro and will be empty',
  ],
  'https://o.example/?s={subid}&h={t1:lower,md5}{t2_sha256}{status_md5}{country:lower}': [],
  'https://o.example/?s={subid:md5}': ['does not carry the click id, e.g. {subid}'],
  'https://o.example/?s={subid:lower,upper}': [
    '{subid:lower,upper} is not a macro and will be empty',
    'does not carry the click id, e.g. {subid}',
  ],
  'https://o.example/?s={subid}&id=REPLACE_ID': ['still has a placeholder word in it'],
  'https://o.example/?s={subid}?x=1': ['has two question marks'],
  'https://o.example/?s={subid}#?x?y': [],
  'https://o.example/': ['does not carry the click id, e.g. {subid}'],
}

test.each(Object.entries(warned))('%s is saved', (url, warnings) => {
  expect(checkUrlTemplate(url)).toEqual({ errors: [], warnings })
})

test('names are found once each', () => {
  expect(unknownNames('{a} {b} {a} {subid} {{c}}')).toEqual(['a', 'b'])
  expect(postbackNames('{status} {subid} {revenue} {status:sale=1}')).toEqual(['status', 'revenue'])
  expect(postbackNames('{tid_md5} {status:lower}')).toEqual(['tid', 'status'])
  expect(carriesClickId('https://o.example/?x={t1}')).toBe(false)
})
