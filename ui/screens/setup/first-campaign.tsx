/** The first campaign in three answers, its link, and waiting for the first click. */
import { useEffect, useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { queryReport } from '../../api/measures.ts'
import type { FlowSetView } from '../../api/types.ts'
import { Button, CopyButton, LinkButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Notice } from '../../parts/states.tsx'
import { forgetShared } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import type { Values } from '../entities/field-specs.ts'
import { offerProblems, withClickId } from '../entities/offer-url.ts'
import { type SourceTemplate, sourceValues } from '../entities/source-template.ts'
import { BLANK_SOURCE, createSource } from '../entities/sources.tsx'
import { TemplateGrid } from '../entities/template-picker.tsx'
import { MarkedUrl } from '../entities/url-preview.tsx'

interface Made {
  readonly id: number
  readonly link: string
}

export function FirstCampaign() {
  const [source, setSource] = useState<Values | null>(null)
  const [made, setMade] = useState<Made | null>(null)
  if (made !== null) return <Waiting made={made} />
  if (source === null) {
    return (
      <div class="stack">
        <p>{t('setup.sourceText')}</p>
        <div class="first-templates">
          <TemplateGrid<SourceTemplate>
            kind="source"
            onPick={(template) =>
              setSource(
                template === null
                  ? { ...BLANK_SOURCE, name: t('setup.ownSource') }
                  : { ...BLANK_SOURCE, ...sourceValues(template) },
              )
            }
          />
        </div>
        <div>
          <LinkButton to={href('/')} look="quiet">
            {t('setup.later')}
          </LinkButton>
        </div>
      </div>
    )
  }
  return <OfferStep source={source} onMade={setMade} onBack={() => setSource(null)} />
}

interface OfferStepProps {
  readonly source: Values
  readonly onMade: (made: Made) => void
  readonly onBack: () => void
}

function OfferStep({ source, onMade, onBack }: OfferStepProps) {
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [isBusy, setBusy] = useState(false)
  const problems = url === '' ? [] : offerProblems(url)
  const make = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      onMade(await makeAll(source, name.trim() || t('setup.firstName'), url.trim()))
    } catch (error) {
      tellFailure(error)
      setBusy(false)
    }
  }
  return (
    <form class="form" onSubmit={(event) => void make(event)}>
      <p class="faint">
        {t('campaign.source')}: <strong>{String(source['name'])}</strong>
      </p>
      <TextField
        label={t('setup.campaignName')}
        value={name}
        onInput={setName}
        placeholder={t('setup.firstName')}
        hasFocus
      />
      <TextField
        label={t('offer.url')}
        type="url"
        value={url}
        onInput={setUrl}
        placeholder="https://example.com/?sub={subid}"
        hint={t('offer.urlHint')}
        isRequired
      />
      {problems.map((problem) => (
        <Notice look="warning" key={problem}>
          {t(`offer.problem.${problem}`)}{' '}
          {problem === 'noClickId' ? (
            <button type="button" class="link" onClick={() => setUrl(withClickId(url, ''))}>
              {t('offer.addClickId')}
            </button>
          ) : null}
        </Notice>
      ))}
      <div class="row">
        <Button onClick={onBack}>{t('back')}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {t('setup.create')}
        </Button>
      </div>
    </form>
  )
}

async function makeAll(source: Values, name: string, url: string): Promise<Made> {
  // The outgoing postback often needs parts of the account; it can be filled in later.
  const trafficSourceId = await createSource({ ...source, postbackUrl: '' })
  const offer = await post<{ id: number }>('/offer', { offer: { name, url, isAuto: true } })
  const { id } = await post<{ id: number }>('/campaign', { name, trafficSourceId })
  const { data, etag } = await ask<FlowSetView>('GET', `/campaign/${id}/flows`)
  const path = {
    name: '',
    enabled: true,
    weight: 100,
    landings: [],
    offers: [{ offerId: offer.id, enabled: true, weight: 100 }],
  }
  const flows = data.flows.map(({ type, name: title, weight, enabled, combine }) => ({
    type,
    name: title,
    weight,
    enabled,
    combine,
    filters: [],
    action: null,
    paths: [path],
  }))
  const body = {
    mode: data.mode,
    flows: flows.length > 0 ? flows : [{ type: 'default', paths: [path] }],
  }
  await ask('PUT', `/campaign/${id}/flows`, { body, etag })
  forgetShared()
  const { link } = await get<{ link: string }>(`/campaign/${id}/link`)
  return { id, link }
}

const ASK_EVERY_MS = 2000

function Waiting({ made }: { readonly made: Made }) {
  const [clicks, setClicks] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => {
      queryReport({
        period: { preset: 'all_time' },
        measures: ['clicks'],
        filters: [{ field: 'campaign', op: 'eq', value: String(made.id) }],
      }).then(
        ({ totals }) => setClicks(totals['clicks'] ?? 0),
        () => undefined,
      )
    }, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="stack">
      <p>{t('setup.linkText')}</p>
      <MarkedUrl value={made.link} />
      <div>
        <CopyButton text={made.link} label={t('campaign.copyLink')} look="primary">
          {t('campaign.copyLink')}
        </CopyButton>
      </div>
      <div role="status">
        {clicks === 0 ? (
          <Notice look="info">{t('setup.waiting')}</Notice>
        ) : (
          <Notice look="good">{t('setup.arrived')}</Notice>
        )}
      </div>
      <div class="row">
        <LinkButton to={href('/')} look="primary">
          {t('setup.done')}
        </LinkButton>
        <LinkButton to={href(`/campaigns/${made.id}/flows`)}>{t('nav.flows')}</LinkButton>
      </div>
    </div>
  )
}
