/** A short link ↔ the values of its form. */
import type { Option } from '../../parts/field.tsx'
import { t } from '../../words/words.ts'
import { choiceOf, type FieldSpec, listOf, textOf, type Values } from '../entities/field-specs.ts'

const UTM = ['source', 'medium', 'campaign', 'term', 'content'] as const

export const BLANK: Values = {
  word: '',
  domainUuid: '',
  webUrl: '',
  iosUrl: '',
  androidUrl: '',
  pixelIds: [],
  title: '',
  note: '',
  tags: [],
  redirectStatus: '302',
  startsAt: '',
  expiresAt: '',
  expiredUrl: '',
  clickLimit: '',
  password: '',
  forwardQuery: false,
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
    startsAt: text('startsAt').replace(' ', 'T').slice(0, 16),
    expiresAt: text('expiresAt').replace(' ', 'T').slice(0, 16),
    pixelIds: ((link['pixelIds'] ?? []) as number[]).map(String),
    tags: link['tags'] ?? [],
    forwardQuery: link['forwardQuery'] === true,
    hasPassword: link['hasPassword'] === true,
    blocked: link['blocked'] === true,
    url: text('url'),
    password: '',
  }
}

export function linkOf(values: Values) {
  const time = (name: string) => {
    const text = choiceOf(values, name)
    return text === null ? null : `${text.replace('T', ' ')}:00`.slice(0, 19)
  }
  const utm = Object.fromEntries(
    UTM.map((name) => [name, textOf(values, `utm_${name}`)]).filter(([, value]) => value !== ''),
  )
  const password = textOf(values, 'password')
  return {
    word: choiceOf(values, 'word'),
    domainUuid: choiceOf(values, 'domainUuid'),
    webUrl: choiceOf(values, 'webUrl'),
    iosUrl: choiceOf(values, 'iosUrl'),
    androidUrl: choiceOf(values, 'androidUrl'),
    pixelIds: listOf(values, 'pixelIds').map(Number),
    title: textOf(values, 'title'),
    note: textOf(values, 'note'),
    tags: listOf(values, 'tags').filter((tag) => tag.trim() !== ''),
    redirectStatus: Number(textOf(values, 'redirectStatus')),
    utm: Object.keys(utm).length === 0 ? null : utm,
    startsAt: time('startsAt'),
    expiresAt: time('expiresAt'),
    expiredUrl: choiceOf(values, 'expiredUrl'),
    clickLimit: Number(textOf(values, 'clickLimit')) || null,
    forwardQuery: values['forwardQuery'] === true,
    // An empty field keeps the password that is set.
    ...(password === '' ? {} : { password }),
  }
}

export function linkFields(
  domains: readonly Option[],
  pixels: readonly Option[],
): readonly FieldSpec[] {
  const url = (name: string, label: string): FieldSpec => ({
    kind: 'url',
    name,
    label,
    placeholder: 'https://',
  })
  return [
    { ...url('webUrl', t('link.to')), isWide: true },
    { kind: 'text', name: 'word', label: t('link.word'), hint: t('link.wordHint') },
    {
      kind: 'select',
      name: 'domainUuid',
      label: t('domain'),
      options: [{ value: '', label: t('campaign.defaultDomain') }, ...domains],
    },
    url('iosUrl', t('link.ios')),
    url('androidUrl', t('link.android')),
    { kind: 'text', name: 'title', label: t('link.title') },
    { kind: 'picker', name: 'tags', label: t('link.tags'), options: [], isOpen: true },
    {
      kind: 'picker',
      name: 'pixelIds',
      label: t('nav.pixels'),
      options: pixels,
      isOpen: false,
      isWide: true,
    },
    { kind: 'heading', name: 'utm', label: 'UTM' },
    ...UTM.map((name): FieldSpec => ({ kind: 'text', name: `utm_${name}`, label: `utm_${name}` })),
    { kind: 'heading', name: 'limits', label: t('link.limits') },
    {
      kind: 'text',
      name: 'startsAt',
      label: t('link.starts'),
      placeholder: '2026-11-21T08:00',
      hint: 'UTC',
    },
    {
      kind: 'text',
      name: 'expiresAt',
      label: t('link.expires'),
      placeholder: '2026-12-21T08:00',
      hint: 'UTC',
    },
    url('expiredUrl', t('link.expiredUrl')),
    { kind: 'number', name: 'clickLimit', label: t('link.clickLimit') },
    { kind: 'password', name: 'password', label: t('link.password'), hint: t('link.passwordHint') },
    {
      kind: 'select',
      name: 'redirectStatus',
      label: t('link.redirect'),
      options: ['301', '302', '303', '307', '308'].map((value) => ({ value, label: value })),
    },
    { kind: 'switch', name: 'forwardQuery', label: t('link.forward'), isWide: true },
    { kind: 'area', name: 'note', label: t('link.note'), isWide: true, rows: 3 },
  ]
}
