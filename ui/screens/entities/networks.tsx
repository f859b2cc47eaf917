/** Affiliate networks: how their offers get our click id, and how they tell of conversions. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import type { NetworkRow } from '../../api/types.ts'
import { CopyButton } from '../../parts/button.tsx'
import { Card } from '../../parts/page.tsx'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import type { ScreenProps } from '../../routes.ts'
import { readDraft } from '../../state/drafts.ts'
import { hidesMoney, isAdmin } from '../../state/user.ts'
import { t } from '../../words/words.ts'
import { EntityForm } from './entity-form.tsx'
import { EntityList } from './entity-list.tsx'
import { type FieldSpec, listOf, textOf, type Values } from './field-specs.ts'
import type { Stored } from './form-state.ts'
import { idColumn } from './id-column.ts'
import { leftOvers } from './left-over.ts'
import { ClickMacros } from './macro-menu.tsx'
import { NetworkPostback } from './network-postback.tsx'
import { type NetworkTemplate, networkValues } from './network-template.ts'
import { changeSignature, readWhole, SIGNATURE_ALIASES, signatureFields } from './network-whole.ts'
import { sentUrl } from './offer-url.ts'
import { filledPairs, type Pair, pairsOf, PairsTable } from './pairs-table.tsx'
import { StatusMap } from './status-map.tsx'
import { TagsCard } from './tags-card.tsx'
import { keepNote } from './template-note.ts'
import { TemplatePage } from './template-picker.tsx'
import { TestConversion } from './test-conversion.tsx'
import { Uncounted } from './uncounted.tsx'

export function Networks() {
  return (
    <EntityList<NetworkRow>
      path="/networks"
      entity="affiliate_network"
      api="/affiliate_network"
      title="nav.networks"
      add="network.new"
      icon="network"
      emptyText="network.empty"
      dimension="affiliateNetwork"
      columns={[
        idColumn(),
        {
          key: 'rule',
          title: t('network.rule'),
          width: 220,
          cell: ({ offerUrlTemplate }) => <Text value={offerUrlTemplate} length={40} />,
        },
      ]}
    />
  )
}

export const BLANK_NETWORK: Values = {
  name: '',
  offerUrlTemplate: '',
  postbackUrl: '',
  addresses: [],
  payouts: [],
  isPayoutsActive: false,
  signatureParameter: '',
  signatureSecret: '',
  notes: '',
}

interface NetworkView {
  readonly name: string
  readonly offerUrlTemplate: string
  readonly postbackUrl: string
  readonly postbackIpWhitelist: readonly string[]
  /** Absent for those from whom money is kept. */
  readonly statusPayoutRelations?: readonly { conversionStatus: string; payout: string }[]
  readonly isPayoutRelationsActive?: boolean
}

async function readNetwork(id: string, signal?: AbortSignal): Promise<Stored> {
  const [{ data, etag }, whole] = await Promise.all([
    ask<NetworkView>('GET', `/affiliate_network/${id}`, { signal }),
    readWhole(id, signal),
  ])
  const values = {
    name: data.name,
    offerUrlTemplate: data.offerUrlTemplate,
    postbackUrl: data.postbackUrl,
    addresses: data.postbackIpWhitelist,
    payouts: (data.statusPayoutRelations ?? []).map(({ conversionStatus, payout }): Pair => [
      conversionStatus,
      payout,
    ]),
    isPayoutsActive: data.isPayoutRelationsActive ?? false,
    ...whole,
  }
  return { values, etag }
}

function networkOf(values: Values) {
  return {
    name: textOf(values, 'name'),
    offerUrlTemplate: textOf(values, 'offerUrlTemplate').trim(),
    postbackUrl: textOf(values, 'postbackUrl').trim(),
    postbackIpWhitelist: listOf(values, 'addresses')
      .map((address) => address.trim())
      .filter((address) => address !== ''),
    ...payoutsOf(values),
  }
}

/** What is kept from the user stays as it is. */
function payoutsOf(values: Values) {
  if (hidesMoney.peek()) return {}
  return {
    statusPayoutRelations: filledPairs(values['payouts']).map(([conversionStatus, payout]) => ({
      conversionStatus,
      payout,
    })),
    isPayoutRelationsActive: values['isPayoutsActive'] === true,
  }
}

export async function createNetwork(values: Values): Promise<number> {
  const { data } = await ask<{ id: number }>('POST', '/affiliate_network', {
    body: networkOf(values),
  })
  return data.id
}

