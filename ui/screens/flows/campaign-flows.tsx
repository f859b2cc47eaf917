/** The flows of a campaign; one on a shared rotation shows the rotation's. */
import { get } from '../../api/client.ts'
import type { CampaignFull } from '../../api/types.ts'
import { CopyButton, LinkButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Page } from '../../parts/page.tsx'
import { isPhone } from '../../parts/phone.ts'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import type { ScreenProps } from '../../routes.ts'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { t } from '../../words/words.ts'
import { Hygiene } from '../campaigns/hygiene.tsx'
import { reportOf } from '../campaigns/places.ts'
import { FlowEditor } from './editor.tsx'

export function CampaignFlows({ params }: ScreenProps) {
  const id = params['id'] ?? ''
  const up = { to: '/campaigns', label: t('nav.campaigns') }
  const campaign = useLoad(() => get<CampaignFull>(`/campaign/${id}/full`), [id])
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
  const { name, rotationId, link } = campaign.data
  return (
    <FlowEditor
      scope={rotationId === null ? 'campaign' : 'rotation'}
      id={rotationId === null ? id : String(rotationId)}
      title={name}
      up={up}
      simulateWith={Number(id)}
      about={<About campaign={campaign.data} />}
      actions={
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
      }
    />
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
