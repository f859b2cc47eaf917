/** Cases of the filters on the visitor's past, the flow and the clock. */
import type { FilterCase, FilterCases } from './case.ts'

const NIGHT = { days: [5, 7], from: '22:00', to: '05:00' }
const AT_WORK = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' }

/** 2026-01-05 is a Monday. */
const SLOTS: readonly [string, unknown[], string, string, 'allow' | 'reject'][] = [
  ['the first minute counts', [AT_WORK], 'UTC', '2026-01-05T09:00', 'allow'],
  ['the minute before does not', [AT_WORK], 'UTC', '2026-01-05T08:59', 'reject'],
  ['the last minute counts', [AT_WORK], 'UTC', '2026-01-09T17:29', 'allow'],
  ['the end does not', [AT_WORK], 'UTC', '2026-01-09T17:30', 'reject'],
  ['other days do not', [AT_WORK], 'UTC', '2026-01-10T10:00', 'reject'],
  ['a night runs past midnight', [NIGHT], 'UTC', '2026-01-10T04:59', 'allow'],
  ['and ends', [NIGHT], 'UTC', '2026-01-10T05:00', 'reject'],
  ['the night of another day does not count', [NIGHT], 'UTC', '2026-01-09T04:00', 'reject'],
  ['a night runs past the week', [NIGHT], 'UTC', '2026-01-05T01:00', 'allow'],
  ['any slot will do', [AT_WORK, NIGHT], 'UTC', '2026-01-11T23:00', 'allow'],
  [
    '24:00 is the end of the day',
    [{ days: [6], from: '00:00', to: '24:00' }],
    'UTC',
    '2026-01-10T23:59',
    'allow',
  ],
  [
    'and not the next one',
    [{ days: [6], from: '00:00', to: '24:00' }],
    'UTC',
    '2026-01-11T00:00',
    'reject',
  ],
  [
    '00:00 as an end is midnight too',
    [{ days: [6], from: '20:00', to: '00:00' }],
    'UTC',
    '2026-01-10T23:59',
    'allow',
  ],
  ['the zone counts in winter', [AT_WORK], 'Europe/Berlin', '2026-01-05T08:00', 'allow'],
  ['and in summer', [AT_WORK], 'Europe/Berlin', '2026-07-06T07:00', 'allow'],
  ['the day is that of the zone', [AT_WORK], 'Australia/Lord_Howe', '2026-01-04T23:30', 'allow'],
]

const schedule = Object.fromEntries(
  SLOTS.map(([name, slots, timezone, at, gives]): [string, FilterCase] => [
    name,
    { payload: { timezone, slots }, at, gives },
  ]),
)

const MAY = { from: '2026-05-01', to: '2026-06-01 12:30', timezone: 'Europe/Berlin' }

