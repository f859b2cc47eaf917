/** The kill switch: one call closes a campaign, a domain, a link or a user for every visitor. */
import { Type } from '@sinclair/typebox'

import { switchObject, switchUser, type Verdict } from '../../../manage/kill-switch.ts'
import { linkPlace } from '../../../manage/links/link-domains.ts'
import { changeLink } from '../../../manage/links/links.ts'
import { isRefusal, wrong } from '../../../manage/refusal.ts'
import { linkOfCall } from '../links/links.ts'
import { type Call, emptyUnless, type Operation, operation } from '../operation.ts'
import { anyCase, shaped, Uuid } from '../shape.ts'
import { Empty } from '../wire.ts'

const Params = Type.Object({
  kind: anyCase(['campaign', 'domain', 'link', 'user']),
  id: Type.String({ maxLength: 40 }),
})
const Body = Type.Object({
  blocked: Type.Boolean(),
  reason: Type.Optional(Type.String({ maxLength: 1000 })),
})
const Id = Type.Object({ id: Type.Integer({ minimum: 1 }) })
const DomainId = Type.Object({ id: Uuid })

type SwitchCall = Call<(typeof Params)['static'], unknown, (typeof Body)['static']>

const BAD_ID = wrong('id', 'is malformed')

async function run(call: SwitchCall): Promise<object> {
  const { desk, caller, params, body } = call
  const verdict: Verdict = { blocked: body.blocked, reason: body.reason ?? '' }
  if (params.kind === 'domain') {
    const read = shaped(DomainId, params, 'skip_unknown')
    if ('fields' in read) return BAD_ID
    return emptyUnless(switchObject(desk, caller, { kind: 'domains', id: read.value.id }, verdict))
  }
  const read = shaped(Id, params, 'skip_unknown')
  if ('fields' in read) return BAD_ID
  const { id } = read.value
  switch (params.kind) {
    case 'campaign':
      return emptyUnless(switchObject(desk, caller, { kind: 'campaigns', id }, verdict))
    case 'user':
      return emptyUnless(switchUser(desk, caller, id, verdict))
    case 'link':
      return switchLink({ ...call, params: { id } }, verdict)
  }
}

async function switchLink(
  call: Call<{ id: number }>,
  { blocked, reason }: Verdict,
): Promise<object> {
  const link = linkOfCall(call, 'modify')
  if (isRefusal(link)) return link
  const place = linkPlace(call.desk.stores, call.caller, link.ownerId)
  const change = { blocked, blockReason: blocked ? reason : '' }
  return emptyUnless(await changeLink(call.desk, place, link, change))
}

export const killSwitchOperations: readonly Operation[] = [
  operation({
    method: 'PUT',
    path: '/kill_switch/:kind/:id',
    id: 'useKillSwitch',
    summary: 'Close a campaign, domain, link or user for every visitor, or open it again',
    tag: 'Kill switch',
    own: true,
    params: Params,
    body: Body,
    answer: Empty,
    run,
  }),
]
