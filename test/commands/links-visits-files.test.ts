/** `sluice links visits`: files as Sluice and other shorteners write them. */
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { BROWSER, type LinkInstallation, openLinks } from '../support/links.ts'
import { cleanUp, newFolder, runSluice } from '../support/server.ts'
import { until } from '../support/until.ts'

const HOST = 'loaded.example.test'

let installation: LinkInstallation

beforeAll(async () => {
  installation = await openLinks()
  await installation.domain(HOST)
}, 30_000)

afterAll(cleanUp)

async function loaded(csv: string) {
  const file = join(newFolder(), 'visits.csv')
  writeFileSync(file, csv)
  const { dataDir } = installation.server
  return runSluice(['links', 'visits', '--file', file, '--data', dataDir])
}

interface Shown {
  readonly clicks: number
  readonly countries: readonly object[]
}

const statistics = (id: number) => installation.need<Shown>('GET', `/links/${id}/stats`)

const AGENT = `"${BROWSER}"`
test.each([
  [
    'ours',
    'time,link,country,referer,ua,language,count',
    `2025-12-31 23:30,of-ours,RU,https://e.test/,${AGENT},ru,2`,
    2,
  ],
  [
    'shlink',
    'Date,Referer,User Agent,Country code,Visited URL',
    `2025-12-31T23:30:00Z,https://e.test/,${AGENT},RU,http://${HOST}/of-shlink`,
    1,
  ],
  [
    'yourls',
    'click_time,shorturl,referrer,user_agent,ip_address,country_code',
    `2025-12-31 23:30:00,of-yourls,https://e.test/,${AGENT},127.0.0.1,RU`,
    1,
  ],
])('a file like that of %s', async (name, titles, row, count) => {
  const { id } = await installation.link({ word: `of-${name}` })
  const done = await loaded(`${titles}\n${row}\n`)
  expect([done.stderr, done.code]).toEqual(['', 0])
  await until('they are counted', async () => (await statistics(id)).clicks === count)
  expect(await statistics(id)).toMatchObject({
    days: [{ value: '2025-12-31', count }],
    countries: [{ value: 'RU', count }],
    referrers: [{ value: 'e.test', count }],
    platforms: [{ value: 'Mac', count }],
  })
})

test('what stands for no country is none', async () => {
  const { id } = await installation.link({ word: 'nowhere-from' })
  const lines = ['XX', 'T1', 'zz', ''].map(
    (country) => `2025-12-31,nowhere-from,${country},${AGENT}`,
  )
  expect(await loaded(`time,link,country,ua\n${lines.join('\n')}\n`)).toMatchObject({ code: 0 })
  await until('they are counted', async () => (await statistics(id)).clicks === lines.length)
  expect((await statistics(id)).countries).toEqual([])
})

test('lines that name no time or no one link are told, and so is a file without such columns', async () => {
  await installation.domain('second.example.test')
  const second = await installation.domain('third.example.test')
  await installation.link({ word: 'twice-there' })
  await installation.link({ word: 'twice-there', domainUuid: second })
  const done = await loaded(
    'time,link\n05/06/2025,twice-there\n2025-06-05,twice-there\n2025-06-05,nowhere\n',
  )
  expect(done.stderr.trim().split('\n')).toEqual([
    'line 2: the time is not understood: it is written like 2026-11-22 10:00',
    'line 3: several domains have the link twice-there: give its full address',
    'line 4: there is no link nowhere',
  ])
  expect((await loaded('day,visitors\n2025-06-05,7\n')).stderr).toBe(
    'The file has no columns time and link.\n',
  )
})
