import { afterAll, beforeEach, expect, test } from 'bun:test'

import { conversionStore } from '../../../../src/db/money/conversions.ts'
import type { CsvFormat } from '../../../../src/report/export/csv.ts'
import { someConversion } from '../../../support/conversions.ts'
import { clickIdOf, NOW, openManagement } from '../../../support/management.ts'
import { addPerson } from '../../../support/people.ts'

/** In whose language files are written: asked for, else the user's, else English. */
const formats: CsvFormat[] = []
async function* noLines() {
  yield ''
}
const management = openManagement({
  reports: {
    export: ({ format }) => {
      formats.push(format)
      return Promise.resolve(noLines())
    },
    exportClicks: ({ format }) => {
      formats.push(format)
      return noLines()
    },
  },
})
afterAll(() => management.close())
beforeEach(() => void formats.splice(0))

conversionStore(management.config.writer).add(
  someConversion({
    clickSeq: 1,
    clickId: clickIdOf(1),
    clickTime: NOW - 60_000,
    time: NOW - 1000,
    country: 'DE',
    notes: ['no_payout', 'review'],
  }),
)
const { id, key: russian } = addPerson(management, 'ivan', { role: 'admin' })
management.desk.stores.users.setPreferences(id, { language: 'ru' })
const { key: unasked } = addPerson(management, 'ann', { role: 'admin' })

const view = await management.call('POST', '/views', { name: 'V', isShared: true, query: {} })
const exports: [what: string, ask: (language: object) => readonly [string, string, unknown?]][] = [
  ['a report', (language) => ['POST', '/report/export', language]],
  ['a saved view', (language) => ['GET', `/views/${view.body.id}/export?${searchOf(language)}`]],
  ['the click log', (language) => ['GET', `/clicklog/export?${searchOf(language)}`]],
]
const searchOf = (values: object) => new URLSearchParams({ ...values }).toString()

test.each(exports)('%s is written in the language of its reader', async (_, ask) => {
  const said = async (key: string, language: object) => {
    const [method, url, body] = ask(language)
    const { status } = await management.call(method, url, body, key)
    expect(status).toBe(200)
    return formats.pop()?.language
  }
  expect(await said(russian, {})).toBe('ru')
  expect(await said(unasked, {})).toBe('en')
  expect(await said(russian, { language: 'en' })).toBe('en')
  expect(await said(unasked, { language: 'ru' })).toBe('ru')
  const [method, url, body] = ask({ language: 'de' })
  const refused = await management.call(method, url, body, russian)
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('language'),
  ])
})

test('conversions have titles and words in CSV, names in NDJSON', async () => {
  const lines = async (search: string) => {
    const url = `/conversions/export?datePreset=all_time&${search}`
    return (await management.call('GET', url, undefined, russian)).body
  }
  const [head = '', row = ''] = String(await lines('')).split('\r\n')
  expect(head).toStartWith('Id клика,Id конверсии,Кампания,Источник трафика,Время клика,')
  expect(row).toStartWith(clickIdOf(1))
  const said = ['0 ч 0 мин 59 с', 'Лид (холд)', 'Германия', '"без выплаты, на проверку"']
  expect(said.filter((word) => !row.includes(`,${word}`))).toEqual([])
  const spreadsheet = String(await lines('language=en&bom=1&delimiter=;&decimal=,'))
  expect(spreadsheet).toStartWith('Click ID;Conversion ID;')
  expect(spreadsheet).toContain(';0 h. 0 m. 59 s.;')
  expect(spreadsheet).toContain(';no_payout review')
  expect(await lines('format=ndjson')).toMatchObject([{ id: clickIdOf(1), affiliate_network: '' }])
})

test('links keep the titles by which they are imported again', async () => {
  const { body } = await management.call('GET', '/links/export', undefined, russian)
  expect(String(body)).toStartWith('id,word,url,webUrl,')
})
