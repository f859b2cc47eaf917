/** What a limited user may see and change, kind by kind. */
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'

import { get, search } from '../../api/client.ts'
import { CHOICE_KINDS } from '../../api/found.ts'
import { type GroupSubject, listDomains, listGroups } from '../../api/lists.ts'
import { type Option, Select, Switch } from '../../parts/field.tsx'
import { joined, Picker } from '../../parts/picker.tsx'
import { useLoad } from '../../state/load.ts'
import { plural, t } from '../../words/words.ts'
import { ChooseMany } from '../entities/choose-many.tsx'
import { textOf, type Values } from '../entities/field-specs.ts'

export interface PermissionView {
  readonly subject: string
  readonly accessLevel: string
  readonly canCreate: boolean
  readonly read: readonly { readonly id: string }[]
  readonly modify: readonly { readonly id: string }[]
  readonly readGroups: readonly { readonly id: string }[]
  readonly modifyGroups: readonly { readonly id: string }[]
}

export interface Rule {
  readonly level: 'NONE' | 'READ' | 'MODIFY' | 'CUSTOM'
  readonly canCreate: boolean
  readonly read: readonly string[]
  readonly modify: readonly string[]
  readonly readGroups: readonly string[]
  readonly modifyGroups: readonly string[]
}

export type Rules = Readonly<Record<string, Rule>>

const SUBJECTS = [...CHOICE_KINDS, 'domain', 'link', 'pixel', 'postback_log'] as const

const NOTHING: Rule = {
  level: 'NONE',
  canCreate: false,
  read: [],
  modify: [],
  readGroups: [],
  modifyGroups: [],
}

export function rulesOf(permissions: readonly PermissionView[]): Rules {
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => String(id))
  return Object.fromEntries(
    permissions.map((one) => [
      one.subject.toLowerCase(),
      {
        level: levelOf(one),
        canCreate: one.canCreate,
        read: ids(one.read),
        modify: ids(one.modify),
        readGroups: ids(one.readGroups),
        modifyGroups: ids(one.modifyGroups),
      },
    ]),
  )
}

/** A record that gives nothing is as none. */
function levelOf({ accessLevel, canCreate, ...lists }: PermissionView): Rule['level'] {
  const { read, modify, readGroups, modifyGroups } = lists
  const isEmpty = [read, modify, readGroups, modifyGroups].every((list) => list.length === 0)
  return accessLevel === 'CUSTOM' && !canCreate && isEmpty ? 'NONE' : (accessLevel as Rule['level'])
}

/** "Nothing" of a kind is a record with empty lists: records that are left out would stay. */
export function wireOf(rules: Rules) {
  return Object.entries(rules).map(([subject, rule]) => ({
    subject,
    accessLevel: rule.level === 'NONE' ? 'CUSTOM' : rule.level,
    canCreate: rule.level !== 'NONE' && rule.canCreate,
    readUuids: rule.level === 'CUSTOM' ? rule.read : [],
    modifyUuids: rule.level === 'CUSTOM' ? rule.modify : [],
    readGroupUuids: rule.level === 'CUSTOM' ? rule.readGroups : [],
    modifyGroupUuids: rule.level === 'CUSTOM' ? rule.modifyGroups : [],
  }))
}

/** "Sees 3 campaigns, may change 1, sees no revenue." */
export function sentenceOf(values: Values): string {
  const role = textOf(values, 'role')
  if (role === 'super_admin') return t('sentence.owner')
  if (role === 'admin') return t('sentence.admin')
  const rule = (values['rules'] as Rules)['campaign'] ?? NOTHING
  const money = values['hideProfit'] === true ? ` ${t('sentence.noMoney')}` : ''
  return campaignSentence(rule) + money
}

function campaignSentence(rule: Rule): string {
  if (rule.level === 'MODIFY') return t('sentence.all')
  if (rule.level === 'READ') return t('sentence.readAll')
  if (rule.level === 'NONE') return t('sentence.none')
  const seen = new Set([...rule.read, ...rule.modify]).size
  return `${plural('sentence.sees', seen)} ${plural('sentence.changes', rule.modify.length)}`
}

interface MatrixProps {
  readonly rules: Rules
  readonly onChange: (rules: Rules) => void
}

export function PermissionMatrix({ rules, onChange }: MatrixProps) {
  return (
    <div class="stack">
      {SUBJECTS.map((subject) => (
        <SubjectRow
          key={subject}
          subject={subject}
          rule={{ ...NOTHING, ...rules[subject] }}
          onChange={(rule) => onChange({ ...rules, [subject]: rule })}
        />
      ))}
    </div>
  )
}

interface RowProps {
  readonly subject: (typeof SUBJECTS)[number]
  readonly rule: Rule
  readonly onChange: (rule: Rule) => void
}

