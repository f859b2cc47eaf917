/** Templates are found by what people type, not only by how their names are written. */
import { describe, expect, test } from 'bun:test'

import { isAskedFor } from '../../ui/screens/entities/template-search.ts'

describe('a template', () => {
  test.each([
    ['Dr Cash', 'Dr.Cash'],
    ['drcash', 'Dr.Cash'],
    ['  META ', 'Meta Ads (Facebook/Instagram)'],
    ['фейсб', 'Meta Ads (Facebook/Instagram)'],
    ['Гугл', 'Google Ads'],
    ['яндекс', 'Yandex Direct (Яндекс Директ)'],
    ['', 'Adcash'],
    ['.', 'Adcash'],
  ])('is found by %p: %p', (typed, name) => {
    expect(isAskedFor(typed, [name, 'other'])).toBe(true)
  })

  test.each([
    ['admitad', 'Adcash'],
    ['фе', 'Meta Ads (Facebook/Instagram)'],
    ['гугл', 'Kadam'],
    ['drcash.*', 'Kadam'],
  ])('is not found by %p: %p', (typed, name) => {
    expect(isAskedFor(typed, [name])).toBe(false)
  })
})
