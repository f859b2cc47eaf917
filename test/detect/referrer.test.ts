import { expect, test } from 'bun:test'

import fc from 'fast-check'

import { readSearch, referrerHost } from '../../src/detect/referrer.ts'

const hosts: [referrer: string, host: string][] = [
  ['https://www.bing.com/search?q=a', 'bing.com'],
  ['http://Shop.Example:8080/x', 'shop.example'],
  ['https://user:pw@shop.example/', 'shop.example'],
  ['https://shop.example./', 'shop.example'],
  ['https://www.www.example', 'www.example'],
  ['android-app://com.google.android.gm/', 'com.google.android.gm'],
  ['https://пример.рф/путь', 'xn--e1afmkfd.xn--p1ai'],
  ['https://[2001:db8::1]:80/', '[2001:db8::1]'],
  ['https://shop.example\\@evil.test/', 'shop.example'],
  ['ftp://shop.example/', ''],
  ['javascript:alert(1)', ''],
  ['https://', ''],
  ['https://a b/', ''],
  ['shop.example', ''],
  ['', ''],
]

test.each(hosts)('the host of %p is %p', (referrer, host) => {
  expect(referrerHost(referrer)).toBe(host)
})

const searches: [referrer: string, engine: string, keyword: string][] = [
  ['https://www.google.com/search?q=red+shoes&hl=de', 'google', 'red shoes'],
  ['https://www.google.co.uk/', 'google', ''],
  ['https://google.de/url?sa=t#q=x', 'google', ''],
  ['android-app://com.google.android.googlequicksearchbox/', 'google', ''],
  ['https://yandex.ru/search/?text=%D1%8F', 'yandex', 'я'],
  ['https://yandex.com.tr/search/?lr=1&text=a', 'yandex', 'a'],
  ['https://ya.ru/search/?text=a', 'yandex', 'a'],
  ['https://www.bing.com/search?q=a%20b', 'bing', 'a b'],
  ['https://de.search.yahoo.com/search?p=a', 'yahoo', 'a'],
  ['https://search.yahoo.co.jp/search?p=a', 'yahoo', 'a'],
  ['https://duckduckgo.com/?q=a', 'duckduckgo', 'a'],
  ['https://www.baidu.com/s?wd=a', 'baidu', 'a'],
  ['https://go.mail.ru/search?q=a', 'mail.ru', 'a'],
  ['https://mail.google.com/mail?q=a', '', ''],
  ['https://google.example.test/?q=a', '', ''],
  ['https://notgoogle.com/?q=a', '', ''],
  ['https://yahoo.com/?p=a', '', ''],
  ['https://e.mail.ru/?q=a', '', ''],
  ['', '', ''],
]

test.each(searches)('%p is a search with %p for %p', (referrer, engine, keyword) => {
  expect(readSearch(referrer)).toEqual({ engine, keyword })
})

test('any referrer has a host of plain characters or none', () => {
  const urls = fc.string({ unit: 'binary' }).map((text) => `https://${text}`)
  fc.assert(
    fc.property(fc.oneof(urls, fc.webUrl()), (url) => {
      expect(referrerHost(url)).toMatch(/^[\x21-\x7e]*$/)
      expect(readSearch(url).keyword.isWellFormed()).toBe(true)
    }),
  )
})
