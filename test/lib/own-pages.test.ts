/** Pages of code that go back to the system, and what must never go. */
import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'

import { droppable, giveBackOwnPages } from '../../src/lib/own-pages.ts'

const FILE = '/opt/sluice'

/** A mapping as `/proc/self/smaps` shows it. */
function mapping(head: string, anonymousKb: number): string {
  return `${head}\nSize: 512 kB\nRss: 256 kB\nAnonymous: ${anonymousKb} kB\nVmFlags: rd mr mw me\n`
}

describe('pages are given back', () => {
  const cases: readonly { what: string; head: string; changedKb: number; isGiven: boolean }[] = [
    { what: 'code', head: `1000-3000 r-xp 0 08:01 7  ${FILE}`, changedKb: 0, isGiven: true },
    { what: 'constants', head: `1000-3000 r--p 0 08:01 7  ${FILE}`, changedKb: 0, isGiven: true },
    { what: 'data', head: `1000-3000 rw-p 0 08:01 7  ${FILE}`, changedKb: 0, isGiven: false },
    {
      what: 'pages that were written before they were protected',
      head: `1000-3000 r--p 0 08:01 7  ${FILE}`,
      changedKb: 4,
      isGiven: false,
    },
    {
      what: 'another file',
      head: '1000-3000 r-xp 0 08:01 7  /lib/x',
      changedKb: 0,
      isGiven: false,
    },
    {
      what: 'shared pages',
      head: `1000-3000 r--s 0 08:01 7  ${FILE}`,
      changedKb: 0,
      isGiven: false,
    },
    { what: 'no file', head: '1000-3000 r--p 0 00:00 0', changedKb: 0, isGiven: false },
  ]
  test.each(cases)('of $what: $isGiven', ({ head, changedKb, isGiven }) => {
    const smaps = mapping('10-20 rw-p 0 00:00 0', 4) + mapping(head, changedKb)
    const expected = isGiven ? [{ from: 0x1000, to: 0x3000 }] : []
    expect(droppable(smaps, FILE)).toEqual(expected)
  })

  test('a mapping does not take its changed pages from the next one', () => {
    const smaps = `1000-3000 r-xp 0 08:01 7 ${FILE}\nSize: 8 kB\n${mapping('4000-5000 rw-p 0 0:0 0', 0)}`
    expect(droppable(smaps, FILE)).toEqual([])
  })
})

test.if(process.platform === 'linux')('the resident part of the executable falls', () => {
  const before = residentFileKb()
  expect(giveBackOwnPages()).toBeGreaterThan(10_000_000)
  expect(residentFileKb()).toBeLessThan(before - 5000)
})

function residentFileKb(): number {
  return Number(/^RssFile:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1])
}
