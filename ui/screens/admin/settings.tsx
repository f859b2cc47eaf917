/** Settings: each with its value, its default and where it comes from; made from the server's list. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

import { valueWord } from '../../../src/core/words/values.ts'
import { ask, get } from '../../api/client.ts'
import { type ApiFailure, failureFrom } from '../../api/failure.ts'
import { readNumber } from '../../format/numbers.ts'
import { RemoveButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { Card, Page } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useHeld } from '../../state/held.ts'
import { useKeys } from '../../state/keys.ts'
import { SavedAt, useLoad } from '../../state/load.ts'
import { guardLeaving, query, setQuery } from '../../state/router.ts'
import { tell, tellHeld } from '../../state/toasts.ts'
import { language, t, term, word } from '../../words/words.ts'
import { type FieldSpec, listOf, textOf, type Values } from '../entities/field-specs.ts'
import { FormFields } from '../entities/fields.tsx'
import { Messengers } from './messengers.tsx'
import { RobotsAgain } from './robots-again.tsx'

const CHATS = 'notifications.telegram_chats'

interface Setting {
  readonly key: string
  readonly group: string
  readonly type: string
  readonly title?: string
  /** What somebody would not expect of it. */
  readonly note?: string
  readonly value: unknown
  readonly default: unknown
  readonly origin: string
  readonly readOnly: boolean
  /** Of a secret, whose value is never shown. */
  readonly isSet?: boolean
  readonly choices?: readonly string[]
}

export function Settings() {
  const settings = useLoad((signal) => get<Setting[]>('/settings', signal), [])
  return (
    <Page title={t('nav.settings')}>
      {settings.error === null ? null : (
        <Failed failure={settings.error} onRetry={settings.reload} />
      )}
      {settings.data === null ? (
        settings.error === null ? (
          <Skeleton />
        ) : null
      ) : (
        <SavedAt.Provider value={settings.at}>
          <Groups settings={settings.data} reload={settings.reload} />
        </SavedAt.Provider>
      )}
    </Page>
  )
}

type Reasons = Readonly<Record<string, readonly string[]>>

interface GroupsProps {
  readonly settings: readonly Setting[]
  readonly reload: () => void
}

function Groups({ settings, reload }: GroupsProps) {
  const [changes, setChanges] = useState<Values>({})
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [refused, setRefused] = useState<Reasons>({})
  const text = query.value.get('q') ?? ''
  const found = settings.filter((setting) => isFound(setting, text))
  const groups = [...new Set(found.map(({ group }) => group))]
  const count = Object.keys(changes).length
  /** What was saved last: no change any more when it has been read again. */
  const saved = useRef<Values>({})
  useLayoutEffect(() => {
    const isLeft = ([key, value]: [string, unknown]) => value !== saved.current[key]
    setChanges((now) => Object.fromEntries(Object.entries(now).filter(isLeft)))
  }, [settings])
  const set = (next: Values) => {
    setChanges((now) => ({ ...now, ...next }))
    guardLeaving({ hasChanges: () => true, question: t('form.leave') })
  }
  const values = { ...valuesOf(settings), ...changes }
  const held = useHeld()
  const save = async () => {
    if (held !== null) return tellHeld(held)
    const problems = noNumbers(settings, changes)
    setFailure(null)
    setRefused(problems)
    if (Object.keys(problems).length > 0) {
      // One of them may be hidden by the search.
      setQuery({ q: null })
      return
    }
    try {
      await ask('PATCH', '/settings', { body: wireOf(settings, changes) })
      saved.current = changes
      guardLeaving(null)
      tell(t('saved'))
      reload()
    } catch (error) {
      setFailure(failureFrom(error))
    }
  }
  useKeys({ 'mod+s': () => void (count > 0 && save()) })
  return (
    <>
      <div class="tools">
        <input
          type="search"
          aria-label={t('settings.search')}
          placeholder={t('settings.search')}
          value={text}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
        <span class="grow" />
        <WriteButton look="primary" isDisabled={count === 0} onClick={() => void save()}>
          {t('save')}
        </WriteButton>
      </div>
      {failure === null || failure.status === 400 ? null : <Failed failure={failure} />}
      {groups.map((group) => (
        <Card title={term('settings', group, groupTitle(group))} key={group}>
          <FormFields
            specs={found
              .filter((one) => one.group === group && !one.readOnly)
              .map((one) => (one.isSet === true ? secretField(one, changes, set) : fieldOf(one)))}
            values={values}
            errors={{ ...failure?.facts.fields, ...refused }}
            onChange={set}
          />
          <Fixed settings={found.filter((one) => one.group === group && one.readOnly)} />
          {group === 'notifications' ? (
            <Messengers
              isUnsaved={count > 0}
              taken={listOf(values, CHATS)}
              onTake={(chat) => set({ [CHATS]: [...listOf(values, CHATS), chat] })}
            />
          ) : null}
          {group === 'bots' ? <RobotsAgain isUnsaved={count > 0} /> : null}
        </Card>
      ))}
    </>
  )
}

