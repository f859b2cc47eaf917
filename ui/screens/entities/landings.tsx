/** Landings: pages between the ad and the offer, elsewhere or uploaded here. */
import { languageOptions } from '../../api/choices.ts'
import { ask, get } from '../../api/client.ts'
import { listDomains } from '../../api/lists.ts'
import type { LandingRow } from '../../api/types.ts'
import { CopyButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Card } from '../../parts/page.tsx'
import { OutsideLink } from '../../parts/text.tsx'
import type { ScreenProps } from '../../routes.ts'
import { useLoad } from '../../state/load.ts'
import { t } from '../../words/words.ts'
import { EntityForm } from './entity-form.tsx'
import { EntityList } from './entity-list.tsx'
import { choiceOf, type FieldSpec, textOf, type Values } from './field-specs.ts'
import type { Stored } from './form-state.ts'
import { groupField } from './group-field.tsx'
import { idColumn } from './id-column.ts'
import { LandingFiles } from './landing-files.tsx'
import { UploadField } from './landing-upload.tsx'
import { ListedName, ListedNotice } from './listed.tsx'
import { ClickMacros } from './macro-menu.tsx'
import { TagsCard } from './tags-card.tsx'
import { TagBulk, tagsColumn } from './tags-column.tsx'
import { UrlPreview } from './url-preview.tsx'
import { UsesCard } from './uses-card.tsx'

export function Landings() {
  return (
    <EntityList<LandingRow>
      path="/landings"
      entity="landing"
      api="/landing"
      title="nav.landings"
      add="landing.new"
      icon="landing"
      emptyText="landing.empty"
      dimension="landing"
      cellOfName={(row) => <ListedName row={row} path="/landings" />}
      bulk={(rows, done) => <TagBulk subject="landing" rows={rows} done={done} />}
      columns={[
        tagsColumn(),
        idColumn(),
        {
          key: 'kind',
          title: t('landing.kind'),
          width: 140,
          cell: ({ type }) => <Badge look="neutral">{t(`landing.${type}`)}</Badge>,
          isSorted: true,
        },
        {
          key: 'location',
          title: t('landing.location'),
          width: 116,
          best: 300,
          cell: ({ location }) => <OutsideLink value={location} length={48} />,
          isSorted: true,
        },
      ]}
    />
  )
}

const BLANK: Values = {
  type: 'not_integrated',
  name: '',
  location: '',
  languageCode: '',
  groupUuid: '',
  sendsIds: true,
  storedSendsIds: true,
}

async function readLanding(id: string, signal?: AbortSignal): Promise<Stored> {
  const [{ data, etag }, { sendsIds }] = await Promise.all([
    ask<LandingRow>('GET', `/landing/${id}`, { signal }),
    get<{ readonly sendsIds: boolean }>(`/landing/${id}/full`, signal),
  ])
  const { type, name, location, languageCode, groupUuid } = data
  const values = {
    type,
    name,
    location,
    languageCode: languageCode.toLowerCase(),
    groupUuid: groupUuid ?? '',
    sendsIds,
    storedSendsIds: sendsIds,
  }
  return { values, etag }
}

function landingOf(values: Values) {
  return {
    name: textOf(values, 'name'),
    languageCode: textOf(values, 'languageCode').toUpperCase(),
    groupUuid: choiceOf(values, 'groupUuid'),
  }
}

async function createLanding(values: Values): Promise<number> {
  const location = textOf(values, 'location').trim()
  const isLocal = values['type'] === 'integrated'
  const path = isLocal ? '/landing/integrated' : '/landing/not_integrated'
  const place = isLocal ? { path: location } : { url: location }
  const { data } = await ask<{ id: number }>('POST', path, {
    body: { ...landingOf(values), ...place },
  })
  return data.id
}

/** `storedSendsIds` is what the server has. */
async function changeIds(id: string, values: Values): Promise<void> {
  const sendsIds = values['sendsIds'] === true
  if (sendsIds === values['storedSendsIds']) return
  await ask('PATCH', `/landing/${id}/full`, { body: { sendsIds } })
}

