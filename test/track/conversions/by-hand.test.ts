/** What a person sets as an amount stands against later calls, and says so, until it is let go of. */
import { expect, test } from 'bun:test'

import { readCall } from '../../../src/core/conversions/call.ts'
import type { Job } from '../../../src/track/conversions/jobs.ts'
import { work } from '../../../src/track/conversions/work.ts'
import { aClick, callJob, CLICK_TIME, found, MINUTE, openClerk } from '../../support/booking.ts'

const AUTO = 1
const ADDING = 3
/** It pays 4 €. */
const FIXED = 4
const SET_AT = CLICK_TIME + 2 * MINUTE

type Fields = Readonly<Record<string, string>>

function open(offerId: number) {
  const { clerk } = openClerk()
  const event = aClick(0, { offerId })
  let at = CLICK_TIME
  const job = (fields: Fields, isCorrection: boolean): Job => {
    const call = readCall(new Map(Object.entries(fields)), 'binom', false)
    const said = { call, importId: 9, isCorrection, isDry: false, userId: 1 }
    return { do: 'line', click: found(event), at, afterSeq: 0, ...said }
  }
  const later = () => (at += MINUTE)
  return {
    calls: (fields: Fields) => work(clerk, callJob(event, fields, later())),
    lists: (fields: Fields) => (later(), work(clerk, job(fields, false))),
    corrects: (fields: Fields) => (later(), work(clerk, job(fields, true))),
    stands: () => {
      const { class: of, payoutMicros, payoutCurrency, notes } = clerk.conversions.ofClick(0)[0]!
      return [of, payoutMicros / 1e6, payoutCurrency, ...notes]
    },
  }
}

const twelve = { status: 'lead', payout: '12', currency: 'USD' }

test('a fixed amount does not take the place of one that a person set', () => {
  const { calls, corrects, stands } = open(FIXED)
  calls({ status: 'lead' })
  corrects(twelve)
  const { result, reading } = calls({ status: 'sale', payout: '3' })
  expect(result).toBe('accepted')
  expect(stands()).toEqual(['sale', 12, 'USD', 'payout_by_hand'])
  expect(reading.payout).toEqual({ micros: 4_000_000, currency: 'EUR', source: 'agreed' })
  expect(reading.kept).toEqual({ micros: 12_000_000, currency: 'USD', at: SET_AT })
  expect(calls({ status: 'sale', payout: '3' }).result).toBe('duplicate')
  calls({ status: 'rejected' })
  calls({ status: 'sale' })
  expect(stands()).toEqual(['sale', 12, 'USD', 'payout_by_hand'])
})

test('a status that a person sets without an amount leaves the amount that one set', () => {
  const { calls, corrects, stands } = open(FIXED)
  calls({ status: 'lead' })
  corrects(twelve)
  corrects({ status: 'sale' })
  expect(stands()).toEqual(['sale', 12, 'USD', 'payout_by_hand'])
})

test('what a list says of a fixed offer stands, too; of others the network’s next word counts', () => {
  const fixed = open(FIXED)
  fixed.lists(twelve)
  fixed.calls({ status: 'sale' })
  expect(fixed.stands()).toEqual(['sale', 12, 'USD', 'payout_by_hand'])
  const auto = open(AUTO)
  auto.lists(twelve)
  auto.calls({ status: 'sale', payout: '15' })
  expect(auto.stands()).toEqual(['sale', 15, 'USD'])
})

test('a correction stands against amounts that a network sends', () => {
  const { calls, corrects, stands } = open(AUTO)
  calls({ status: 'lead', payout: '10' })
  corrects(twelve)
  expect(calls({ status: 'lead', payout: '10' }).result).toBe('duplicate')
  const { reading } = calls({ status: 'sale', payout: '15' })
  expect(reading.kept).toEqual({ micros: 12_000_000, currency: 'USD', at: SET_AT })
  expect(calls({ status: 'sale', payout: '12' }).reading).not.toHaveProperty('kept')
  expect(stands()).toEqual(['sale', 12, 'USD', 'payout_by_hand'])
})

test('let go of, a fixed amount counts again at once, another with the next call', () => {
  const fixed = open(FIXED)
  fixed.calls({ status: 'lead' })
  fixed.corrects(twelve)
  fixed.corrects({ status: 'lead', payout: 'auto' })
  expect(fixed.stands()).toEqual(['lead', 4, 'EUR'])
  const auto = open(AUTO)
  auto.corrects(twelve)
  auto.corrects({ status: 'lead', payout: 'AUTO' })
  expect(auto.stands()).toEqual(['lead', 12, 'USD'])
  auto.calls({ status: 'sale', payout: '15' })
  expect(auto.stands()).toEqual(['sale', 15, 'USD'])
})

test('a loss is booked whatever a person paid, and an up-sell is added to it', () => {
  const { calls, corrects, stands } = open(ADDING)
  calls({ status: 'sale', payout: '10' })
  corrects({ status: 'sale', payout: '12', disable_upsell: '1' })
  expect(calls({ status: 'sale', payout: '5' }).reading).not.toHaveProperty('kept')
  expect(stands()).toEqual(['sale', 17, 'USD', 'payout_by_hand'])
  calls({ status: 'chargeback' })
  expect(stands()[0]).toBe('rejected')
})
