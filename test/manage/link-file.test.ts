import { expect, test } from 'bun:test'

import { readLinkFile } from '../../src/manage/link-file.ts'

const lineOf = (csv: string) => readLinkFile(csv)?.[0]

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
    { word: '-word', web: 'https://e.com/o', host: 's.test', visits: 0 },
  ],
])('a file of %s is understood', (_name, csv, { host, visits, ...change }) => {
  expect(lineOf(csv)).toMatchObject({
    line: 2,
    host,
    visits,
    change: { ...change, wordRule: 'any', createdAt: Date.UTC(2024, 2, 5, 10) },
  })
})

test('a file without a column of addresses is none', () => {
  expect(readLinkFile('word,title\na,b\n')).toBeNull()
  expect(readLinkFile('')).toBeNull()
})

test('lines without a word get a new one, and cells that make no sense are left out', () => {
  expect(lineOf('\ufefflong_url,created,clicks\nhttps://e.com/,soon,many\n')).toEqual({
    line: 2,
    change: { web: 'https://e.com/' },
    host: '',
    visits: 0,
  })
})
