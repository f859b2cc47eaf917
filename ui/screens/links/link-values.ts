/** A short link ↔ the values of its form. */
import type { ComponentChildren } from 'preact'

import { dateTime, readStamp } from '../../format/dates.ts'
import type { Option } from '../../parts/field.tsx'
import { zone } from '../../state/period.ts'
import { plural, t } from '../../words/words.ts'
import {
  choiceOf,
  type FieldSpec,
  listOf,
  numberOf,
  textOf,
  type Values,
} from '../entities/field-specs.ts'
import { closedNow } from './link-page.ts'

/** As the API takes them, the usual one first. */
const REDIRECTS = ['302', '301', '307', '308']
const UTM = ['source', 'medium', 'campaign', 'term', 'content'] as const

export const BLANK: Values = {
  word: '',
  domainUuid: '',
  webUrl: '',
  iosUrl: '',
  androidUrl: '',
  kind: 'target',
  pixelIds: [],
  title: '',
  note: '',
  tags: [],
  redirectStatus: '302',
  maxAge: '30',
  startsAt: '',
  expiresAt: '',
  expiredUrl: '',
  clickLimit: '',
  password: '',
  forwardQuery: false,
  clicksBefore: 0,
  stored: { startsAt: null, expiresAt: null, expiredUrl: '' },
}

type Wire = Readonly<Record<string, unknown>>

export function valuesOf(link: Wire): Values {
  const text = (name: string) => {
    const value = link[name]
    return value === null || value === undefined ? '' : `${value as string | number}`
  }
  const utm = (link['utm'] ?? {}) as Record<string, string>
  const plain = Object.fromEntries(
    Object.keys(BLANK)
      .filter((name) => typeof BLANK[name] === 'string')
      .map((name) => [name, text(name)]),
  )
  return {
    ...plain,
    ...Object.fromEntries(UTM.map((name) => [`utm_${name}`, utm[name] ?? ''])),
    // Whoever adds an address for a device means it, unless the link says otherwise already.
    kind: hasDevices(link) ? text('kind') : 'target',
    stored: {
      startsAt: link['startsAt'] ?? null,
      expiresAt: link['expiresAt'] ?? null,
      expiredUrl: text('expiredUrl'),
    },
    pixelIds: ((link['pixelIds'] ?? []) as number[]).map(String),
    tags: link['tags'] ?? [],
    forwardQuery: link['forwardQuery'] === true,
    hasPassword: link['hasPassword'] === true,
    clicksBefore: link['clicksBefore'] ?? 0,
    blocked: link['blocked'] === true,
    blockReason: text('blockReason'),
    url: text('url'),
    password: '',
    dropsPassword: false,
  }
}

/** Why nobody is led to its destination now, as far as that is a matter of time; null: he is. */
export function closedText(values: Values): string | null {
  const { startsAt, expiresAt, expiredUrl } = values['stored'] as LinkTimes
  const is = closedNow({ startsAt, expiresAt })
  if (is === null) return null
  const at = dateTime(readStamp(is === 'over' ? expiresAt : startsAt), zone.value)
  const then = expiredUrl === '' ? t('link.closed') : t('link.closedTo', { to: expiredUrl })
  return `${t(`link.closed.${is}`, { at })} ${then}`
}

/** Of the link as it is, whatever stands in its form. */
interface LinkTimes {
  readonly startsAt: string | null
  readonly expiresAt: string | null
  readonly expiredUrl: string
}

const hasDevices = (link: Wire) => [link['iosUrl'], link['androidUrl']].some(Boolean)

export function linkOf(values: Values) {
  const utm = Object.fromEntries(
    UTM.map((name) => [name, textOf(values, `utm_${name}`)]).filter(([, value]) => value !== ''),
  )
  const password = textOf(values, 'password')
  const devices = { iosUrl: choiceOf(values, 'iosUrl'), androidUrl: choiceOf(values, 'androidUrl') }
  return {
    word: choiceOf(values, 'word'),
    domainUuid: choiceOf(values, 'domainUuid'),
    webUrl: choiceOf(values, 'webUrl'),
    ...devices,
    kind: hasDevices(devices) ? textOf(values, 'kind') : 'short',
    pixelIds: listOf(values, 'pixelIds').map(Number),
    title: textOf(values, 'title'),
    note: textOf(values, 'note'),
    tags: listOf(values, 'tags').filter((tag) => tag.trim() !== ''),
    redirectStatus: Number(textOf(values, 'redirectStatus')),
    utm: Object.keys(utm).length === 0 ? null : utm,
    maxAge: numberOf(values, 'maxAge') || 30,
    startsAt: choiceOf(values, 'startsAt'),
    expiresAt: choiceOf(values, 'expiresAt'),
    expiredUrl: choiceOf(values, 'expiredUrl'),
    clickLimit: choiceOf(values, 'clickLimit') === null ? null : numberOf(values, 'clickLimit'),
    forwardQuery: values['forwardQuery'] === true,
    // An empty field keeps the password that is set.
    ...(password === '' ? {} : { password }),
    ...(values['dropsPassword'] === true ? { password: null } : {}),
  }
}

