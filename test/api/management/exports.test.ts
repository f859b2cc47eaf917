import { afterAll, beforeEach, expect, test } from 'bun:test'

import type { ClickExportQuestion } from '../../../src/report/export/click-export.ts'
import type { Reports } from '../../../src/report/reports.ts'
import { openManagement } from '../../support/management.ts'

let asked: Omit<ClickExportQuestion, 'key'>[] = []
let taken = 0
let isEnded = false

const reports = {
  async *exportClicks(question: Omit<ClickExportQuestion, 'key'>) {
    asked.push(question)
    try {
      for (taken = 1; taken <= 5; taken++) yield `${'x'.repeat(70_000)}${taken}\n`
    } finally {
      isEnded = true
    }
  },
} as unknown as Reports
const management = openManagement({ reports })
afterAll(() => management.close())
beforeEach(() => {
  asked = []
  taken = 0
  isEnded = false
})

function exported(search: string): Promise<Response> {
  const url = `http://localhost/public/api/v1/clicklog/export?${search}`
  return management.send(new Request(url, { headers: { 'api-key': management.key } }))
}

test('the whole click log is asked for, with the names of today', async () => {
  await management.call('POST', '/campaign/short/info', { name: 'Shoes', key: 'shoes' })
  const response = await exported('format=ndjson&campaignIds=1&cursor=')
  expect(response.status).toBe(400)
  const whole = await exported('format=ndjson&campaignIds=1')
  expect(whole.headers.get('content-type')).toBe('application/x-ndjson')
  expect((await whole.text()).split('\n')).toHaveLength(6)
  expect(asked[0]).toMatchObject({ kind: 'ndjson', query: { limit: Infinity, of: 'clicks' } })
  expect(asked[0]!.columns).toContain('payout')
})

test('a connection may be silent before what is asked of reports, which may take longer', async () => {
  const heard: string[] = []
  const slow = {
    queryLong: () => {
      heard.push('asked')
      return Promise.resolve({ refused: 'busy' })
    },
  } as unknown as Reports
  const another = openManagement({ reports: slow, pauses: () => heard.push('pauses') })
  const asked = { groupings: ['campaign'], measures: ['clicks'], period: { preset: 'today' } }
  await another.call('POST', '/report/query', asked)
  another.close()
  expect(heard).toEqual(['pauses', 'asked'])
})

test('it comes as a file that no browser shows', async () => {
  const response = await exported('trailer=1')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="clicks.csv"',
    'x-content-type-options': 'nosniff',
  })
  await response.text()
  expect(asked[0]!.format.trailer).toBe(true)
})

test('it is made as it is taken, and no more after the client has left', async () => {
  const reader = (await exported('format=ndjson')).body!.getReader()
  await reader.read()
  expect(taken).toBeLessThanOrEqual(2)
  await reader.cancel()
  await reader.closed
  expect(taken).toBeLessThanOrEqual(2)
  expect(isEnded).toBe(true)
})

test('what can’t be noted is not given, and takes nobody’s place', async () => {
  const { config } = management
  config.writer.run(
    "CREATE TRIGGER no_room BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END",
  )
  for (let n = 0; n < 3; n++) expect((await exported('')).status).toBe(500)
  config.writer.run('DROP TRIGGER no_room')
  const noted = await exported('')
  expect(noted.status).toBe(200)
  await noted.text()
})

test('a bad filter is refused before anything is sent', async () => {
  expect((await exported('filter=nonsense')).status).toBe(400)
  expect((await exported('format=xls')).status).toBe(400)
  expect(asked).toEqual([])
})

test('a user reads two exports at once; a third has a place when one has ended or its reader has gone', async () => {
  const [first, second] = [await exported(''), await exported('')]
  const refused = await exported('')
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([429, 5])
  await first.text()
  const third = await exported('')
  expect(third.status).toBe(200)
  expect((await exported('')).status).toBe(429)
  await second.body?.cancel()
  await third.body?.cancel()
  expect((await exported('limit=no')).status).toBe(400)
  const [fourth, fifth] = [await exported(''), await exported('')]
  expect([fourth.status, fifth.status]).toEqual([200, 200])
  await fourth.body?.cancel()
  await fifth.body?.cancel()
})
