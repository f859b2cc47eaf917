/** A copy of a campaign with its flows; the copy is opened. */
import { ask, get } from '../../api/client.ts'
import type { FlowSetView } from '../../api/types.ts'
import { forgetShared } from '../../state/load.ts'
import { navigate } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'

interface Template {
  readonly cost: { model: string; money: { amount: number; currency: string }; isAuto: boolean }
  readonly hideReferrer: { type: string; domainUuid: string | null }
  readonly customRotation: { uuid: string } | null
  readonly [more: string]: unknown
}

/** Flows are copied through the full view: the dialect's own copy can't show all of them. */
export async function duplicateCampaign(id: number): Promise<void> {
  try {
    const template = await get<Template>(`/campaign/${id}/clone`)
    const { data } = await ask<{ id: number }>('POST', '/campaign', { body: writable(template) })
    if (template.customRotation !== null) {
      const flows = await get<FlowSetView>(`/campaign/${id}/flows`)
      await ask('PUT', `/campaign/${data.id}/flows`, {
        body: { mode: flows.mode, flows: flows.flows },
      })
    }
    forgetShared()
    navigate(`/campaigns/${data.id}`)
  } catch (error) {
    tellFailure(error)
  }
}

function writable({ cost, hideReferrer, customRotation: _own, ...rest }: Template) {
  return {
    ...rest,
    key: null,
    costModel: cost.model,
    amount: cost.money.amount,
    currency: cost.money.currency,
    isAuto: cost.isAuto,
    hideReferrerType: hideReferrer.type,
    ...(hideReferrer.domainUuid === null ? {} : { domainUuid: hideReferrer.domainUuid }),
  }
}
