/**
 * A test conversion: a marked click, and the call that a network would make, answered by the very
 * code that answers networks. Outside every statistic; deleted like any other conversion.
 */
import { type Static, Type } from '@sinclair/typebox'

import { lookUp } from '../../../manage/access.ts'
import { noteSent } from '../../../manage/money-deeds.ts'
import { baseOf } from '../../../manage/own-side.ts'
import { isRefusal, NOT_FOUND, wrong } from '../../../manage/refusal.ts'
import { signatureOf } from '../../../track/conversions/signature.ts'
import type { TestClick } from '../../../track/visits/test-click.ts'
import { UNAVAILABLE } from '../errors.ts'
import { type Call, type Operation, operation } from '../operation.ts'
import { timelineView } from './timeline.ts'

const optional = Type.Optional

const Test = Type.Object({
  campaignId: Type.Integer({ minimum: 1 }),
  networkId: optional(Type.Integer({ minimum: 1 })),
  status: optional(Type.String({ minLength: 1, maxLength: 64 })),
  payout: optional(Type.Number({ minimum: 0, maximum: 1_000_000_000 })),
})

type TestCall = Call<unknown, unknown, Static<typeof Test>>

const NO_OFFER = wrong('campaignId', 'leads to no offer: add one to its flows')
const NO_OFFER_OF_NETWORK = wrong(
  'campaignId',
  'leads to no offer of this network: add one to its flows, or choose the network in the offer',
)

async function testConversion(call: TestCall) {
  const { read, caller, body, postbacks } = call
  const campaign = lookUp(read, caller, 'campaigns', { id: body.campaignId, need: 'modify' })
  if (isRefusal(campaign)) return campaign
  const networkId = body.networkId ?? null
  const made = await postbacks.makeTestClick({ campaignId: campaign.id, networkId })
  if (made === 'no_campaign') return NOT_FOUND
  if (made === 'no_offer') return networkId === null ? NO_OFFER : NO_OFFER_OF_NETWORK
  if (made === 'not_stored') return { failure: UNAVAILABLE }
  const { clickId } = made
  noteSent(call.desk, caller, 'test', { campaignId: campaign.id, clickId })
  const sent = requestOf(call, made)
  const response = await postbacks.callSelf(new Request(sent.url, { headers: { host: sent.host } }))
  const answer = { status: response.status, body: await response.text() }
  const timeline = await timelineView(call, clickId)
  return {
    clickId,
    request: { method: 'GET', url: sent.shown },
    response: answer,
    timeline,
  }
}

/** By the general key and signed, as its network would call; the key itself is not shown. */
function requestOf(call: TestCall, { clickId, networkId }: TestClick) {
  const { read, body, tables } = call
  const signature = tables().network(networkId)?.signature ?? null
  const base = new URL(baseOf(tables().defaultDomain, call))
  const key = read.postbackKeys.list().find(({ kind, endsAt }) => kind === 'general' && !endsAt)
  const url = (shownKey: string) => {
    const made = new URL(`/${shownKey}/postback`, base)
    made.searchParams.set('subid', clickId)
    made.searchParams.set('status', body.status ?? 'sale')
    if (body.payout !== undefined) made.searchParams.set('payout', String(body.payout))
    made.searchParams.set('tid', `test-${clickId}`)
    made.searchParams.set('from', 'test')
    if (signature !== null) {
      const sign = signatureOf(made.search.slice(1), signature)
      made.searchParams.set(signature.parameter, sign)
    }
    return made.href
  }
  return { url: url(key?.key ?? 'no-key'), shown: url('***'), host: base.host }
}

export const postbackTestOperations: readonly Operation[] = [
  operation({
    method: 'POST',
    path: '/postbacks/test',
    id: 'testPostback',
    summary: 'Make a test click and call our own address for it as a network would',
    tag: 'Postbacks',
    own: true,
    body: Test,
    run: testConversion,
  }),
]