function SubjectRow({ subject, rule, onChange }: RowProps) {
  const levels = (['NONE', 'READ', 'MODIFY', 'CUSTOM'] as const).map((value) => ({
    value,
    label: t(`level.${value}`),
  }))
  return (
    <div class="permission">
      <span class="strong">{t(`subject.${subject}`)}</span>
      <Select
        label={t(`subject.${subject}`)}
        value={rule.level}
        options={levels}
        onChange={(level) => onChange({ ...rule, level: level as Rule['level'] })}
      />
      {rule.level === 'NONE' || subject === 'postback_log' ? null : (
        <Switch
          label={t('user.canCreate')}
          isOn={rule.canCreate}
          onChange={(canCreate) => onChange({ ...rule, canCreate })}
        />
      )}
      {rule.level === 'CUSTOM' ? (
        <>
          <Chosen subject={subject} rule={rule} onChange={onChange} />
          <ChosenGroups subject={subject} rule={rule} onChange={onChange} />
        </>
      ) : null}
    </div>
  )
}

type Named = { readonly id: number | string; readonly name: string }

/** Of what there may be too many for one list, by a part of its text. */
type List = (signal: AbortSignal, q: string) => Promise<readonly Named[]>

const LISTS: Readonly<Record<string, List>> = {
  domain: async (signal) => (await listDomains(signal)).map(({ id, name }) => ({ id, name })),
  link: async (signal, q) => {
    const rows = await rowsOf<{ id: number; url: string; title: string }>('/links', signal, q)
    return rows.map(({ id, url, title }) => ({ id, name: title === '' ? url : `${url} ${title}` }))
  },
  pixel: (signal) => rowsOf<Named>('/pixels', signal),
}

const SEARCHED: ReadonlySet<string> = new Set(['link'])

/** Of many the newest. */
async function rowsOf<Row>(path: string, signal: AbortSignal, q = ''): Promise<readonly Row[]> {
  const asked = search({ limit: 1000, q })
  return (await get<{ rows: readonly Row[] }>(`${path}${asked}`, signal)).rows
}

const GROUPS: Readonly<Record<string, GroupSubject>> = {
  campaign: 'campaigns',
  offer: 'offers',
  landing: 'landings',
  rotation: 'rotations',
}

async function groupsOf(subject: string, signal: AbortSignal): Promise<readonly Option[]> {
  const kind = GROUPS[subject]
  if (kind === undefined) return []
  return (await listGroups(kind, signal)).map(({ uuid, name }) => ({ value: uuid, label: name }))
}

type ListName = 'read' | 'modify' | 'readGroups' | 'modifyGroups'

interface Half {
  readonly label: string
  readonly values: readonly string[]
  readonly onChange: (ids: readonly string[]) => void
}

interface HalvesProps extends Omit<RowProps, 'subject'> {
  readonly of: readonly (readonly [name: ListName, label: string])[]
  readonly draw: (half: Half) => ComponentChildren
}

/** What he may see beside what he may change. */
function Halves({ of, rule, onChange, draw }: HalvesProps) {
  return (
    <div class="form two wide">
      {of.map(([name, label]) => (
        <div key={name}>
          <p class="small">{label}</p>
          {draw({
            label,
            values: rule[name],
            onChange: (ids) => onChange({ ...rule, [name]: ids }),
          })}
        </div>
      ))}
    </div>
  )
}

/** Everything in a group, now and later. */
function ChosenGroups({ subject, ...given }: RowProps) {
  const groups = useLoad((signal) => groupsOf(subject, signal), [subject])
  const options = groups.data ?? []
  if (options.length === 0) return null
  return (
    <Halves
      {...given}
      of={[
        ['readGroups', t('user.seeGroups')],
        ['modifyGroups', t('user.changeGroups')],
      ]}
      draw={(half) => <Picker {...half} options={options} isOpen={false} />}
    />
  )
}

const objectLists = () =>
  [
    ['read', t('user.maySee')],
    ['modify', t('user.mayChange')],
  ] as const

function Chosen({ subject, ...given }: RowProps) {
  const kind = CHOICE_KINDS.find((one) => one === subject)
  if (kind === undefined) return <ChosenOfList subject={subject} {...given} />
  return (
    <Halves {...given} of={objectLists()} draw={(half) => <ChooseMany {...half} kind={kind} />} />
  )
}

function ChosenOfList({ subject, ...given }: RowProps) {
  const [text, setText] = useState('')
  const q = SEARCHED.has(subject) ? text.trim() : ''
  const list = useLoad((signal) => LISTS[subject]?.(signal, q) ?? Promise.resolve([]), [subject, q])
  // What was found before and picked keeps its name.
  const seen = useRef(new Map<string, Option>()).current
  const found = (list.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))
  for (const option of found) seen.set(option.value, option)
  return (
    <Halves
      {...given}
      of={objectLists()}
      draw={(half) => (
        <Picker
          {...half}
          options={joined(
            found,
            half.values.flatMap((id) => seen.get(id) ?? []),
          )}
          isOpen
          onSearch={setText}
        />
      )}
    />
  )
}
