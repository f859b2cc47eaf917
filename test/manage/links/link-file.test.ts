import { expect, test } from 'bun:test'

import { readLinkFile } from '../../../src/manage/links/link-file.ts'

const lineOf = (csv: string) => [...(readLinkFile(csv) ?? [])][0]

test.each([
  [
    'Bitly',
    'Title,Bitlink,Long URL,Created,Tags,Clicks\n"A, b",bit.ly/3AbC,https://e.com/x,2024-03-05T10:00:00Z,"x;y",7',
    {
      word: '3AbC',
      web: 'https://e.com/x',
      title: 'A, b',
      tags: ['x', 'y'],
      host: 'bit.ly',
      visits: 7,
    },
  ],
  [
    'YOURLS',
    'keyword,url,title,timestamp,ip,clicks\nab,https://e.com/y,T,2024-03-05 10:00:00,::1,3',
    { word: 'ab', web: 'https://e.com/y', title: 'T', host: '', visits: 3 },
  ],
  [
    'Shlink',
    'createdAt,domain,shortCode,shortUrl,longUrl,title,tags,visits\n2024-03-05T10:00:00+00:00,s.test,xYz,https://s.test/xYz,https://e.com/z,,a|b,0',
    { word: 'xYz', web: 'https://e.com/z', tags: ['a', 'b'], host: 's.test', visits: 0 },
  ],
  [
    'Kutt',
    'address,target,description,visit_count,created_at,link\nkut,https://e.com/k,D,12,2024-03-05T10:00:00.000Z,https://kutt.test/kut',
    { word: 'kut', web: 'https://e.com/k', title: 'D', host: 'kutt.test', visits: 12 },
  ],
  [
    'our own',
    `id,word,url,webUrl,iosUrl,androidUrl,kind,title,tags,createdAt\r\n1,'-word,http://s.test/-word,https://e.com/o,,,short,,,2024-03-05 10:00:00\r\n`,
    { word: '-word', web: 'https://e.com/o', host: 's.test', visits: null },
  ],
  [
    'Rebrandly',
    'slashtag,shortUrl,destination,title,clicks,createdAt\ns1,go.test/s1,https://e.com/r,R,37,2024-03-05T10:00:00.000Z',
    { word: 's1', web: 'https://e.com/r', title: 'R', host: 'go.test', visits: 37 },
  ],
  [
    'Short.io',
    'id\tshort_url\toriginal_url\ttitle\tpath\ttags\tclicks_limit\tredirect_type\texpire_at\texpire_url\tandroid_url\tiphone_url\tutm_source\tcreated_at\tclicks\n' +
      'lnk_1\thttps://s.test/io1\thttps://e.com/s\tS\tio1\ta, b\t50\t301\t1772704800000\thttps://e.com/over\thttps://e.com/an\thttps://e.com/ip\tnews\t2024-03-05 10:00:00\t9',
    {
      word: 'io1',
      web: 'https://e.com/s',
      android: 'https://e.com/an',
      ios: 'https://e.com/ip',
      kind: 'target',
      tags: ['a', 'b'],
      clickLimit: 50,
      redirectStatus: 301,
      expiresAt: Date.UTC(2026, 2, 5, 10),
      expiredUrl: 'https://e.com/over',
      utm: { source: 'news' },
      host: 's.test',
      visits: 9,
    },
  ],
  [
    'Dub',
    'Short link,Destination URL,Clicks,Created at,Tags,Archived\nhttps://d.test/dub1,https://e.com/d,1,2024-03-05T10:00:00.000Z,"a,b",false',
    { word: 'dub1', web: 'https://e.com/d', tags: ['a', 'b'], host: 'd.test', visits: 1 },
  ],
  [
    'what Dub calls a link',
    'Link ID,Domain,Key,URL,Title,Comments,Created At,Clicks\nlnk_1,d.test,dub2,https://e.com/d,D,for Ann,2024-03-05T10:00:00Z,0',
    {
      word: 'dub2',
      web: 'https://e.com/d',
      title: 'D',
      note: 'for Ann',
      host: 'd.test',
      visits: 0,
    },
  ],
  [
    'TinyURL',
    'alias,url,tiny_url,created_at,hits,tags\ntiny-1,https://e.com/t,https://tinyurl.test/tiny-1,2024-03-05 10:00:00,4,a',
    { word: 'tiny-1', web: 'https://e.com/t', tags: ['a'], host: 'tinyurl.test', visits: 4 },
  ],
  [
    'T.LY',
    'short_url,long_url,description,expire_at_datetime,expire_at_views,created_at\nhttps://t.test/OYXL,https://e.com/l,L,2026-03-05 10:00:00,7,2024-03-05 10:00:00',
    {
      word: 'OYXL',
      web: 'https://e.com/l',
      title: 'L',
      clickLimit: 7,
      expiresAt: Date.UTC(2026, 2, 5, 10),
      host: 't.test',
      visits: null,
    },
  ],
])('a file of %s is understood', (_name, csv, { host, visits, ...change }) => {
  expect(lineOf(csv)).toMatchObject({
    line: 2,
    host,
    visits,
    change: { ...change, wordRule: 'any', createdAt: Date.UTC(2024, 2, 5, 10) },
  })
})

test('what a database has nothing in is empty', () => {
  const tsv =
    'keyword\turl\ttitle\ttimestamp\ttags\nab\thttps://e.com/\tNULL\t2024-03-05 10:00:00\t\\N\n'
  const createdAt = Date.UTC(2024, 2, 5, 10)
  const change = { web: 'https://e.com/', word: 'ab', wordRule: 'any', createdAt } as const
  expect(lineOf(tsv)?.change).toEqual(change)
})