interface LinkChoices {
  readonly domains: readonly Option[]
  readonly tags: readonly Option[]
  readonly pixels: readonly Option[]
  readonly noPixels: ComponentChildren
  readonly wordHint: ComponentChildren
}

export function linkFields(
  values: Values,
  { domains, tags, pixels, noPixels, wordHint }: LinkChoices,
): readonly FieldSpec[] {
  return [
    ...placeFields(domains, values, wordHint),
    { kind: 'text', name: 'title', label: t('link.title') },
    {
      kind: 'picker',
      name: 'tags',
      label: t('link.tags'),
      options: tags,
      isOpen: true,
      isNaming: true,
    },
    {
      kind: 'picker',
      name: 'pixelIds',
      label: t('nav.pixels'),
      options: pixels,
      isOpen: false,
      empty: noPixels,
      isWide: true,
    },
    { kind: 'heading', name: 'utm', label: 'UTM' },
    ...UTM.map((name) => utmField(`utm_${name}`, values)),
    { kind: 'heading', name: 'limits', label: t('link.limits') },
    ...limitFields(values),
    ...redirectFields(values),
    { kind: 'switch', name: 'forwardQuery', label: t('link.forward'), isWide: true },
    { kind: 'area', name: 'note', label: t('link.note'), isWide: true, rows: 3 },
  ]
}

/** What the destination says already is never overwritten. */
function utmField(name: string, values: Values): FieldSpec {
  const there = URL.parse(textOf(values, 'webUrl').trim())?.searchParams.get(name) ?? ''
  const isKept = there !== '' && ![there, ''].includes(textOf(values, name))
  const hint = isKept ? { hint: t('link.utmThere', { value: there }) } : {}
  return { kind: 'text', name, label: name, ...hint }
}

function urlField(name: string, label: string): FieldSpec {
  return { kind: 'url', name, label, placeholder: 'https://' }
}

/** Where it is and where it leads. */
function placeFields(
  domains: readonly Option[],
  values: Values,
  wordHint: ComponentChildren,
): readonly FieldSpec[] {
  const devices: FieldSpec = {
    kind: 'select',
    name: 'kind',
    label: t('link.devices'),
    options: (['target', 'short'] as const).map((value) => ({
      value,
      label: t(`link.devices.${value}`),
    })),
  }
  return [
    { ...urlField('webUrl', t('link.to')), isWide: true },
    { kind: 'text', name: 'word', label: t('link.word'), hint: wordHint },
    {
      kind: 'select',
      name: 'domainUuid',
      label: t('domain'),
      options: [{ value: '', label: t('campaign.defaultDomain') }, ...domains],
    },
    urlField('iosUrl', t('link.ios')),
    urlField('androidUrl', t('link.android')),
    ...(hasDevices(values) ? [devices] : []),
  ]
}

/** What can close it. */
function limitFields(values: Values): readonly FieldSpec[] {
  const time = (name: string, label: string): FieldSpec => ({
    kind: 'time',
    name,
    label,
    zone: zone.value,
  })
  const drop = { kind: 'switch', name: 'dropsPassword', label: t('link.dropPassword') } as const
  return [
    time('startsAt', t('link.starts')),
    time('expiresAt', t('link.expires')),
    urlField('expiredUrl', t('link.expiredUrl')),
    { kind: 'number', name: 'clickLimit', label: t('link.clickLimit'), hint: limitHint(values) },
    { kind: 'password', name: 'password', label: t('link.password'), hint: passwordHint(values) },
    ...(values['hasPassword'] === true ? [drop] : []),
  ]
}

/** Statistics do not have them, so a link may be full before they say so. */
function limitHint(values: Values): string {
  const before = Number(values['clicksBefore'])
  return before === 0 ? '' : plural('link.clicksBefore', before)
}

/** Only permanent ones are kept by browsers. */
function redirectFields(values: Values): readonly FieldSpec[] {
  const isKept = ['301', '308'].includes(textOf(values, 'redirectStatus'))
  return [
    {
      kind: 'select',
      name: 'redirectStatus',
      label: t('link.redirect'),
      options: REDIRECTS.map((value) => ({ value, label: value })),
    },
    ...(isKept ? [{ kind: 'number', name: 'maxAge', label: t('link.maxAge') } as const] : []),
  ]
}

function passwordHint(values: Values): string {
  return t(values['hasPassword'] === true ? 'link.passwordHint' : 'link.noPassword')
}
