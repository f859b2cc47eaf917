import { expect, test } from 'bun:test'

import {
  type BlockEffect,
  blockTarget,
  hostsAbove,
  readBlockLine,
} from '../../../src/core/links/block-rules.ts'

const host = (text: string, effect: BlockEffect = 'blocked') => [{ kind: 'host', text, effect }]
const prefix = (text: string, authority: string) => [
  { kind: 'prefix', text, authority, isWhole: false, effect: 'blocked' },
]
const whole = (text: string, authority: string, effect: BlockEffect = 'blocked') => [
  { kind: 'prefix', text, authority, isWhole: true, effect },
]
const CYRILLIC = 'xn--e1afmkfd.xn--p1ai'

test.each<[string, object | null]>([
  ['evil.test', host('evil.test')],
  ['  EVIL.Test.\r', host('evil.test')],
  ['evil.test # since May', host('evil.test')],
  ['*.evil.test', host('evil.test')],
  ['.evil.test', host('evil.test')],
  ['\ufeffevil.test', host('evil.test')],
  ['пример.рф', host(CYRILLIC)],
  ['ПРИМЕР.РФ', host(CYRILLIC)],
  [CYRILLIC, host(CYRILLIC)],
  ['||evil.test^', host('evil.test')],
  ['||пример.рф^', host(CYRILLIC)],
  ['||evil.test^$document,popup', host('evil.test')],
  ['||evil.test^$important', host('evil.test', 'blocked_important')],
  ['||evil.test/mal', prefix('evil.test/mal', 'evil.test')],
  ['||evil.test/mal*', prefix('evil.test/mal', 'evil.test')],
  ['||evil.test/mal^', whole('evil.test/mal', 'evil.test')],
  ['||evil.test/mal|', whole('evil.test/mal', 'evil.test')],
  ['||evil.test/mal/^', prefix('evil.test/mal/', 'evil.test')],
  ['0.0.0.0 a.test', host('a.test')],
  ['127.0.0.1\ta.test b.test # two', [...host('a.test'), ...host('b.test')]],
  ['1.2.3.4', host('1.2.3.4')],
  ['2001:DB8::1', host('2001:db8::1')],
  ['[2001:db8::1]', host('2001:db8::1')],
  ['http://evil.test', host('evil.test')],
  ['https://evil.test/', host('evil.test')],
  ['http://evil.test/a?b=c#d', prefix('evil.test/a?b=c', 'evil.test')],
  ['evil.test/a', prefix('evil.test/a', 'evil.test')],
  ['http://пример.рф/путь', prefix(`${CYRILLIC}/%D0%BF%D1%83%D1%82%D1%8C`, CYRILLIC)],
  ['http://1.2.3.4:8080/x.sh', prefix('1.2.3.4:8080/x.sh', '1.2.3.4:8080')],
  ['evil.test:8080', prefix('evil.test:8080/', 'evil.test:8080')],
  ['', []],
  ['   ', []],
  ['# evil.test', []],
  ['! evil.test', []],
  ['[Adblock Plus 2.0]', []],
  ['127.0.0.1 localhost', []],
  ['::1 ip6-localhost', []],
  ['fe80::1%lo0 localhost', []],
  ['localhost', null],
  ['com', null],
  ['||zip^', null],
  ['@@||good.test^', host('good.test', 'allowed')],
  ['@@||good.test^|', host('good.test', 'allowed')],
  ['@@||good.test^$document', host('good.test', 'allowed')],
  ['@@||пример.рф^$important', host(CYRILLIC, 'allowed_important')],
  ['@@||good.test/a^', whole('good.test/a', 'good.test', 'allowed')],
  ['@@||good.test^$elemhide', null],
  ['@@||good.test^$document,domain=other.test', null],
  ['@@||zip^', null],
  ['@@good.test', null],
  ['@@/banner/*', null],
  ['||cdn.test^$third-party', null],
  ['good.test##.banner', null],
  ['good.test#@#.banner', null],
  ['/banner/*', null],
  ['two words', null],
  ['good.test,2026-01-01', null],
  ['user@good.test', null],
  ['ftp://good.test/x', null],
  ['mailto:a@good.test', null],
  [`http://evil.test/${'a'.repeat(3000)}`, null],
])('the line %p', (line, rules) => {
  expect(readBlockLine(line)).toEqual(rules as never)
})

test.each<[string, readonly string[]]>([
  ['a.b.evil.test', ['a.b.evil.test', 'b.evil.test', 'evil.test']],
  ['evil.test', ['evil.test']],
  ['intranet', ['intranet']],
  ['1.2.3.4', ['1.2.3.4']],
  ['2001:db8::1', ['2001:db8::1']],
])('rules that %s is looked for', (name, names) => {
  expect(hostsAbove(name)).toEqual(names)
})

test('a host that is longer than names can be costs no more than others', () => {
  const host = `${'a.'.repeat(4000)}evil.test`
  const names = hostsAbove(host)
  expect(names.at(-1)).toBe('evil.test')
  expect(names.every(({ length }) => length <= 253)).toBe(true)
})

test.each([
  ['https://ПРИМЕР.рф./Путь?q=1#f', CYRILLIC, `${CYRILLIC}/%D0%9F%D1%83%D1%82%D1%8C?q=1`],
  ['http://evil.test/%6dal%2fa%d0%bf', 'evil.test', 'evil.test/mal%2Fa%D0%BF'],
  ['http://user:pass@evil.test:80/a', 'evil.test', 'evil.test/a'],
  ['http://evil.test:81', 'evil.test', 'evil.test:81/'],
  ['http://0x7f.1/', '127.0.0.1', '127.0.0.1/'],
])('an address is compared as rules are: %s', (address, ofHost, text) => {
  expect(blockTarget(address)).toMatchObject({ host: ofHost, text })
})

test.each(['viber://pa?chatURI=1', 'mailto:a@evil.test', 'not an address'])(
  'no list knows %s',
  (address) => {
    expect(blockTarget(address)).toBeNull()
  },
)