export const visitors: Readonly<Record<string, FilterCases>> = {
  bot: {
    cases: {
      'a bot matches': {
        payload: null,
        facts: { visitor: { botReasons: ['ua_list', 'ip_list'] } },
        gives: 'allow',
        seen: 'ua_list,ip_list',
      },
      'a person does not': { payload: [], gives: 'reject', seen: '' },
      'one of the reasons will do': {
        payload: ['preview', 'ip_list'],
        facts: { visitor: { botReasons: ['ua_list', 'ip_list'] } },
        gives: 'allow',
      },
      'a bot for another reason does not match': {
        payload: ['preview'],
        facts: { visitor: { botReasons: ['ua_list'] } },
        gives: 'reject',
      },
      'empty is a person': { payload: ['preview', '@empty'], gives: 'allow' },
      'and not a bot': {
        payload: ['@empty'],
        facts: { visitor: { botReasons: ['ua_list'] } },
        gives: 'reject',
      },
    },
    refused: [
      [['google'], '"google"'],
      [['toString'], '"toString"'],
      [true, 'nothing, or a list'],
      [{}, 'nothing, or a list'],
    ],
  },
  uniqueness: {
    cases: {
      'new in the campaign': {
        payload: ['campaign'],
        facts: { newIn: ['campaign 3'] },
        gives: 'allow',
        seen: 'campaign',
      },
      'new in the flow': {
        payload: ['flow'],
        facts: { newIn: ['flow 5'] },
        gives: 'allow',
        seen: 'flow',
      },
      'new anywhere': { payload: ['global'], facts: { newIn: ['global 0'] }, gives: 'allow' },
      'any scope will do': {
        payload: ['global', 'flow'],
        facts: { newIn: ['flow 5'] },
        gives: 'allow',
        seen: 'flow',
      },
      'seen before': {
        payload: ['campaign', 'flow'],
        facts: { newIn: ['global 0', 'flow 6'] },
        gives: 'reject',
        seen: 'seen before',
      },
      'a guess is unknown': {
        payload: ['flow'],
        facts: { newIn: ['flow 5'], uniquenessKnown: false },
        gives: 'unknown',
        why: 'no address and no cookie',
      },
    },
    refused: [
      [[], 'expected a list of'],
      [['day'], '"day"'],
      [['@any'], 'no scope'],
    ],
  },
  limit: {
    cases: {
      'fewer clicks than the bound': {
        payload: { per_day: 10 },
        facts: { clicks: { day: 9, total: 99 } },
        gives: 'allow',
        seen: '9 of 10',
      },
      'the bound is reached': {
        payload: { per_day: 10 },
        facts: { clicks: { day: 10 } },
        gives: 'reject',
        seen: '10 of 10',
      },
      'every bound counts': {
        payload: { total: 100, per_day: 10, per_hour: 1 },
        facts: { clicks: { total: 50, day: 5, hour: 1 } },
        gives: 'reject',
        seen: '1 of 1',
      },
      'all are free': {
        payload: { total: 100, per_hour: 1 },
        facts: { clicks: { total: 99, day: 99, hour: 0 } },
        gives: 'allow',
      },
      'a list of texts will do': {
        payload: ['total=100', 'per_hour = 2'],
        facts: { clicks: { total: 1, hour: 2 } },
        gives: 'reject',
        seen: '2 of 2',
      },
    },
    refused: [
      [{}, 'no limit is set'],
      [{ total: 0 }, 'each from 1'],
      [{ total: '9' }, 'each from 1'],
      [{ per_week: 9 }, 'each from 1'],
      [['total=0'], '"total=0"'],
      [['week=1'], '"week=1"'],
      [null, 'each from 1'],
    ],
  },
  traffic_source: {
    cases: {
      'a listed source matches': {
        payload: [7, '8'],
        facts: { sourceId: 8 },
        gives: 'allow',
        seen: '8',
      },
      'another does not': { payload: [7], facts: { sourceId: 8 }, gives: 'reject' },
      'no source is empty': { payload: [7, '@empty'], gives: 'allow', seen: '' },
      'no source matches no id': { payload: [7, '@any'], gives: 'reject' },
    },
    refused: [
      [[], 'expected a list of'],
      [['x'], '"x"'],
      [[0], '"0"'],
      [[1.5], 'expected a list of'],
    ],
  },
  interval: {
    cases: {
      'the first moment counts': {
        payload: MAY,
        at: '2026-04-30T22:00',
        gives: 'allow',
        seen: '2026-05-01 00:00',
      },
      'the moment before does not': {
        payload: MAY,
        at: '2026-04-30T21:59:59.999',
        gives: 'reject',
      },
      'the last moment counts': { payload: MAY, at: '2026-06-01T10:29:59.999', gives: 'allow' },
      'the end does not': {
        payload: MAY,
        at: '2026-06-01T10:30',
        gives: 'reject',
        seen: '2026-06-01 12:30',
      },
      'without a start it has always begun': {
        payload: { to: '2026-01-01T00:00:30', timezone: 'UTC' },
        at: '2026-01-01T00:00:29',
        gives: 'allow',
      },
      'without an end it never ends': {
        payload: { from: '2026-01-01', timezone: 'UTC' },
        at: '2099-01-01T00:00',
        gives: 'allow',
      },
      'a list of texts will do': {
        payload: ['from=2026-05-01 08:00', 'timezone=Europe/Berlin'],
        at: '2026-05-01T06:00',
        gives: 'allow',
      },
    },
    refused: [
      [{ timezone: 'UTC' }, 'neither from nor to'],
      [{ from: '2026-01-01', timezone: 'Mars/Base' }, '"Mars/Base" is not a time zone'],
      [{ from: '2026-01-01' }, 'expected {from, to, timezone}'],
      [{ from: '2026-02-30', timezone: 'UTC' }, '"2026-02-30" is not a time'],
      [{ from: '2026-01-01 24:30', timezone: 'UTC' }, 'is not a time'],
      [{ from: 'now', timezone: 'UTC' }, '"now" is not a time'],
      [{ from: '2026-01-02', to: '2026-01-02', timezone: 'UTC' }, 'from is not before to'],
      [['from=2026-01-01'], 'is not a time zone'],
      [['since=2026-01-01', 'timezone=UTC'], '"since=2026-01-01"'],
      [null, 'expected {from, to, timezone}'],
    ],
  },
  schedule: {
    cases: {
      ...schedule,
      'shows the local day and time': {
        payload: { timezone: 'Asia/Kathmandu', slots: [AT_WORK] },
        at: '2026-01-05T12:05',
        gives: 'reject',
        seen: 'Mon 17:50',
      },
      'a list of texts will do': {
        payload: ['timezone=UTC', '1-3,5 9:00-17:30', '7 10:00 - 12:00'],
        at: '2026-01-09T09:00',
        gives: 'allow',
        seen: 'Fri 09:00',
      },
      'days may run past the week': {
        payload: ['timezone=UTC', '6-1 09:00-10:00'],
        at: '2026-01-05T09:00',
        gives: 'allow',
      },
      'and means the days it names': {
        payload: ['timezone=UTC', '1-3,5 9:00-17:30'],
        at: '2026-01-08T09:00',
        gives: 'reject',
      },
    },
    refused: [
      [{ timezone: 'UTC', slots: [] }, 'expected {timezone, slots'],
      [{ timezone: 'Berlin', slots: [AT_WORK] }, '"Berlin" is not a time zone'],
      [{ timezone: 'UTC', slots: [{ ...AT_WORK, days: [0] }] }, 'expected {timezone, slots'],
      [{ timezone: 'UTC', slots: [{ ...AT_WORK, from: '25:00' }] }, '"25:00" is not a time'],
      [{ timezone: 'UTC', slots: [{ ...AT_WORK, from: '9:60' }] }, '"9:60" is not a time'],
      [{ timezone: 'UTC', slots: [{ ...AT_WORK, from: '24:00' }] }, 'not start then'],
      [{ timezone: 'UTC', slots: [{ ...AT_WORK, to: '09:00' }] }, 'is empty'],
      [['timezone=UTC'], 'no slot'],
      [['timezone=UTC', '8 09:00-10:00'], 'is not a slot'],
      [['timezone=UTC', '1-2-3 09:00-10:00'], 'is not a slot'],
    ],
  },
  screen: later(
    ['390x844'],
    [
      [[], 'expected a list of'],
      [['/(?!x)/'], 'look-ahead'],
    ],
  ),
  reverse_dns: later(['*.example.com'], [[null, 'expected a list of']]),
  conversion: later({ scope: 'campaign', statuses: ['sale'] }, [
    [{ scope: 'flow' }, '{scope, statuses}'],
    [null, '{scope, statuses}'],
  ]),
}

function later(payload: unknown, refused: FilterCases['refused']): FilterCases {
  return {
    cases: { 'is never known': { payload, gives: 'unknown', why: 'not supported yet' } },
    refused,
  }
}