function changeLanding(id: string, values: Values, etag: string | null): Promise<unknown> {
  const body = {
    ...landingOf(values),
    type: textOf(values, 'type'),
    location: textOf(values, 'location').trim(),
  }
  return ask('PUT', `/landing/${id}`, { body, etag })
}

const sendsIdsField = (): FieldSpec => ({
  kind: 'switch',
  name: 'sendsIds',
  label: t('landing.sendsIds'),
  hint: t('landing.sendsIdsHint'),
})

function fields(values: Values): readonly FieldSpec[] {
  const isLocal = values['type'] === 'integrated'
  const place: FieldSpec = isLocal
    ? {
        kind: 'own',
        name: 'location',
        label: t('landing.file'),
        isWide: true,
        hint: t('landing.fileHint'),
        draw: (value, set) => (
          <UploadField path={typeof value === 'string' ? value : ''} onUploaded={set} />
        ),
      }
    : {
        kind: 'url',
        name: 'location',
        label: t('landing.url'),
        isWide: true,
        isRequired: true,
        hint: t('landing.urlHint'),
        suffix: <ClickMacros />,
      }
  return [
    { kind: 'text', name: 'name', label: t('list.name'), isRequired: true },
    {
      kind: 'select',
      name: 'type',
      label: t('landing.kind'),
      options: [
        { value: 'not_integrated', label: t('landing.not_integrated') },
        { value: 'integrated', label: t('landing.integrated') },
      ],
    },
    place,
    {
      kind: 'select',
      name: 'languageCode',
      label: t('look.language'),
      options: [{ value: '', label: t('none') }, ...languageOptions()],
    },
    groupField('landings', 'groupUuid'),
    ...(isLocal ? [] : [sendsIdsField()]),
  ]
}

function withoutFile(values: Values): Readonly<Record<string, readonly string[]>> {
  const isMissing = values['type'] === 'integrated' && textOf(values, 'location').trim() === ''
  return isMissing ? { location: [t('landing.noFile')] } : {}
}

export function LandingScreen({ params }: ScreenProps) {
  return (
    <EntityForm
      path="/landings"
      id={params['id'] ?? 'new'}
      list="nav.landings"
      add="landing.new"
      blank={BLANK}
      read={readLanding}
      fields={fields}
      create={createLanding}
      complete={changeIds}
      change={changeLanding}
      aliases={{ url: 'location', path: 'location' }}
      refuse={withoutFile}
      aside={(values) => <LandingAside id={params['id'] ?? 'new'} values={values} />}
    />
  )
}

function LandingAside({ id, values }: { readonly id: string; readonly values: Values }) {
  const isLocal = values['type'] === 'integrated'
  return (
    <>
      {isLocal || id === 'new' ? null : <ListedNotice kind="landing" id={id} />}
      {isLocal ? null : (
        <Card title={t('preview')}>
          <UrlPreview template={textOf(values, 'location')} />
        </Card>
      )}
      {isLocal && id !== 'new' ? <LandingFiles id={id} /> : null}
      <Snippets isLocal={isLocal} />
      {id === 'new' ? null : (
        <>
          <UsesCard kind="landing" id={id} />
          <TagsCard subject="landing" id={id} />
        </>
      )}
    </>
  )
}

/** Macros are filled in on pages that are served here; elsewhere the links are plain. */
function Snippets({ isLocal }: { readonly isLocal: boolean }) {
  const domains = useLoad(listDomains, [])
  const known = domains.data ?? []
  const host = (known.find(({ isDefault }) => isDefault) ?? known[0])?.host ?? location.host
  const base = `${location.protocol}//${host}/click?lp=1`
  const addresses = isLocal
    ? ['{offer}', '{offer:1}', '{offer:2}']
    : [base, `${base}&to_offer=1`, `${base}&to_offer=2`]
  return (
    <Card title={t('landing.snippet')}>
      <p class="faint">{t('landing.snippetText')}</p>
      {addresses.map((address) => {
        const code = `<a href="${address}">…</a>`
        return (
          <div class="row nowrap" key={address}>
            <code class="marked-url">{code}</code>
            <CopyButton text={code} label={t('copy')} />
          </div>
        )
      })}
      {isLocal ? null : <p class="faint small">{t('landing.snippetElsewhere')}</p>}
    </Card>
  )
}
