/** Files of links in JSON: what APIs of shorteners answer, and lines of it. */
import { expect, test } from 'bun:test'

import { readLinkFile } from '../../../src/manage/links/link-file.ts'

const lineOf = (json: string) => [...(readLinkFile(json) ?? [])][0]

const MADE = '2024-03-05T10:00:00.000Z'
test.each([
  [
    'to.click',
    {
      data: [
        {
          id: '17',
          type: 'link',
          attributes: {
            full_url: 'https://to.test/tk001',
            short_url: 'tk001',
            web_url: 'https://e.com/tc',
            ios_url: null,
            android_url: 'https://e.com/an',
            kind_of: 'target',
            domain_id: 30,
            pixel_ids: [5],
            created_at: MADE,
          },
        },
      ],
    },
    {
      word: 'tk001',
      web: 'https://e.com/tc',
      android: 'https://e.com/an',
      kind: 'target',
      host: 'to.test',
      visits: null,
    },
    ['pixel_ids'],
  ],
  [
    'Bitly',
    {
      links: [
        {
          id: 'bit.test/3xYz',
          link: 'https://bit.test/3xYz',
          long_url: 'https://e.com/b',
          title: 'B',
          custom_bitlinks: ['https://bit.test/sale'],
          tags: ['a,b', 'c'],
          archived: false,
          deeplinks: [],
          created_at: '2024-03-05T10:00:00+0000',
        },
      ],
      pagination: { total: 1, page: 1 },
    },
    { word: '3xYz', web: 'https://e.com/b', tags: ['a,b', 'c'], host: 'bit.test', visits: null },
    [],
  ],
  [
    'Shlink',
    {
      shortUrls: {
        data: [
          {
            shortCode: 'shl',
            shortUrl: 'https://s.test/shl',
            longUrl: 'https://e.com/sh',
            dateCreated: MADE,
            visitsSummary: { total: 12, nonBots: 10, bots: 2 },
            tags: ['x'],
            meta: { validSince: null, validUntil: null, maxVisits: 100 },
            domain: null,
            title: null,
            crawlable: false,
            forwardQuery: true,
            hasRedirectRules: true,
          },
        ],
        pagination: { currentPage: 1 },
      },
    },
    { word: 'shl', clickLimit: 100, forwardsQuery: true, tags: ['x'], host: 's.test', visits: 12 },
    ['hasRedirectRules'],
  ],
  [
    'YOURLS',
    {
      links: {
        link_1: {
          shorturl: 'https://y.test/ozh',
          url: 'https://e.com/y',
          title: 'Y',
          timestamp: '2024-03-05 10:00:00',
          ip: '127.0.0.1',
          clicks: '123',
        },
      },
      stats: { total_links: '1' },
    },
    { word: 'ozh', web: 'https://e.com/y', title: 'Y', host: 'y.test', visits: 123 },
    [],
  ],
  [
    'Kutt',
    {
      limit: 10,
      total: 1,
      data: [
        {
          address: 'kut2',
          banned: true,
          created_at: MADE,
          description: 'K',
          id: 'c7d3',
          link: 'https://kutt.test/kut2',
          password: true,
          target: 'https://e.com/k',
          visit_count: 5,
        },
      ],
    },
    { word: 'kut2', title: 'K', blocked: true, host: 'kutt.test', visits: 5 },
    [],
  ],
  [
    'Rebrandly',
    [
      {
        id: '9',
        slashtag: 'rb',
        destination: 'https://e.com/rb',
        title: 'R',
        description: 'for Ann',
        domain: { id: '8', ref: '/domains/8', fullName: 'go.test', active: true },
        shortUrl: 'go.test/rb',
        clicks: 3,
        tags: [{ id: '1', name: 'mail' }],
        status: 'active',
        createdAt: MADE,
      },
    ],
    { word: 'rb', note: 'for Ann', tags: ['mail'], host: 'go.test', visits: 3 },
    [],
  ],
])('JSON of %s is understood', (_name, json, { host, visits, ...change }, ignored) => {
  const said = {
    line: 1,
    problem: null,
    host,
    visits,
    ignored,
    change: { ...change, wordRule: 'any', createdAt: Date.UTC(2024, 2, 5, 10) },
  }
  expect(lineOf(JSON.stringify(json))).toMatchObject(said)
  expect(lineOf(`\ufeff${JSON.stringify(json, null, 2)}\n`)).toMatchObject(said)
})

test('further words of a link in JSON come in as links of their own', () => {
  const link = { link: 'https://b.test/a1', long_url: 'https://e.com/' }
  const json = JSON.stringify([{ ...link, custom_bitlinks: ['http://b.test/sale'] }, link])
  expect([...readLinkFile(json)!].map(({ line, change }) => [line, change.word])).toEqual([
    [1, 'a1'],
    [1, 'sale'],
    [2, 'a1'],
  ])
})

test('a table of phpMyAdmin is found beside what else it saves', () => {
  const json = JSON.stringify([
    { type: 'header', version: '5.2.1' },
    { type: 'database', name: 'yourls' },
    {
      type: 'table',
      name: 'yourls_url',
      data: [{ keyword: 'ozh', url: 'https://e.com/', title: null, clicks: '3' }],
    },
  ])
  expect(lineOf(json)).toMatchObject({ change: { word: 'ozh', web: 'https://e.com/' }, visits: 3 })
})

test('lists of what has no text are told, and however deep they are', () => {
  const deep = '['.repeat(50_000) + ']'.repeat(50_000)
  const json = `[{"url":"https://e.com/","deeplinks":[{"os":"ios"}],"tags":[{"id":1}],"deep":${deep}}]`
  const line = lineOf(json)
  expect(line?.change).toEqual({ web: 'https://e.com/' })
  expect(line?.ignored).toEqual(['deeplinks (list)', 'tags (list)', 'deep (list)'])
})

test('of NDJSON a line that is none is told by its number, the others are taken', () => {
  const text =
    '{"word":"a1","webUrl":"https://e.com/1"}\n\n{"word":"b2",\n{"word":"c3","webUrl":"https://e.com/3"}\n'
  expect([...readLinkFile(text)!].map(({ line, change }) => [line, change.web])).toEqual([
    [1, 'https://e.com/1'],
    [3, null],
    [4, 'https://e.com/3'],
  ])
})

test.each(['{', '[]', '{}', '[1,2]', '{"data":[{"name":"x"}]}', '"https://e.com/"'])(
  'JSON without links is no file of links: %s',
  (text) => {
    expect(readLinkFile(text)).toBeNull()
  },
)
