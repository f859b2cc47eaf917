/**
 * Settings as the dialect divides them: a few of them under a word each, by names of their own. What
 * can't be set here, because it is fixed or a proxy's, is shown all the same.
 */
import { type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'

import { PATHS } from '../../../core/paths.ts'
import { type SettingKey, settingNamed, settingOf } from '../../../core/settings/settings.ts'
import { valueOf } from '../../../core/settings/values.ts'
import { FORBIDDEN, isRefusal } from '../../../manage/refusal.ts'
import { changeSettings } from '../../../manage/settings.ts'
import { CLICK_COOKIE_SECONDS } from '../../../track/visits/visit.ts'
import { type Call, type Operation, operation } from '../operation.ts'

interface View {
  /** Below `/settings`. */
  readonly word: string
  /** Ends the operation ids. */
  readonly noun: string
  readonly title: string
  /** The setting behind each name. */
  readonly settings?: Readonly<Record<string, SettingKey>>
  /** What nobody sets. */
  readonly facts?: (call: Call) => Readonly<Record<string, unknown>>
}

const UPDATE_KEY = 'conversions.update_key'

const VIEWS: readonly View[] = [
  {
    word: 'tracking_links',
    noun: 'TrackingLinks',
    title: 'Addresses of campaigns, landing clicks and postbacks',
    facts: ({ origin }) => ({
      click: `${origin}${PATHS.click}`,
      clickOld: `${origin}${PATHS.clickOld}`,
      clickApi: `${origin}${PATHS.clickApi}/v3`,
    }),
  },
  {
    word: 'url_customization',
    noun: 'UrlCustomization',
    title: 'Words in the addresses of campaigns',
    facts: () => ({ clickPath: PATHS.click.slice(1), keyParameter: 'key' }),
  },
  {
    word: 'user_keys',
    noun: 'UserKeys',
    title: 'The key for updates of clicks; it is never shown, only whether there is one',
    facts: ({ read }) => ({ isUpdateKeySet: settingOf(read.settings.all(), UPDATE_KEY) !== '' }),
    settings: { updateKey: UPDATE_KEY },
  },
  {
    word: 'uclick_ttl',
    noun: 'UclickTtl',
    title: 'How long a visitor’s click is remembered, at least',
    facts: () => ({ ttl: CLICK_COOKIE_SECONDS }),
  },
  {
    word: 'clearings',
    noun: 'Clearings',
    title: 'After how many days clicks are removed',
    settings: { days: 'retention_days' },
  },
  {
    word: 'cors',
    noun: 'Cors',
    title: 'Whether pages of other hosts may call the API: never',
    facts: () => ({ isActive: false }),
  },
  {
    word: 'info',
    noun: 'Info',
    title: 'What the tracker is',
    facts: ({ version, origin }) => ({ version, url: origin }),
    settings: { timezone: 'timezone', currency: 'currency' },
  },
  {
    word: 'stats',
    noun: 'Stats',
    title: 'How statistics count',
    settings: {
      timezone: 'timezone',
      currency: 'currency',
      weekStart: 'week_start',
      withTrafficMinClicks: 'with_traffic_min_clicks',
    },
  },
  {
    word: 'bot/cost',
    noun: 'BotCost',
    title: 'Whether clicks of robots cost nothing',
    settings: { isFree: 'bots_free' },
  },
  {
    word: 'click/api',
    noun: 'ClickApi',
    title: 'Whether the Click API answers',
    settings: { isActive: 'click_api.enabled' },
  },
  {
    word: 'login_page',
    noun: 'LoginPage',
    title: 'Where people log in',
    facts: ({ origin }) => ({ path: PATHS.admin, url: `${origin}${PATHS.admin}` }),
  },
]

const TYPES = { number: Type.Integer(), boolean: Type.Boolean(), list: Type.Array(Type.String()) }

function schemaOf(key: string): TSchema {
  const type = settingNamed(key)?.type ?? 'text'
  return type === 'text' || type === 'choice' ? Type.String() : TYPES[type]
}

function fieldsOf(settings: Readonly<Record<string, string>>): TProperties {
  return Object.fromEntries(
    Object.entries(settings).map(([name, key]) => [name, Type.Optional(schemaOf(key))]),
  )
}

function shown(call: Call, { settings = {}, facts }: View) {
  const stored = call.read.settings.all()
  const values = Object.entries(settings).flatMap(([name, key]) => {
    const setting = settingNamed(key)
    const text = settingOf(stored, key)
    if (setting?.isSecret) return []
    return [[name, setting === null ? text : valueOf(setting, text)]]
  })
  return { ...facts?.(call), ...Object.fromEntries(values) }
}

function read(view: View): Operation {
  return operation({
    method: 'GET',
    path: `/settings/${view.word}`,
    id: `get${view.noun}Settings`,
    summary: view.title,
    tag: 'Settings',
    run: (call) => (call.caller.role === 'super_admin' ? shown(call, view) : FORBIDDEN),
  })
}

function write(view: View, settings: Readonly<Record<string, string>>): Operation {
  const body: TObject = Type.Object(fieldsOf(settings))
  return operation({
    method: 'PUT',
    path: `/settings/${view.word}`,
    id: `change${view.noun}Settings`,
    summary: `Change: ${view.title}`,
    tag: 'Settings',
    body,
    run: (call) => {
      const given = Object.entries(call.body as Record<string, unknown>)
      const values = given.map(([name, value]) => [settings[name] ?? '', value])
      const done = changeSettings(call.desk, call.caller, Object.fromEntries(values))
      return isRefusal(done) ? done : shown(call, view)
    },
  })
}

/** On: the offer behind a landing is chosen when the landing is clicked, not at the visit already. */
const OFFER_CHOICE = 'offer_choice'
const AT_CLICK = 'landing_click'
const OfferClick = Type.Object({ isActive: Type.Optional(Type.Boolean()) })

const isAtClick = ({ read: { settings } }: Call) =>
  settingOf(settings.all(), OFFER_CHOICE) === AT_CLICK

const offerClick: Operation[] = [
  operation({
    method: 'GET',
    path: '/settings/get/offer/click',
    id: 'getOfferClickSettings',
    summary: 'Whether the offer behind a landing is chosen when the landing is clicked',
    tag: 'Settings',
    run: (call) => (call.caller.role === 'super_admin' ? { isActive: isAtClick(call) } : FORBIDDEN),
  }),
  operation({
    method: 'PUT',
    path: '/settings/toggle/offer/click',
    id: 'toggleOfferClickSettings',
    summary:
      'Choose the offer at the landing click, or at the visit; without a body: the other one',
    tag: 'Settings',
    body: OfferClick,
    run: (call) => {
      const isActive = call.body.isActive ?? !isAtClick(call)
      const choice = isActive ? AT_CLICK : 'visit'
      const done = changeSettings(call.desk, call.caller, { [OFFER_CHOICE]: choice })
      return isRefusal(done) ? done : { isActive }
    },
  }),
]

export const settingViewOperations: readonly Operation[] = [
  ...VIEWS.flatMap((view) =>
    view.settings === undefined ? [read(view)] : [read(view), write(view, view.settings)],
  ),
  ...offerClick,
]
