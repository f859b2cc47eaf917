/** Traffic sources: which parameters they put into our URL, and where they want to hear of conversions. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import type { NamedRow } from '../../api/types.ts'
import { Card } from '../../parts/page.tsx'
import { Notice } from '../../parts/states.tsx'
import type { ScreenProps } from '../../routes.ts'
import { readDraft } from '../../state/drafts.ts'
import { t } from '../../words/words.ts'
import { EntityForm } from './entity-form.tsx'
import { EntityList } from './entity-list.tsx'
import { type FieldSpec, numberOf, textOf, type Values } from './field-specs.ts'
import type { Stored } from './form-state.ts'
import { idColumn } from './id-column.ts'
import { leftOver, leftOvers } from './left-over.ts'
import { MacroMenu } from './macro-menu.tsx'
import { filledPairs, type Pair, pairsOf, PairsTable } from './pairs-table.tsx'
import { PostbackPreview } from './postback-preview.tsx'
import { changeSending, PLAIN_SENDING, readSending, sendingFields } from './source-sending.ts'
import { type SourceTemplate, sourceValues } from './source-template.ts'
import { TagsCard } from './tags-card.tsx'
import { keepNote } from './template-note.ts'
import { TemplatePage } from './template-picker.tsx'
import { type Token, TokenTable } from './token-table.tsx'
import { UrlPreview } from './url-preview.tsx'

export function Sources() {
  return (
    <EntityList<NamedRow>
      path="/sources"
      entity="traffic_source"
      api="/traffic_source"
      title="nav.sources"
      add="source.new"
      icon="source"
      emptyText="source.empty"
      dimension="trafficSource"
      columns={[idColumn()]}
    />
  )
}

export const BLANK_SOURCE: Values = {
  name: '',
  tokens: [],
  postbackUrl: '',
  s2sMode: 'ALL',
  percent: '100',
  payout: '100',
  trafficLoss: '0',
  relations: [],
  isRelationsActive: false,
  ...PLAIN_SENDING,
  notes: '',
}

interface SourceView {
  readonly name: string
  readonly tokens: readonly Token[]
  readonly postbackUrl: string
  readonly s2sMode: string
  readonly percent: number
  readonly payout: number
  readonly trafficLoss: number
  readonly statusPostbackRelations: readonly { conversionStatus: string; link: string }[]
  readonly isPostbackRelationsActive: boolean
}

async function readSource(id: string, signal?: AbortSignal): Promise<Stored> {
  const [{ data, etag }, sending] = await Promise.all([
    ask<SourceView>('GET', `/traffic_source/${id}`, { signal }),
    readSending(id, signal),
  ])
  const values = {
    name: data.name,
    tokens: data.tokens,
    postbackUrl: data.postbackUrl,
    s2sMode: data.s2sMode,
    percent: String(data.percent),
    payout: String(data.payout),
    trafficLoss: String(data.trafficLoss),
    relations: data.statusPostbackRelations.map(({ conversionStatus, link }): Pair => [
      conversionStatus,
      link,
    ]),
    isRelationsActive: data.isPostbackRelationsActive,
    ...sending,
  }
  return { values, etag }
}

export function sourceOf(values: Values) {
  return {
    name: textOf(values, 'name'),
    tokens: tokensOf(values),
    postbackUrl: textOf(values, 'postbackUrl').trim(),
    s2sMode: textOf(values, 's2sMode'),
    percent: numberOf(values, 'percent'),
    payout: numberOf(values, 'payout'),
    trafficLoss: numberOf(values, 'trafficLoss'),
    statusPostbackRelations: filledPairs(values['relations']).map(([conversionStatus, link]) => ({
      conversionStatus,
      link,
    })),
    isPostbackRelationsActive: values['isRelationsActive'] === true,
  }
}

export function tokensOf(values: Values): readonly Token[] {
  return Array.isArray(values['tokens']) ? (values['tokens'] as readonly Token[]) : []
}

async function createSource(values: Values): Promise<number> {
  return (await ask<{ id: number }>('POST', '/traffic_source', { body: sourceOf(values) })).data.id
}

async function completeSource(id: string, values: Values): Promise<void> {
  await changeSending(id, values)
  await keepNote('traffic_source', id, values)
}

export function SourceScreen({ params }: ScreenProps) {
  const id = params['id'] ?? 'new'
  const [blank, setBlank] = useState<Values | null>(
    id === 'new' && readDraft('form/sources/new') === null ? null : BLANK_SOURCE,
  )
  if (blank === null) {
    return (
      <TemplatePage<SourceTemplate>
        kind="source"
        title="source.new"
        list="nav.sources"
        path="/sources"
        onPick={(template) =>
          setBlank(
            template === null ? BLANK_SOURCE : { ...BLANK_SOURCE, ...sourceValues(template) },
          )
        }
      />
    )
  }
  return (
    <EntityForm
      path="/sources"
      id={id}
      list="nav.sources"
      add="source.new"
      blank={blank}
      read={readSource}
      fields={fields}
      create={createSource}
      complete={completeSource}
      change={(at, values, etag) =>
        ask('PUT', `/traffic_source/${at}`, { body: sourceOf(values), etag })
      }
      aliases={{ statusPostbackRelations: 'relations' }}
      refuse={(values) => leftOvers(values, ['postbackUrl', 'tokens', 'relations'])}
      aside={(values) => <SourceAside id={id} values={values} />}
    />
  )
}

function fields(values: Values): readonly FieldSpec[] {
  const macros = <MacroMenu tokens={tokensOf(values)} />
  const relations: FieldSpec = {
    kind: 'own',
    name: 'relations',
    label: t('source.relations'),
    isWide: true,
    draw: (value, set) => (
      <PairsTable
        pairs={pairsOf(value)}
        titles={[t('status'), 'URL']}
        onChange={set}
        suffix={macros}
      />
    ),
  }
  const headers: FieldSpec = {
    kind: 'own',
    name: 'headers',
    label: t('sending.headers'),
    isWide: true,
    draw: (value, set) => (
      <PairsTable
        pairs={pairsOf(value)}
        titles={[t('sending.header'), t('sending.value')]}
        onChange={set}
        suffix={macros}
      />
    ),
  }
  return [
    { kind: 'text', name: 'name', label: t('list.name'), isRequired: true },
    {
      kind: 'own',
      name: 'tokens',
      label: t('source.tokens'),
      hint: t('source.tokensHint'),
      isWide: true,
      draw: (value, set) => (
        <TokenTable
          tokens={Array.isArray(value) ? (value as readonly Token[]) : []}
          onChange={set}
        />
      ),
    },
    { kind: 'heading', name: 'out', label: t('source.postback') },
    {
      kind: 'url',
      name: 'postbackUrl',
      label: t('source.postbackUrl'),
      hint: t('source.postbackHint'),
      isWide: true,
      placeholder: 'https://…?clickid={external_id}&payout={payout}',
      suffix: macros,
    },
    {
      kind: 'select',
      name: 's2sMode',
      label: t('source.mode'),
      options: (['ALL', 'FIRST', 'APPROVED'] as const).map((value) => ({
        value,
        label: t(`source.mode.${value}`),
      })),
    },
    { kind: 'number', name: 'percent', label: t('source.percent'), hint: t('source.percentHint') },
    { kind: 'number', name: 'payout', label: t('source.payout'), hint: t('source.payoutHint') },
    { kind: 'number', name: 'trafficLoss', label: t('source.loss'), hint: t('source.lossHint') },
    { kind: 'switch', name: 'isRelationsActive', label: t('source.byStatus'), isWide: true },
    ...(values['isRelationsActive'] === true ? [relations] : []),
    { kind: 'heading', name: 'how', label: t('sending.title') },
    ...sendingFields(values, macros),
    headers,
  ]
}

function SourceAside({ id, values }: { readonly id: string; readonly values: Values }) {
  const notes = textOf(values, 'notes')
  const left = leftOver(textOf(values, 'postbackUrl'))
  const parameters = tokensOf(values)
    .filter(({ parameter }) => parameter !== '')
    .map(({ parameter, placeholder }) => `${parameter}=${placeholder}`)
    .join('&')
  return (
    <>
      {notes === '' ? null : <Notice look="info">{notes}</Notice>}
      {left === null ? null : <Notice look="warning">{t('form.leftOver', { word: left })}</Notice>}
      <Card title={t('source.added')}>
        <UrlPreview template={parameters} />
      </Card>
      <Card title={t('source.postback')}>
        <PostbackPreview template={textOf(values, 'postbackUrl')} />
      </Card>
      {id === 'new' ? null : <TagsCard subject="traffic_source" id={id} />}
    </>
  )
}
