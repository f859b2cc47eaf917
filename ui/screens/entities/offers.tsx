/** Offers: where visitors are sent in the end, and what a conversion there pays. */
import { useState } from 'preact/hooks'

import {
  countryName,
  countryOptions,
  currencyOptions,
  noneOption,
  optionOf,
  withChosen,
} from '../../api/choices.ts'
import { ask, get } from '../../api/client.ts'
import { flowCatalog, listNetworks } from '../../api/lists.ts'
import type { OfferRow } from '../../api/types.ts'
import { money } from '../../format/numbers.ts'
import { Badge } from '../../parts/chip.tsx'
import type { Option } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import type { ScreenProps } from '../../routes.ts'
import { useLoad } from '../../state/load.ts'
import { currency, hidesMoney } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { EntityForm } from './entity-form.tsx'
import { EntityList } from './entity-list.tsx'
import { choiceOf, type FieldSpec, numberOf, textOf, type Values } from './field-specs.ts'
import type { Age, Stored } from './form-state.ts'
import { groupField } from './group-field.tsx'
import { idColumn } from './id-column.ts'
import { leftOvers } from './left-over.ts'
import { ListedName, ListedNotice } from './listed.tsx'
import { ClickMacros } from './macro-menu.tsx'
import { NewNetwork } from './new-network.tsx'
import { capFields, capValues, type CapView, changeCap } from './offer-cap.tsx'
import { changeReview, readReview, reviewField } from './offer-review.ts'
import { foreignMacros, offerProblems, sentUrl, withClickId } from './offer-url.ts'
import { ReachCheck } from './reach-check.tsx'
import { TagsCard } from './tags-card.tsx'
import { TagBulk, tagsColumn } from './tags-column.tsx'
import { UrlPreview } from './url-preview.tsx'
import { UsesCard } from './uses-card.tsx'

export function Offers() {
  return (
    <EntityList<OfferRow & { readonly affiliateNetworkName: string | null }>
      path="/offers"
      entity="offer"
      api="/offer"
      title="nav.offers"
      add="offer.new"
      icon="offer"
      emptyText="offer.empty"
      dimension="offer"
      cellOfName={(row) => <ListedName row={row} path="/offers" />}
      bulk={(rows, done) => <TagBulk subject="offer" rows={rows} done={done} />}
      columns={[
        tagsColumn(),
        idColumn(),
        {
          key: 'network',
          title: t('offer.network'),
          width: 110,
          cell: ({ affiliateNetworkName }) => <Text value={affiliateNetworkName ?? ''} />,
          isSorted: true,
        },
        {
          key: 'country',
          title: t('offer.country'),
          width: 100,
          best: 150,
          cell: ({ countryCode }) => countryName(countryCode),
          isSorted: true,
        },
        {
          key: 'payout',
          title: t('offer.payout'),
          width: 124,
          align: 'end',
          cell: ({ payout }) =>
            payout === undefined ? null : payout.isAuto ? (
              <Badge look="neutral">{t('offer.auto')}</Badge>
            ) : (
              <span class="number">{money(payout.money.amount, payout.money.currency)}</span>
            ),
          isSorted: true,
        },
      ]}
    />
  )
}

const blank = (): Values => ({
  name: '',
  url: '',
  affiliateNetworkId: '',
  countryCode: '',
  amount: '0',
  currency: currency.peek(),
  isAuto: true,
  isUpsell: false,
  reviewAbove: '',
  groupUuid: '',
  ...capValues(null),
})

interface OfferView {
  readonly offer: Omit<OfferRow, 'id' | 'accessLevel'>
}

async function readOffer(id: string, signal?: AbortSignal): Promise<Stored> {
  const [{ data, etag }, cap, review] = await Promise.all([
    ask<OfferView>('GET', `/offer/${id}`, { signal }),
    get<CapView>(`/offer/cap/conversion/${id}`, signal),
    readReview(id, signal),
  ])
  const { name, url, payout, affiliateNetworkId, countryCode, groupUuid } = data.offer
  const values = {
    name,
    url,
    affiliateNetworkId: affiliateNetworkId === null ? '' : String(affiliateNetworkId),
    countryCode,
    amount: String(payout?.money.amount ?? ''),
    currency: payout?.money.currency ?? '',
    isAuto: payout?.isAuto ?? true,
    isUpsell: payout?.isUpsell ?? false,
    ...review,
    groupUuid: groupUuid ?? '',
    ...capValues(cap),
  }
  return { values, etag }
}

function offerOf(values: Values) {
  return {
    name: textOf(values, 'name'),
    url: textOf(values, 'url').trim(),
    affiliateNetworkId: Number(textOf(values, 'affiliateNetworkId')) || null,
    countryCode: textOf(values, 'countryCode'),
    ...payoutOf(values),
    groupUuid: choiceOf(values, 'groupUuid'),
  }
}

/** What is kept from the user stays as it is. */
function payoutOf(values: Values) {
  if (hidesMoney.peek()) return {}
  return {
    amount: numberOf(values, 'amount'),
    currency: textOf(values, 'currency'),
    isAuto: values['isAuto'] === true,
    isUpsell: values['isUpsell'] === true,
  }
}

