/** `sluice report` over a ledger that was never served. */
import { afterAll, expect, test } from 'bun:test'

import { runCommand } from '../../src/commands/run.ts'
import { SEGMENT_ROWS } from '../../src/core/click-id.ts'
import { openConfig } from '../../src/db/open.ts'
import { settingStore } from '../../src/db/settings.ts'
import { removeFolders } from '../support/journals.ts'
import { ledgerOf, openLedgerOn } from '../support/ledgers.ts'
import { anEvent } from '../support/segments.ts'

afterAll(removeFolders)

/** Saturday in Berlin; Sunday there, and Saturday in London. */
const TIMES = ['2026-10-24T21:30:00Z', '2026-10-24T22:30:00Z'].map(Date.parse)

function dataFolder(settings: Readonly<Record<string, string>> = {}): string {
  const clicks = TIMES.map((time, row) =>
    anEvent({
      clickSeq: SEGMENT_ROWS + row,
      row,
      time,
      clickTime: time,
      clicks: 1,
      deviceType: 'mobile',
    }),
  )
  const dataDir = ledgerOf(clicks)
  openLedgerOn(dataDir).close()
  const opened = openConfig(dataDir)
  if ('damaged' in opened) throw new Error(opened.damaged)
  const store = settingStore(opened.writer)
  for (const [key, value] of Object.entries(settings)) store.put(key, value)
  opened.close()
  return dataDir
}

const SATURDAY = '2026-10-24'
const SUNDAY = '2026-10-25'

/** Values of the rows, in order. */
async function valuesOf(words: readonly string[], dataDir: string): Promise<string[]> {
  const printed: string[] = []
  const warned: string[] = []
  const asked = ['report', '--period', 'all_time', '--format', 'ndjson']
  const code = await runCommand([...asked, ...words, '--data', dataDir], {
    env: {},
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
    readInput: () => Promise.resolve(''),
  })
  expect([code, warned]).toEqual([0, []])
  const rows = printed.map((line) => JSON.parse(line)).filter((row) => 'path' in row)
  const values: string[] = rows.map(({ path }) => path[0].value)
  return values.toSorted()
}

const BERLIN = { timezone: 'Europe/Berlin' }

test.each([
  ['the zone of the installation', BERLIN, [], [SATURDAY, SUNDAY]],
  ['UTC if none is set', {}, [], [SATURDAY]],
  ['the zone that is asked for', BERLIN, ['--timezone', 'Europe/London'], [SATURDAY]],
])('days are those of %s', async (_which, settings, words, days) => {
  expect(await valuesOf(['--by', 'days', ...words], dataFolder(settings))).toEqual(days)
})

test('weeks begin on the day that the installation says', async () => {
  const weeks = (settings: Readonly<Record<string, string>>) =>
    valuesOf(['--by', 'weeks'], dataFolder({ ...BERLIN, ...settings }))
  expect(await weeks({})).toEqual(['2026-10-19'])
  expect(await weeks({ week_start: '7' })).toEqual(['2026-10-18', SUNDAY])
})

test.each([
  [['--by', 'country'], '--by: unknown dimension: take campaign, '],
  [['--measures', 'money'], '--measures: unknown measure: take clicks, '],
  [['--timezone', 'Mars'], '--timezone: '],
  [['--period', 'soon'], '--period, --from and --to: unknown preset: take today, '],
  [['--limit', 'few'], '--limit: '],
  [['--language', 'de'], '--language must be one of en, ru'],
])('%p is refused by the flag, with what it takes', async (words, begins) => {
  const warned: string[] = []
  const code = await runCommand(['report', ...words, '--data', dataFolder()], {
    env: {},
    print: () => undefined,
    warn: (line) => void warned.push(line),
    readInput: () => Promise.resolve(''),
  })
  expect([code, warned.length]).toEqual([2, 1])
  expect(warned[0]).toStartWith(begins)
  expect(warned[0]).not.toContain('GET /')
})

test.each([
  [['--language', 'ru', '--format', 'csv'], 'Тип устройства id,Тип устройства,Клики\r\n', 'Итого'],
  [['--language', 'en', '--format', 'csv'], 'Device type id,Device type,Clicks\r\n', 'Total'],
  [['--format', 'csv'], 'Device type id,Device type,Clicks\r\n', 'Total'],
  [['--language', 'ru'], 'Тип устройства  Клики\n', 'Итого'],
  [['--language', 'en'], 'Device type  Clicks\n', 'Total'],
  [[], 'deviceType  clicks\n', 'TOTAL'],
])('%p says titles and values in that language', async (words, head, total) => {
  const printed: string[] = []
  const asked = ['report', '--by', 'deviceType', '--measures', 'clicks', '--period', 'all_time']
  const code = await runCommand([...asked, ...words, '--data', dataFolder()], {
    env: {},
    print: (line) => void printed.push(line),
    warn: () => undefined,
    readInput: () => Promise.resolve(''),
  })
  expect(code).toBe(0)
  expect(`${printed[0]?.trimEnd()}`).toBe(head.trimEnd())
  expect(printed.at(-1)).toContain(total)
  const isRussian = words.includes('ru')
  expect(printed.join('\n').includes('Телефон')).toBe(isRussian)
})