function groupTitle(group: string): string {
  const words = group.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function isFound({ key, title = '' }: Setting, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return key.toLowerCase().includes(wanted) || titleOf(key, title).toLowerCase().includes(wanted)
}

function titleOf(key: string, title: string): string {
  return key === WEEK_START
    ? t('settings.weekStart')
    : term('setting', key, title === '' ? key : title)
}

/** What was given at the start: shown with its source, changed only there. */
function Fixed({ settings }: { readonly settings: readonly Setting[] }) {
  if (settings.length === 0) return null
  return (
    <table class="plain-table">
      <tbody>
        {settings.map(({ key, title = '', value, default: fallback, origin }) => (
          <tr key={key}>
            <th scope="row" class="wrap">
              <code>{key}</code>
              <div class="faint small">{titleOf(key, title)}</div>
            </th>
            <td class="wrap">
              {shown(value)}
              {origin === 'default' ? null : (
                <div class="faint small">
                  {t('settings.default')}: {shown(fallback)}
                </div>
              )}
            </td>
            <td>
              <Badge look="neutral">{word('settings.origin', origin)}</Badge>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return shown(value.join(', '))
  return value === null || value === undefined || value === '' ? '—' : `${value as string | number}`
}

/** The default as its field shows it. */
function inWords({ key, type, default: value }: Setting): string {
  if (key === WEEK_START) return weekday(shown(value))
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  return type === 'choice' ? term('choice', shown(value)) : shown(value)
}

function valuesOf(settings: readonly Setting[]): Values {
  return Object.fromEntries(
    settings.map(({ key, value, type }) => [key, type === 'number' ? shown(value) : value]),
  )
}

/** An empty field is no zero: what was cleared, or is no number, is refused. */
function noNumbers(settings: readonly Setting[], changes: Values): Reasons {
  const numbers = settings.filter(({ type, key }) => type === 'number' && key in changes)
  const bad = numbers.filter(({ key }) => readNumber(textOf(changes, key)) === null)
  return Object.fromEntries(bad.map(({ key }) => [key, [t('settings.noNumber')]]))
}

function wireOf(settings: readonly Setting[], changes: Values) {
  const types = new Map(settings.map(({ key, type }) => [key, type]))
  return Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [
      key,
      types.get(key) === 'number' ? readNumber(String(value)) : value,
    ]),
  )
}

function fieldOf(setting: Setting): FieldSpec {
  const { key, type, title = '', note, choices = [], origin } = setting
  const place = `${key} · ${t('settings.default')}: ${inWords(setting)}${origin === 'default' ? '' : ` · ${t('settings.changed')}`}`
  const hint = note === undefined ? place : `${term('settingNote', key, note)} ${place}`
  const common = { name: key, label: titleOf(key, title), hint }
  switch (type) {
    case 'boolean':
      return { kind: 'switch', ...common, isWide: true }
    case 'choice':
      return {
        kind: 'select',
        ...common,
        isWide: note !== undefined,
        options: choices.map((value) => ({ value, label: term('choice', value) })),
      }
    case 'list':
      return { kind: 'lines', ...common, isWide: true }
    case 'number':
      return key === WEEK_START
        ? { kind: 'select', ...common, options: weekdays() }
        : { kind: 'number', ...common }
    default:
      return { kind: 'text', ...common }
  }
}

const WEEK_START = 'week_start'

/** By their names: the server counts them. */
function weekdays() {
  return ['1', '2', '3', '4', '5', '6', '7'].map((value) => ({ value, label: weekday(value) }))
}

function weekday(value: string): string {
  return valueWord(language.peek(), 'dayOfWeek', value) ?? value
}

/** Of a secret that is set: it is replaced, or removed, and never seen. */
function secretField(setting: Setting, changes: Values, set: (changes: Values) => void): FieldSpec {
  const { key } = setting
  const isRemoved = changes[key] === ''
  return {
    ...fieldOf(setting),
    kind: 'text',
    placeholder: t(isRemoved ? 'settings.secretGone' : 'settings.secret'),
    ...(isRemoved ? {} : { suffix: <RemoveButton onClick={() => set({ [key]: '' })} /> }),
  }
}
