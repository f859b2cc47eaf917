/** The flows of a campaign; one on a shared rotation shows the rotation's. */
import { get } from '../../api/client.ts'
import { namedChoices } from '../../api/found.ts'
import type { CampaignFull } from '../../api/types.ts'
import { CopyButton, LinkButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Page } from '../../parts/page.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import type { ScreenProps } from '../../routes.ts'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { isAdmin } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { Hygiene } from '../campaigns/hygiene.tsx'
import { reportOf } from '../campaigns/places.ts'
import { FlowEditor } from './editor.tsx'

export function CampaignFlows({ params }: ScreenProps) {
  const id = params['id'] ?? ''
  const up = { to: '/campaigns', label: t('nav.campaigns') }
  const campaign = useLoad((signal) => readCampaign(id, signal), [id])
  if (campaign.data === null) {
    return (
      <Page title={t('nav.flows')} up={up}>
        {campaign.error === null ? (
          <Skeleton />
        ) : (
          <Failed failure={campaign.error} onRetry={campaign.reload} />
        )}
      </Page>
    )
  }
  const { name, rotationId, link, isClosed } = campaign.data
  const actions = <Ways id={id} link={link} />
  if (rotationId !== null && isClosed) {
    return (
      <Page title={name} up={up} actions={actions}>
        <Notice look="info">{t('rights.rotation', { id: String(rotationId) })}</Notice>
      </Page>
    )
  }
  return (
    <FlowEditor
      scope={rotationId === null ? 'campaign' : 'rotation'}
      id={rotationId === null ? id : String(rotationId)}
      title={name}
      up={up}
      simulateWith={Number(id)}
      about={<About campaign={campaign.data} />}
      actions={actions}
    />
  )
}

interface Read extends CampaignFull {
  /** Its flows are those of a rotation that the user may not see. */
  readonly isClosed: boolean
}

async function readCampaign(id: string, signal: AbortSignal): Promise<Read> {
  const campaign = await get<CampaignFull>(`/campaign/${id}/full`, signal)
  const { rotationId } = campaign
  if (rotationId === null || isAdmin.peek()) return { ...campaign, isClosed: false }
  const open = await namedChoices('rotation', { ids: [rotationId] }, signal)
  return { ...campaign, isClosed: open.length === 0 }
}

interface WaysProps {
  readonly id: string
  readonly link: string
}

function Ways({ id, link }: WaysProps) {
  return (
    <>
      <CopyButton text={link} label={t('campaign.copyLink')} look="plain">
        {t('campaign.link')}
      </CopyButton>
      <LinkButton to={href(reportOf(id))} icon="report" label={t('nav.report')} />
      <LinkButton
        to={href(`/campaigns/${id}`)}
        icon="settings"
        {...(isPhone() ? { label: t('nav.settings') } : { children: t('nav.settings') })}
      />
    </>
  )
}

function About({ campaign }: { readonly campaign: CampaignFull }) {
  const { id, rotationId, state, blocked } = campaign
  return (
    <>
      <Hygiene campaignId={String(id)} />
      {blocked ? <Notice look="danger">{t('kill.blocked')}</Notice> : null}
      {state === 'paused' ? (
        <p>
          <Badge look="warning">{t('state.paused')}</Badge>
        </p>
      ) : null}
      {rotationId === null ? null : (
        <Notice look="info">
          {t('flow.shared')} <a href={href(`/rotations/${rotationId}`)}>#{rotationId}</a>
        </Notice>
      )}
    </>
  )
}
