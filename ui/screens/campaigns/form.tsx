/** A campaign: source, cost, links. Where its visitors go is the flow editor's. */
import { useContext, useState } from 'preact/hooks'

import { currencyOptions, optionOf, withChosen } from '../../api/choices.ts'
import { listDomains, listGroups, listSources } from '../../api/lists.ts'
import { allZones } from '../../format/dates.ts'
import { LinkButton } from '../../parts/button.tsx'
import type { Option } from '../../parts/field.tsx'
import type { ScreenProps } from '../../routes.ts'
import { ReadOnly } from '../../state/held.ts'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { t } from '../../words/words.ts'
import { EntityForm } from '../entities/entity-form.tsx'
import { type FieldSpec, textOf, type Values } from '../entities/field-specs.ts'
import { groupField } from '../entities/group-field.tsx'
import { ClickMacros, MacroMenu } from '../entities/macro-menu.tsx'
import { NewSource } from '../entities/new-source.tsx'
import { TagsCard } from '../entities/tags-card.tsx'
import { TestConversion } from '../entities/test-conversion.tsx'
import { ClickApi } from './click-api.tsx'
import { KillSwitch } from './kill-switch.tsx'
import { CampaignLinks } from './links.tsx'
import { ParameterTable } from './parameters.tsx'
import { reportOf } from './places.ts'
import { blank, changeCampaign, completeCampaign, createCampaign, readCampaign } from './values.ts'

interface Choices {
  readonly sources: readonly Option[]
  readonly domains: readonly Option[]
}

interface Sources {
  readonly options: readonly Option[]
  /** Here, without leaving the form. */
  readonly made: Option | null
  readonly onMade: (source: Option) => void
}

async function loadChoices(signal: AbortSignal): Promise<Choices> {
  const [sources, domains] = await Promise.all([
    listSources(signal),
    listDomains(signal),
    // Its field has them by then, and asks nothing by itself.
    listGroups('campaigns', signal),
  ])
  return {
    sources: sources.map(optionOf),
    domains: domains.map(({ id, name }) => ({ value: id, label: name })),
  }
}

export function CampaignScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  const choices = useLoad(loadChoices, [])
  const [made, setMade] = useState<Option | null>(null)
  const sources: Sources = {
    options: choices.data?.sources ?? [],
    made,
    onMade(source) {
      setMade(source)
      choices.reload()
    },
  }
  return (
    <EntityForm
      path="/campaigns"
      id={id}
      list="nav.campaigns"
      add="campaign.new"
      blank={blank()}
      read={readCampaign}
      choices={[choices]}
      fields={(values) => [
        ...mainFields(sources, choices.data?.domains ?? [], values, id),
        ...costFields(values),
        ...visitorFields(),
        ...urlFields(),
      ]}
      create={createCampaign}
      complete={completeCampaign}
      opens={(made) => `/campaigns/${made}/flows`}
      change={changeCampaign}
      aliases={{ trafficSourceId: 'sourceId', 'cost.statuses': 'paidStatuses' }}
      actions={(values, onChanged) => (
        <>
          <KillSwitch
            kind="campaign"
            id={id}
            isBlocked={values['blocked'] === true}
            onChanged={onChanged}
          />
          <LinkButton to={href(reportOf(id))} icon="report" label={t('nav.report')} />
          <LinkButton to={href(`/campaigns/${id}/flows`)} icon="rotation">
            {t('nav.flows')}
          </LinkButton>
        </>
      )}
      aside={(values) => (id === 'new' ? null : <CampaignAside id={id} values={values} />)}
    />
  )
}

function CampaignAside({ id, values }: { readonly id: string; readonly values: Values }) {
  const isReadOnly = useContext(ReadOnly)
  return (
    <>
      <CampaignLinks id={id} values={values} />
      {isReadOnly ? null : <ClickApi id={id} />}
      <TagsCard subject="campaign" id={id} />
      <div>
        <TestConversion campaignId={Number(id)} networkId={null} />
      </div>
    </>
  )
}

