/** The first campaign in three answers, its link, and waiting for the first click. */
import { useEffect, useRef, useState } from 'preact/hooks'

import { ask, get, post } from '../../api/client.ts'
import { failureFrom } from '../../api/failure.ts'
import { queryReport } from '../../api/measures.ts'
import type { FlowSetView } from '../../api/types.ts'
import { hostIn } from '../../format/text.ts'
import { Button, CopyButton, LinkButton } from '../../parts/button.tsx'
import { TextField } from '../../parts/field.tsx'
import { Failed, Notice } from '../../parts/states.tsx'
import { forgetShared, useLoad } from '../../state/load.ts'
import { href, query, setQuery } from '../../state/router.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { blank, completeCampaign, createCampaign } from '../campaigns/values.ts'
import { textOf, type Values } from '../entities/field-specs.ts'
import { leftOver } from '../entities/left-over.ts'
import { ClickMacros, MacroMenu } from '../entities/macro-menu.tsx'
import { newSourceOf, newSourceValues } from '../entities/new-source.tsx'
import { offerProblems, withClickId } from '../entities/offer-url.ts'
import type { SourceTemplate } from '../entities/source-template.ts'
import { tokensOf } from '../entities/sources.tsx'
import { keepNote } from '../entities/template-note.ts'
import { TemplateGrid } from '../entities/template-picker.tsx'
import type { Token } from '../entities/token-table.tsx'
import { MarkedUrl } from '../entities/url-preview.tsx'

