/** A flow as it is on the screen, added to the flows of another campaign at once. */
import { ask } from '../../api/client.ts'
import type { FlowSetView } from '../../api/types.ts'
import { match, navigate, path } from '../../state/router.ts'
import { tell, tellFailure, tellHeld } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { type DraftFlow, draftOf, duplicated, flowSetOf, withFlow } from './draft.ts'
import { PickTarget } from './targets.tsx'

interface Props {
  readonly flow: DraftFlow
  readonly onClose: () => void
}

export function CopyFlow({ flow, onClose }: Props) {
  const copy = async (id: string, name: string) => {
    try {
      if (!(await addFlow(id, flow))) return tellHeld(t('flow.copyShared'))
      tell(t('flow.copied', { name }), {
        label: t('open'),
        run: () => navigate(`/campaigns/${id}/flows`),
      })
    } catch (error) {
      tellFailure(error)
    }
  }
  const here = match('/campaigns/:id/flows', path.peek())?.['id']
  return (
    <PickTarget
      label={t('flow.copyTo')}
      list="campaigns"
      except={here}
      onPick={(id, name) => void copy(id, name)}
      onClose={onClose}
    />
  )
}

/** Not to one on a rotation: that would change other campaigns, too. */
async function addFlow(campaignId: string, flow: DraftFlow): Promise<boolean> {
  const address = `/campaign/${campaignId}/flows`
  const { data, etag } = await ask<FlowSetView>('GET', address)
  const { mode, flows } = draftOf(data)
  const [, copy] = duplicated([flow], flow.key)
  if (data.rotationId !== null || copy === undefined) return false
  await ask('PUT', address, { body: flowSetOf({ mode, flows: withFlow(flows, copy) }), etag })
  return true
}