test('what is not taken over is told, but not what says no or concerns nobody', () => {
  const csv =
    'url,Folder,Archived,Cloaking,ip,Created,Status\nhttps://e.com/,Spring,false,1,::1,05/06/2024,warming up\n'
  expect(lineOf(csv)?.ignored).toEqual(['Folder', 'Cloaking', 'Created', 'Status'])
})

test('of our own links without a web address the short one is no target', () => {
  const csv = 'word,url,webUrl,iosUrl\nphone,http://old.test/phone,,https://e.com/i\n'
  expect(lineOf(csv)).toMatchObject({
    host: 'old.test',
    change: { web: null, ios: 'https://e.com/i' },
  })
})

test('a file without a column of addresses is none', () => {
  expect(readLinkFile('word,title\na,b\n')).toBeNull()
  expect(readLinkFile('')).toBeNull()
})

test('lines without a word get a new one, and cells that make no sense are left out', () => {
  expect(lineOf('\ufefflong_url,created,clicks\nhttps://e.com/,soon,many\n')).toEqual({
    line: 2,
    problem: null,
    change: { web: 'https://e.com/' },
    host: '',
    visits: null,
    ignored: ['created', 'clicks'],
  })
})

const wordsOf = (csv: string) =>
  [...(readLinkFile(csv) ?? [])].map(({ line, change, visits }) => [line, change.word, visits])

test('further words of a link come in as links of their own, its visits once', () => {
  const csv =
    'title,long_url,link,custom_bitlinks,created_at,clicks\n' +
    'A,https://e.com/,https://bit.ly/3xYz,"https://bit.ly/sale, bit.ly/may",2024-03-05T10:00:00+0000,"1,234"\n'
  expect(wordsOf(csv)).toEqual([
    [2, '3xYz', 1234],
    [2, 'sale', 0],
    [2, 'may', 0],
  ])
  expect(lineOf(csv)?.change.createdAt).toBe(Date.UTC(2024, 2, 5, 10))
})

test('lines are those of the file, whatever is empty and whatever has line breaks', () => {
  const csv = 'word,title,url\n\na1,"one\ntwo",https://e.com/\n,,\nb2,,https://e.com/\n'
  expect(wordsOf(csv)).toEqual([
    [3, 'a1', null],
    [6, 'b2', null],
  ])
})

test.each([
  ['banned', 'true', { blocked: true }],
  ['deleted', 'true', { blocked: true }],
  ['active', 'false', { blocked: true }],
  ['isActive', 'true', {}],
  ['status', 'Paused', { blocked: true }],
  ['status', 'active', {}],
  ['state', 'warming up', {}],
  ['blocked', 'false', {}],
  ['has_password', 'true', { blocked: true, blockReason: 'needs its password again' }],
  ['password', 'false', {}],
  ['maxVisits', '10', { clickLimit: 10 }],
  ['clicksBefore', '0', { clicksBefore: 0 }],
  ['clicksBefore', '"1,234"', { clicksBefore: 1234 }],
  ['expiresAt', '2024-03-05 10:00:00', { expiresAt: Date.UTC(2024, 2, 5, 10) }],
  ['expired_url', 'https://e.com/over', { expiredUrl: 'https://e.com/over' }],
  ['kind', 'short', { kind: 'short' }],
])('what closes a link comes along: %s %s', (title, cell, change) => {
  expect(lineOf(`url,${title}\nhttps://e.com/,${cell}`)).toMatchObject({ problem: null })
  expect(lineOf(`url,${title}\nhttps://e.com/,${cell}`)?.change).toEqual({
    web: 'https://e.com/',
    ...change,
  })
})

test.each([
  ['true', 'abuse', 'needs its password again; abuse'],
  ['true', '', 'needs its password again'],
  ['false', 'abuse', 'needs its password again; abuse'],
])('who opens a link reads that its password is missing: banned %s for %j', (banned, why, told) => {
  const csv = `url,banned,block_reason,has_password\nhttps://e.com/,${banned},${why},true`
  expect(lineOf(csv)?.change).toMatchObject({ blocked: true, blockReason: told })
})

test.each([
  ['expiresAt', 'some day', 'its expiry'],
  ['startsAt', '05/06/2026', 'its start'],
  ['clickLimit', 'few', 'its limit of visits'],
  ['clicksBefore', '-1', 'its visits so far'],
  ['redirectStatus', '303', 'its kind of redirect'],
  ['maxAge', '100000', 'its time in caches'],
  ['pixelIds', '1|two', 'its pixels'],
])('a link does not come in without the limit it had: %s %s', (title, cell, name) => {
  expect(lineOf(`url,${title}\nhttps://e.com/,${cell}`)?.problem).toStartWith(
    `${name} is not understood`,
  )
})

test.each([
  ['note', 'for Ann', { note: 'for Ann' }],
  ['pixelIds', '7|3', { pixelIds: [7, 3] }],
  ['utm_source', 'news', { utm: { source: 'news' } }],
  ['utmContent', 'a', { utm: { content: 'a' } }],
  ['redirectStatus', '308', { redirectStatus: 308 }],
  ['maxAge', '60', { maxAge: 60 }],
  ['forwardQuery', 'true', { forwardsQuery: true }],
  ['forwardQuery', 'false', { forwardsQuery: false }],
  ['validSince', '2024-03-05 10:00:00', { startsAt: Date.UTC(2024, 2, 5, 10) }],
])('how a link behaves comes along: %s %s', (title, cell, change) => {
  const line = lineOf(`url,${title}\nhttps://e.com/,${cell}`)
  expect(line).toMatchObject({ problem: null, change })
})