export function FirstCampaign() {
  const [source, setSource] = useState<Values | null>(null)
  const ids = useRef<Ids>({})
  const id = Number(query.value.get('campaign'))
  if (id > 0) return <Waiting id={id} />
  if (source === null) {
    return (
      <div class="stack">
        <p>{t('setup.sourceText')}</p>
        <div class="first-templates">
          <TemplateGrid<SourceTemplate>
            kind="source"
            onPick={(template) => setSource(newSourceValues(template))}
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
  const back = () => setSource(null)
  return (
    <OfferStep
      source={source}
      ids={ids.current}
      onMade={(made) => setQuery({ campaign: String(made) })}
      onBack={back}
    />
  )
}

/** What is made already, though not all of it: the next try changes that. */
interface Ids {
  offer?: number
  source?: number
  campaign?: number
}

interface OfferStepProps {
  readonly source: Values
  readonly ids: Ids
  readonly onMade: (id: number) => void
  readonly onBack: () => void
}

/** What was wrong with the addresses that were sent, which others may have taken the place of. */
interface Refused {
  readonly of: string
  readonly fields: Readonly<Record<string, readonly string[]>>
}

/** Where the server's problems stand beside a field. */
const SHOWN_FIELDS = ['url', 'offer.url', 'postbackUrl']

function OfferStep({ source, ids, onMade, onBack }: OfferStepProps) {
  const [name, setName] = useState('')
  const [url, setUrl] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [postbackUrl, setPostbackUrl] = useState(textOf(source, 'postbackUrl'))
  const [refused, setRefused] = useState<Refused>({ of: '', fields: {} })
  const asked = `${url}\n${postbackUrl}`
  const fields = refused.of === asked ? refused.fields : {}
  const refusedUrl = fields['url'] ?? fields['offer.url'] ?? []
  const problems = url === '' || refusedUrl.length > 0 ? [] : offerProblems(url)
  const make = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    try {
      onMade(
        await makeAll(
          ids,
          { ...source, postbackUrl },
          { name: name.trim() || t('setup.firstName'), url: url.trim() },
        ),
      )
    } catch (error) {
      const { fields } = failureFrom(error).facts
      setRefused({ of: asked, fields })
      if (!SHOWN_FIELDS.some((field) => field in fields)) tellFailure(error)
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
        errors={refusedUrl}
        placeholder="https://example.com/?sub={subid}"
        hint={t('offer.urlHint')}
        suffix={<ClickMacros />}
        isRequired
      />
      {problems.map((problem) => (
        <Notice look="warning" key={problem}>
          {t(`offer.problem.${problem}`)}{' '}
          {problem === 'noClickId' ? (
            <button type="button" class="link" onClick={() => setUrl(withClickId(url))}>
              {t('offer.addClickId')}
            </button>
          ) : null}
        </Notice>
      ))}
      <SourcePostback
        url={postbackUrl}
        tokens={tokensOf(source)}
        errors={fields['postbackUrl'] ?? []}
        onInput={setPostbackUrl}
      />
      <div class="row">
        <Button onClick={onBack}>{t('back')}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {t('setup.create')}
        </Button>
      </div>
    </form>
  )
}

interface PostbackProps {
  readonly url: string
  readonly tokens: readonly Token[]
  readonly errors: readonly string[]
  readonly onInput: (url: string) => void
}

/** How the source will hear of conversions. What is left over in it keeps it from being sent. */
function SourcePostback({ url, tokens, errors, onInput }: PostbackProps) {
  const word = leftOver(url)
  return (
    <>
      <TextField
        label={t('source.postbackUrl')}
        type="url"
        value={url}
        onInput={onInput}
        errors={errors}
        suffix={<MacroMenu tokens={tokens} />}
        hint={url === '' ? t('setup.noPostback') : t('setup.postback')}
      />
      {word === null ? null : <Notice look="warning">{t('setup.postbackLeft', { word })}</Notice>}
    </>
  )
}

interface Named {
  readonly name: string
  readonly url: string
}

/** The offer first: its address is what may be refused. */
async function makeAll(ids: Ids, source: Values, { name, url }: Named): Promise<number> {
  ids.offer = await put('/offer', ids.offer, { offer: { name: hostIn(url), url, isAuto: true } })
  ids.source = await put('/traffic_source', ids.source, newSourceOf(source))
  await keepNote('traffic_source', ids.source, source)
  const campaign = { ...blank(), name, sourceId: String(ids.source) }
  ids.campaign ??= await createCampaign(campaign)
  await completeCampaign(String(ids.campaign), campaign, 'new')
  await giveFlow(ids.campaign, ids.offer)
  forgetShared()
  return ids.campaign
}

/** Makes an object, or changes the one that was made. */
async function put(path: string, id: number | undefined, body: unknown): Promise<number> {
  if (id === undefined) return (await post<{ id: number }>(path, body)).id
  await ask('PUT', `${path}/${id}`, { body })
  return id
}

async function giveFlow(id: number, offerId: number): Promise<void> {
  const { data, etag } = await ask<FlowSetView>('GET', `/campaign/${id}/flows`)
  const path = {
    name: '',
    enabled: true,
    weight: 100,
    landings: [],
    offers: [{ offerId, enabled: true, weight: 100 }],
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
}

const ASK_EVERY_MS = 2000

function Waiting({ id }: { readonly id: number }) {
  const [clicks, setClicks] = useState(0)
  const made = useLoad((signal) => get<{ link: string }>(`/campaign/${id}/link`, signal), [id])
  useEffect(() => {
    const timer = setInterval(() => {
      queryReport({
        period: { preset: 'all_time' },
        measures: ['clicks'],
        filters: [{ field: 'campaign', op: 'eq', value: String(id) }],
      }).then(
        ({ totals }) => setClicks(totals['clicks'] ?? 0),
        () => undefined,
      )
    }, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="stack">
      {made.error === null ? null : <Failed failure={made.error} onRetry={made.reload} />}
      {made.data === null ? null : (
        <>
          <p>{t('setup.linkText')}</p>
          <MarkedUrl value={made.data.link} />
          <div>
            <CopyButton text={made.data.link} label={t('campaign.copyLink')} look="primary">
              {t('campaign.copyLink')}
            </CopyButton>
          </div>
        </>
      )}
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
        <LinkButton to={href(`/campaigns/${id}/flows`)}>{t('nav.flows')}</LinkButton>
      </div>
    </div>
  )
}