/** The words of a template; those of a network that is there have a card of their own. */
export async function completeNetwork(id: string, values: Values): Promise<void> {
  const map = values['statusMap']
  if (map !== undefined && Object.keys(map as object).length > 0) {
    await ask('PUT', `/affiliate_network/${id}/status_map`, { body: map })
  }
  await changeSignature(id, values)
  await keepNote('affiliate_network', id, values)
}

function changeNetwork(id: string, values: Values, etag: string | null): Promise<unknown> {
  return ask('PUT', `/affiliate_network/${id}`, { body: networkOf(values), etag })
}

export function NetworkScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  const [blank, setBlank] = useState<Values | null>(
    id === 'new' && readDraft('form/networks/new') === null ? null : BLANK_NETWORK,
  )
  if (blank === null) {
    return (
      <TemplatePage<NetworkTemplate>
        kind="network"
        title="network.new"
        list="nav.networks"
        path="/networks"
        onPick={(template) =>
          setBlank(
            template === null ? BLANK_NETWORK : { ...BLANK_NETWORK, ...networkValues(template) },
          )
        }
      />
    )
  }
  return (
    <EntityForm
      path="/networks"
      id={id}
      list="nav.networks"
      add="network.new"
      blank={blank}
      read={readNetwork}
      fields={fields}
      create={createNetwork}
      complete={completeNetwork}
      change={changeNetwork}
      aliases={ALIASES}
      refuse={(values) => leftOvers(values, ['offerUrlTemplate', 'postbackUrl'])}
      aside={(values) => <NetworkAside id={id} values={values} />}
      below={(network) => (id === 'new' ? null : <StatusMap networkId={id} network={network} />)}
    />
  )
}

/** Where the server's problems are shown. */
const ALIASES = {
  ...SIGNATURE_ALIASES,
  postbackIpWhitelist: 'addresses',
  statusPayoutRelations: 'payouts',
} as const

function fields(values: Values): readonly FieldSpec[] {
  const byStatus: FieldSpec = {
    kind: 'switch',
    name: 'isPayoutsActive',
    label: t('network.byStatus'),
    isWide: true,
  }
  const payouts: FieldSpec = {
    kind: 'own',
    name: 'payouts',
    label: t('network.payouts'),
    isWide: true,
    draw: (value, set) => (
      <>
        <Uncounted texts={listOf(values, 'uncounted')} />
        <PairsTable
          pairs={pairsOf(value)}
          titles={[t('status'), t('offer.payout')]}
          onChange={set}
        />
      </>
    ),
  }
  return [
    { kind: 'text', name: 'name', label: t('list.name'), isRequired: true },
    {
      kind: 'url',
      name: 'offerUrlTemplate',
      label: t('network.rule'),
      hint: t('network.ruleHint'),
      placeholder: '{offer_url}&sub1={clickid}',
      suffix: <ClickMacros />,
      isWide: true,
    },
    {
      kind: 'url',
      name: 'postbackUrl',
      label: t('network.parameters'),
      hint: t('network.parametersHint'),
      placeholder: 'subid={sub1}&payout={sum}&status={status}',
      isWide: true,
    },
    {
      kind: 'lines',
      name: 'addresses',
      label: t('network.addresses'),
      hint: t('network.addressesHint'),
      rows: 3,
      isWide: true,
    },
    ...signatureFields(values),
    ...(hidesMoney.value ? [] : [byStatus]),
    ...(values['isPayoutsActive'] === true ? [payouts] : []),
  ]
}

function NetworkAside({ id, values }: { readonly id: string; readonly values: Values }) {
  const notes = textOf(values, 'notes')
  const rule = textOf(values, 'offerUrlTemplate')
  const sample = sentUrl('https://offer.example/page', rule)
  return (
    <>
      {notes === '' ? null : <Notice look="info">{notes}</Notice>}
      {!isAdmin.value ? null : id === 'new' ? (
        <Notice look="info">{t('network.saveFirst')}</Notice>
      ) : (
        <>
          <NetworkPostback networkId={id} parameters={textOf(values, 'postbackUrl')} />
          <div>
            <TestConversion campaignId={null} networkId={Number(id)} />
          </div>
        </>
      )}
      {rule === '' ? null : (
        <Card title={t('network.offerSample')}>
          <div class="row nowrap">
            <code class="marked-url">{sample}</code>
            <CopyButton text={sample} label={t('copy')} />
          </div>
        </Card>
      )}
      {id === 'new' ? null : <TagsCard subject="affiliate_network" id={id} />}
    </>
  )
}
