/** What a row of the click log says when something came after the click. */
import { expect, test } from 'bun:test'

import { type Event, EventKind, Flag } from '../../../src/core/event.ts'
import { type ClickNames, clickRow } from '../../../src/report/logs/click-columns.ts'
import { anEvent } from '../../support/segments.ts'

const names: ClickNames = {
  campaign: () => ({ name: '', key: '' }),
  of: (kind, id) => (id === 0 ? '' : `${kind} ${id}`),
}

const onLanding = { offerId: 0, networkId: 0, flags: Flag.landingShown }
const wentOn = (part: Partial<Event> = {}) =>
  anEvent({ kind: EventKind.landingClick, offerId: 7, networkId: 4, ...part })
const sold = (part: Partial<Event> = {}) =>
  anEvent({ kind: EventKind.conversion, offerId: 8, networkId: 5, leads: 1, ...part })
const counted = (value: string) => anEvent({ kind: EventKind.eventValue, eventValues: [value] })

const shown = (click: Partial<Event>, later: readonly Event[], columns: readonly string[]) => {
  const row = clickRow({ id: 'x', click: anEvent(click), later, zone: 'UTC' }, names)
  return columns.map((column) => row[column])
}

const CHOICE = ['offer', 'offer_id', 'affiliate_network', 'aff_network_id', 'is_offer_clicked']
const NOTHING = ['', '', '', '', '0']
const FIRST = ['offer 7', '7', 'network 4', '4', '1']
const OWN = ['offer 2', '2', 'network 1', '1', '1']
const direct = { offerId: 2, networkId: 1, flags: Flag.offerReached }

test.each([
  ['stays on the landing', onLanding, [], NOTHING],
  [
    'leaves the landing without an offer',
    onLanding,
    [wentOn({ offerId: 0, networkId: 0 })],
    NOTHING,
  ],
  ['goes on to an offer', onLanding, [wentOn()], FIRST],
  ['goes on twice', onLanding, [wentOn({ offerId: 6, networkId: 3 }), wentOn()], FIRST],
  [
    'goes on, and then without an offer',
    onLanding,
    [wentOn(), wentOn({ offerId: 0, networkId: 0 })],
    FIRST,
  ],
  [
    'goes on and buys something else',
    onLanding,
    [wentOn(), sold()],
    ['offer 8', '8', 'network 5', '5', '1'],
  ],
  ['buys without going on', onLanding, [sold()], ['offer 8', '8', 'network 5', '5', '0']],
  ['came to the offer at once', direct, [], OWN],
  ['is worth something there', direct, [counted('3')], OWN],
])('a visitor who %s', (_what, click, later, expected) => {
  expect(shown(click, later, CHOICE)).toEqual(expected)
})

test.each([
  [['0.1', '0.2'], '0.3'],
  [['1.1', '-2.2'], '-1.1'],
  [['5', ''], '5'],
  [['0.000001', '0.000002'], '0.000003'],
  [['0.5', '-0.5'], '0'],
])('event values %j are %s together', (values, expected) => {
  expect(shown({}, values.map(counted), ['event_1'])).toEqual([expected])
})

test.each([
  ['https://Site.Example:8443/a?b=1', 'site.example'],
  ['https://me@site.example/', 'site.example'],
  ['android-app://com.example.app', 'com.example.app'],
  ['nowhere', ''],
])('the domain of the referrer %s is that of reports', (referrer, domain) => {
  expect(shown({ referrer }, [], ['referer_domain'])).toEqual([domain])
})
