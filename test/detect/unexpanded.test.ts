import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { isUnexpanded } from '../../src/detect/unexpanded.ts'

const macros = [
  '{zoneid}',
  '{{ad.id}}',
  '${SUBID}',
  '[site-id]',
  '%campaign%',
  '%%CLICK_URL%%',
  '#id#',
  '##id##',
  '__CALLBACK__',
  '<id>',
  '{f(x):1}',
  '%7Bzoneid%7D',
  '%257Bzoneid%257D'.replaceAll('%25', '%'),
]

test.each(macros)('%s is a macro that nothing replaced', (value) => {
  expect(isUnexpanded('sub_id_1', value, '')).toBe(true)
})

const values = [
  '',
  'zoneid',
  '{}',
  '{zone id}',
  'x{zoneid}',
  '{zoneid}x',
  '{a}{b}',
  '____',
  '%%',
  '100%',
  '#1',
  '<b>bold</b>',
  '{3f2504e0-4f89-11d3-9a0c-0305e82c3301}',
  '#1234#',
  'REPLACE',
  'null',
]

test.each(values)('%p is a value', (value) => {
  expect(isUnexpanded('sub_id_1', value, '')).toBe(false)
})

test('placeholder words count for the click id and the cost of the source', () => {
  for (const word of ['REPLACE', 'OPTIONAL', 'null', 'undefined']) {
    const fields = ['external_id', 'cost', 'keyword'].map((field) => isUnexpanded(field, word, ''))
    expect(fields).toEqual([true, true, false])
  }
})

test("a value equal to the parameter's own placeholder was not replaced", () => {
  expect(isUnexpanded('sub_id_1', '!!zone!!', '!!zone!!')).toBe(true)
  expect(isUnexpanded('sub_id_1', '!!zone!!', '!!other!!')).toBe(false)
})

test('any text gets an answer', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(isUnexpanded('cost', `x${text}`, '')).toBe(false)
    }),
  )
})