function mainFields(
  sources: Sources,
  domains: readonly Option[],
  values: Values,
  id: string,
): readonly FieldSpec[] {
  const states = (['active', 'paused'] as const).map((value) => ({
    value,
    label: t(`state.${value}`),
  }))
  return [
    { kind: 'text', name: 'name', label: t('list.name'), isRequired: true },
    {
      kind: 'select',
      name: 'sourceId',
      label: t('campaign.source'),
      options: withChosen(
        [{ value: '', label: t('choose') }, ...sources.options],
        textOf(values, 'sourceId'),
        sources.made,
      ),
      suffix: (set) => (
        <NewSource
          onMade={(source) => {
            sources.onMade(source)
            set(source.value)
          }}
        />
      ),
    },
    {
      kind: 'select',
      name: 'domainId',
      label: t('domain'),
      options: withChosen(
        [{ value: '', label: t('campaign.defaultDomain') }, ...domains],
        textOf(values, 'domainId'),
      ),
    },
    groupField('campaigns', 'groupId'),
    ...(id === 'new'
      ? []
      : [
          { kind: 'select', name: 'state', label: t('state'), options: states } satisfies FieldSpec,
        ]),
    {
      kind: 'object',
      name: 'rotationId',
      label: t('campaign.rotation'),
      of: { kind: 'rotation' },
      extra: [{ value: '', label: t('campaign.ownFlows') }],
    },
  ]
}

const MODELS = ['CPC', 'CPUC', 'CPM', 'CPA', 'CPS', 'RevShare'] as const

function costFields(values: Values): readonly FieldSpec[] {
  const isShare = values['model'] === 'RevShare'
  const statuses: FieldSpec = {
    kind: 'lines',
    name: 'paidStatuses',
    label: t('campaign.statuses'),
    hint: t('campaign.statusesHint'),
    rows: 2,
    isWide: true,
  }
  return [
    { kind: 'heading', name: 'cost', label: t('campaign.cost') },
    {
      kind: 'select',
      name: 'model',
      label: t('campaign.model'),
      options: MODELS.map((value) => ({ value, label: t(`model.${value}`) })),
    },
    { kind: 'number', name: 'amount', label: isShare ? t('campaign.share') : t('campaign.price') },
    { kind: 'select', name: 'currency', label: t('currency'), options: currencyOptions() },
    ...(values['model'] === 'CPA' ? [statuses] : []),
    { kind: 'number', name: 'trafficLoss', label: t('source.loss'), hint: t('source.lossHint') },
    {
      kind: 'switch',
      name: 'isAuto',
      label: t('campaign.auto'),
      hint: t('campaign.autoHint'),
      isWide: true,
    },
  ]
}

function visitorFields(): readonly FieldSpec[] {
  return [
    { kind: 'heading', name: 'visitors', label: t('campaign.visitors') },
    {
      kind: 'select',
      name: 'binding',
      label: t('campaign.binding'),
      hint: t('campaign.bindingHint'),
      options: (['none', 'flow', 'landing', 'offer'] as const).map((value) => ({
        value,
        label: t(`binding.${value}`),
      })),
    },
    {
      kind: 'select',
      name: 'method',
      label: t('campaign.unique'),
      options: (['ip_ua', 'ip'] as const).map((value) => ({ value, label: t(`unique.${value}`) })),
    },
    { kind: 'number', name: 'ttlHours', label: t('campaign.ttl') },
    { kind: 'switch', name: 'cookies', label: t('campaign.cookies') },
  ]
}

const REDIRECTS = ['http', 'meta', 'double_meta', 'js', 'blank_referrer'] as const

function urlFields(): readonly FieldSpec[] {
  const redirects = REDIRECTS.map((value) => ({ value, label: t(`redirect.${value}`) }))
  return [
    { kind: 'heading', name: 'urls', label: t('campaign.urls') },
    { kind: 'text', name: 'alias', label: t('campaign.alias'), hint: t('campaign.aliasHint') },
    { kind: 'text', name: 'key', label: t('campaign.key'), hint: t('campaign.keyHint') },
    {
      kind: 'select',
      name: 'landingRedirect',
      label: t('campaign.landingRedirect'),
      options: redirects,
    },
    {
      kind: 'select',
      name: 'offerRedirect',
      label: t('campaign.offerRedirect'),
      options: redirects,
    },
    { kind: 'url', name: 'appendToCampaignUrl', label: t('campaign.appendCampaign'), isWide: true },
    {
      kind: 'url',
      name: 'appendToLandingUrl',
      label: t('campaign.appendLanding'),
      isWide: true,
      suffix: <ClickMacros />,
    },
    {
      kind: 'url',
      name: 'appendToOfferUrl',
      label: t('campaign.appendOffer'),
      isWide: true,
      suffix: <ClickMacros />,
    },
    {
      kind: 'url',
      name: 'postbackUrl',
      label: t('campaign.postback'),
      hint: t('campaign.postbackHint'),
      suffix: <MacroMenu tokens={[]} />,
      isWide: true,
    },
    {
      kind: 'own',
      name: 'parameters',
      label: t('campaign.parameters'),
      hint: t('campaign.parametersHint'),
      isWide: true,
      draw: (value, set) => <ParameterTable value={value} onChange={set} />,
    },
    {
      kind: 'select',
      name: 'timezone',
      label: t('campaign.zone'),
      options: allZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
    },
  ]
}
