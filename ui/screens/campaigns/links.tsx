/** The links of a campaign, copied raw: whole, parameters only, for each domain. */
import { listDomains } from '../../api/lists.ts'
import { CopyButton } from '../../parts/button.tsx'
import { Card } from '../../parts/page.tsx'
import { Notice } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { t } from '../../words/words.ts'
import { textOf, type Values } from '../entities/field-specs.ts'
import { MarkedUrl, sampleOf } from '../entities/url-preview.tsx'

interface Props {
  readonly id: string
  readonly values: Values
}

export function CampaignLinks({ values }: Props) {
  const domains = useLoad(listDomains, [])
  const link = textOf(values, 'link')
  const parameters = link.split('?')[1] ?? ''
  const others = (domains.data ?? [])
    .map(({ host }) => withHost(link, host))
    .filter((one) => one !== link)
  return (
    <Card
      title={t('campaign.link')}
      actions={
        <CopyButton text={link} label={t('campaign.copyLink')} look="primary">
          {t('campaign.copyLink')}
        </CopyButton>
      }
    >
      <MarkedUrl value={link} />
      {link.includes('REPLACE') ? <Notice look="warning">{t('campaign.replace')}</Notice> : null}
      <p class="faint small">{t('preview.sample')}</p>
      <code class="marked-url">{sampleOf(link)}</code>
      <div class="row">
        <CopyButton text={parameters} label={t('campaign.copyParameters')} look="plain">
          {t('campaign.copyParameters')}
        </CopyButton>
      </div>
      {others.map((other) => (
        <div class="row nowrap" key={other}>
          <MarkedUrl value={other} />
          <CopyButton text={other} label={t('campaign.copyLink')} />
        </div>
      ))}
      <p class="faint">{t('campaign.scriptText')}</p>
      <div class="row nowrap">
        <code class="marked-url">{landingScript(link)}</code>
        <CopyButton text={landingScript(link)} label={t('copy')} />
      </div>
    </Card>
  )
}

/** For a landing that visitors reach without the campaign link. */
function landingScript(link: string): string {
  const address = link.split('&')[0]!
  return `<script src="${address}&lp_type=pixel"></script>`
}

/** Braces must stay as they are, so the address is not parsed as a URL. */
function withHost(link: string, host: string): string {
  return link.replace(/^(https?:\/\/)[^/]+/, `$1${host}`)
}
