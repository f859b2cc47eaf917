/** Changes of settings: all keys of a request or none. */
import { FETCHED_RATES, type StoredTable } from '../core/conversions/known-rates.ts'
import { type SettingKey, settingNamed, settingOf, SETTINGS } from '../core/settings/settings.ts'
import { readSetting } from '../core/settings/values.ts'
import type { Caller } from './access.ts'
import { callingOf, placeProblems } from './called-urls.ts'
import { type Desk, type Done, earlier, saveChange } from './desk.ts'
import { type Fields, FORBIDDEN, isRefusal, problems, type Refusal } from './refusal.ts'
import { uncountedSetting } from './uncounted.ts'

const TELEGRAM_SERVER = 'notifications.telegram_server'
const TELEGRAM_TOKEN = 'notifications.telegram_token'

/** Addresses that the server itself calls. */
const CALLED: readonly SettingKey<'text'>[] = [
  'conversions.rates_url',
  TELEGRAM_SERVER,
  'notifications.webhook_url',
]

/** Of what names no time zone of its own. */
export const baseZone = ({ stores }: Pick<Desk, 'stores'>) =>
  settingOf(stores.settings.all(), 'timezone')

/** That of the installation: amounts without another one are in it. */
export const baseCurrency = ({ stores }: Pick<Desk, 'stores'>) =>
  settingOf(stores.settings.all(), 'currency')

/** The texts to store, or every problem with its key. */
export function checkSettings(
  { stores, outbound }: Pick<Desk, 'stores' | 'outbound'>,
  values: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> | Refusal {
  const found = problems()
  const texts = new Map<string, string>()
  const stored = stores.settings.all()
  for (const [key, value] of Object.entries(values)) {
    const setting = settingNamed(key)
    if (setting === null) {
      found.add(key.slice(0, 100), 'is no setting: GET /settings has them all')
      continue
    }
    const read = readSetting(setting, value)
    if ('problem' in read) found.add(key, read.problem)
    else texts.set(key, read.text)
  }
  for (const key of CALLED) {
    const calling = callingOf({ outbound }, [settingOf(stored, key)])
    for (const text of placeProblems(texts.get(key) ?? '', calling)) found.add(key, text)
  }
  if (wouldGetToken(stored, texts)) {
    found.add(TELEGRAM_SERVER, `is sent the stored token: send ${TELEGRAM_TOKEN} again with it`)
  }
  return found.refusal() ?? texts
}

/** Whoever names another server does not learn by it the token that nobody is shown. */
function wouldGetToken(
  stored: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): boolean {
  const server = texts.get(TELEGRAM_SERVER)
  const isOther = server !== undefined && server !== settingOf(stored, TELEGRAM_SERVER)
  return isOther && !texts.has(TELEGRAM_TOKEN) && settingOf(stored, TELEGRAM_TOKEN) !== ''
}

export function changeSettings(
  desk: Desk,
  caller: Caller,
  values: Readonly<Record<string, unknown>>,
): Done | Refusal {
  if (caller.role !== 'super_admin') return FORBIDDEN
  const texts = checkSettings(desk, values)
  if (isRefusal(texts)) return texts
  return refuseUncounted(desk, texts) ?? putSettings(desk, caller, texts)
}

/** What was stored before may be sent back as it is. */
function refuseUncounted({ stores }: Desk, texts: ReadonlyMap<string, string>): Refusal | null {
  const stored = stores.settings.all()
  const changed = [...texts].filter(([key, text]) => stored.get(key) !== text)
  const fields: Fields = Object.assign(
    {},
    ...changed.map(([key, text]) => uncountedSetting(key, text)),
  )
  return Object.keys(fields).length === 0 ? null : { refused: 'invalid', fields }
}

/** Texts that were checked before, of whoever may set them. */
export function putSettings(desk: Desk, caller: Caller, texts: ReadonlyMap<string, string>): Done {
  const name = [...texts.keys()].join(', ')
  const changes = Object.fromEntries(
    [...texts].map(([key, text]) => [key, settingNamed(key)?.isSecret ? 'changed' : text]),
  )
  const stored = desk.stores.settings.all()
  const before = Object.fromEntries(
    SETTINGS.flatMap(({ key, isSecret }) => (isSecret ? [] : [[key, settingOf(stored, key)]])),
  )
  const told = { name, changes, before: earlier(before, Object.fromEntries(texts), changes) }
  const deed = { event: 'change', kind: 'settings', id: name, ...told } as const
  return saveChange(desk, caller, deed, () => {
    for (const [key, text] of texts) desk.stores.settings.put(key, text)
  })
}

/** A table of rates that was fetched: live when this returns. Nobody did it, so no audit names it. */
export function storeRates(desk: Desk, table: StoredTable): void {
  const { settings, changes } = desk.stores
  const write = desk.db.transaction(() => {
    settings.put(FETCHED_RATES, JSON.stringify(table))
    changes.note('settings', FETCHED_RATES)
  })
  write.immediate()
  desk.publish()
}

/** Where it stands what people were told: among the settings, but none that a person sets. */
const NOTIFIED = 'notified'

/** What people who are not looking were told, over restarts; null: nothing ever. */
export function storedNotified({ stores }: Pick<Desk, 'stores'>): string | null {
  return stores.settings.all().get(NOTIFIED) ?? null
}

/** Nothing is made of it but by who stores it, so that nothing is published. */
export function storeNotified({ stores }: Pick<Desk, 'stores'>, text: string): void {
  stores.settings.put(NOTIFIED, text)
}