async function createOffer(values: Values): Promise<number> {
  const { data } = await ask<{ id: number }>('POST', '/offer', { body: { offer: offerOf(values) } })
  return data.id
}

async function completeOffer(id: string, values: Values, age: Age): Promise<void> {
  await changeReview(id, values)
  await changeCap(id, values, age)
}

function changeOffer(id: string, values: Values, etag: string | null): Promise<unknown> {
  return ask('PUT', `/offer/${id}`, { body: { offer: offerOf(values) }, etag })
}

export function OfferScreen({ params }: ScreenProps) {
  const networks = useLoad(listNetworks, [])
  const [made, setMade] = useState<Option | null>(null)
  const choices = [noneOption(), ...(networks.data ?? []).map(optionOf)]
  const templateOf = (values: Values) =>
    networks.data?.find(({ id }) => String(id) === textOf(values, 'affiliateNetworkId'))
      ?.offerUrlTemplate ?? ''
  const fields = (values: Values): readonly FieldSpec[] => [
    { kind: 'text', name: 'name', label: t('list.name'), isRequired: true },
    {
      kind: 'select',
      name: 'affiliateNetworkId',
      label: t('offer.network'),
      options: withChosen(choices, textOf(values, 'affiliateNetworkId'), made),
      suffix: (set) => (
        <NewNetwork
          onMade={(network) => {
            setMade(network)
            networks.reload()
            set(network.value)
          }}
        />
      ),
    },
    {
      kind: 'url',
      name: 'url',
      label: t('offer.url'),
      isWide: true,
      isRequired: true,
      placeholder: 'https://example.com/?sub={subid}',
      hint: t('offer.urlHint'),
      suffix: <ClickMacros />,
    },
    ...(hidesMoney.value ? [] : payoutFields(values)),
    {
      kind: 'select',
      name: 'countryCode',
      label: t('offer.country'),
      options: [{ value: '', label: t('offer.everywhere') }, ...countryOptions()],
    },
    groupField('offers', 'groupUuid'),
    ...capFields(values, params['id'] ?? ''),
  ]
  return (
    <EntityForm
      path="/offers"
      id={params['id'] ?? 'new'}
      list="nav.offers"
      add="offer.new"
      blank={blank()}
      read={readOffer}
      choices={[networks]}
      fields={fields}
      create={createOffer}
      complete={completeOffer}
      change={changeOffer}
      aliases={{ 'payout.reviewAbove': 'reviewAbove' }}
      refuse={(values) => leftOvers(values, ['url'])}
      aside={(values, set) => (
        <OfferAside
          id={params['id'] ?? 'new'}
          url={textOf(values, 'url')}
          template={templateOf(values)}
          onFix={(url) => set({ url })}
        />
      )}
    />
  )
}

function payoutFields(values: Values): readonly FieldSpec[] {
  const label = values['isAuto'] === true ? t('offer.fallbackPayout') : t('offer.payout')
  return [
    {
      kind: 'switch',
      name: 'isAuto',
      label: t('offer.isAuto'),
      hint: t('offer.isAutoHint'),
      isWide: true,
    },
    { kind: 'number', name: 'amount', label },
    { kind: 'select', name: 'currency', label: t('currency'), options: currencyOptions() },
    reviewField(),
    {
      kind: 'switch',
      name: 'isUpsell',
      label: t('offer.isUpsell'),
      hint: t('offer.isUpsellHint'),
      isWide: true,
    },
  ]
}

interface AsideProps {
  readonly id: string
  readonly url: string
  readonly template: string
  readonly onFix: (url: string) => void
}

function OfferAside({ id, url, template, onFix }: AsideProps) {
  const sent = sentUrl(url, template)
  const { data: catalog } = useLoad(flowCatalog, [])
  const foreign = catalog === null ? [] : foreignMacros(sent, catalog.macros)
  const problems = url === '' ? [] : offerProblems(url, sent)
  return (
    <>
      {id === 'new' ? null : <ListedNotice kind="offer" id={id} />}
      {problems.map((problem) => (
        <Notice look="warning" key={problem}>
          <p>{t(`offer.problem.${problem}`)}</p>
          {problem === 'noClickId' ? (
            <button type="button" class="link" onClick={() => onFix(withClickId(url))}>
              {t('offer.addClickId')}
            </button>
          ) : null}
        </Notice>
      ))}
      {foreign.length === 0 ? null : (
        <Notice look="warning">
          {plural('offer.foreign', foreign.length, {
            names: foreign.map((name) => `{${name}}`).join(', '),
          })}
        </Notice>
      )}
      <Card title={t('preview')}>
        <UrlPreview template={sent} unknown={foreign} />
        {problems.includes('notUrl') || sent === '' ? null : <ReachCheck template={sent} />}
      </Card>
      {id === 'new' ? null : (
        <>
          <UsesCard kind="offer" id={id} />
          <TagsCard subject="offer" id={id} />
        </>
      )}
    </>
  )
}
