import { expect, test } from 'bun:test'

import { calledActionProblems, calledUrlProblems, callingOf } from '../../src/manage/called-urls.ts'

const outbound = { hosts: new Set(['10.9.8.7', 'fd00::7']), ports: new Set([8443]) }
const calling = callingOf({ outbound }, ['http://10.0.0.1/held', 'http://s.example:9000/held'])
const NOWHERE = callingOf({ outbound: { hosts: new Set(), ports: new Set() } }, [])

const inside = [
  'http://127.0.0.1/?c={subid}',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://0177.0.0.1/',
  'http://１２７.0.0.1/',
  'http://①②⑦.0.0.1/',
  'http://127.0.0.1./',
  'http://[::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[fe80::1]/',
  'http://[fd00::8]/',
  'http://0/',
  'http://10.0.0.1:8080/x?{status}',
  'https://169.254.169.254/latest/meta-data/',
  'https://192.168.1.1\\x',
  'http:\\\\100.64.0.1/',
  ' HTTP://LOCALHOST/ ',
  'http://localhost./',
  'http://db.localhost/?{payout}#x',
  'http://127.0.0.1/{subid}',
  'http://127.0.0.1?{subid}',
]

test.each(inside)('%s leads into the own network', (url) => {
  expect(calledUrlProblems(url, calling)).not.toEqual([])
  expect(calledActionProblems({ key: 'curl', payload: url }, calling)).not.toEqual([])
})

const elsewhere = [
  'https://tracker.example/?c={subid}',
  'http://8.8.8.8/',
  'http://[2606:4700::1111]/',
  'https://localhost.example/',
  'https://{host}/?c={subid}', // looked at when it is called
  'https://{campaign_domain}/',
  'http://10.9.8.7/', // allowed
  'http://168364039/', // the same
  'http://[FD00:0::7]/',
  'http://10.0.0.1/held', // stored already
]

test.each(elsewhere)('%s may be saved', (url) => {
  expect(calledUrlProblems(url, calling)).toEqual([])
})

const NEVER_CALLED = /port \d+, which is never called: --outbound-port \d+ would allow it$/
const ports: readonly (readonly [url: string, isCalled: boolean])[] = [
  ['http://s.example:9000/?c={subid}', false],
  ['http://s.example:9000/held', true], // stored already
  ['https://s.example:8443/', true], // allowed
  ['https://s.example:80/', true],
  ['http://s.example:443/', true],
  ['http://s.example:00080/', true],
  ['http://s.example:00090/', false],
  ['https://{host}:9000/', false],
  ['https://{host}:8443/?at={campaign_id}:9000', true],
  ['https://s.example/:9000/?x=:9000', true],
  [' HTTPS://S.EXAMPLE:22 ', false],
]

test.each(ports)('by its port, %s may be saved: %p', (url, isCalled) => {
  const wanted = isCalled ? [] : [expect.stringMatching(NEVER_CALLED)]
  expect(calledUrlProblems(url, calling)).toEqual(wanted)
  expect(calledActionProblems({ key: 'curl', payload: url }, calling)).toEqual(wanted)
})

test('where visitors go by themselves may be private', () => {
  expect(calledActionProblems({ key: 'http', payload: 'http://127.0.0.1/' }, calling)).toEqual([])
})

test('an action without an address of its own fetches that of its offer', () => {
  const fetching = { key: 'remote', payload: '' }
  expect(calledActionProblems(fetching, NOWHERE, 'http://127.0.0.1/')).not.toEqual([])
  expect(calledActionProblems(fetching, NOWHERE, 'https://shop.example/')).toEqual([])
})
