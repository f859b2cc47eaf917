/** Operations on settings: those that change while Sluice runs, and those it was started with. */
import { Type } from '@sinclair/typebox'

import type { Setting } from '../../../core/settings/setting.ts'
import { SETTINGS } from '../../../core/settings/settings.ts'
import { valueOf } from '../../../core/settings/values.ts'
import { FORBIDDEN, isRefusal } from '../../../manage/refusal.ts'
import { changeSettings } from '../../../manage/settings.ts'
import { type Call, type Operation, operation } from '../operation.ts'

const tag = 'Settings'

function itemOf(stored: ReadonlyMap<string, string>) {
  return (setting: Setting) => {
    const { key, group, type, title, note, isSecret, choices, min, max } = setting
    const text = stored.get(key)
    return {
      key,
      group,
      type,
      title,
      ...(note === undefined ? {} : { note }),
      value: isSecret ? null : valueOf(setting, text ?? setting.default),
      default: valueOf(setting, setting.default),
      origin: text === undefined ? 'default' : 'database',
      readOnly: false,
      ...(isSecret ? { isSecret, isSet: (text ?? '') !== '' } : {}),
      ...(choices === undefined ? {} : { choices }),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    }
  }
}

/** Under which heading settings of the start stand, by key. */
export const BOOT_GROUPS: ReadonlyMap<string, string> = new Map([
  ['listen', 'domains_and_https'],
  ['https', 'domains_and_https'],
  ['authority', 'domains_and_https'],
  ['authority-email', 'domains_and_https'],
  ['admin-host', 'domains_and_https'],
  ['admin-listen', 'domains_and_https'],
  ['admin-allow', 'domains_and_https'],
  ['trusted-proxy', 'proxies'],
  ['client-header', 'proxies'],
  ['country-header', 'proxies'],
])

function items({ read, bootSettings }: Call) {
  const boot = bootSettings.map((setting) => ({
    ...setting,
    group: BOOT_GROUPS.get(setting.key) ?? 'start',
    type: 'text',
    readOnly: true,
  }))
  return [...SETTINGS.map(itemOf(read.settings.all())), ...boot]
}

export const settingOperations: readonly Operation[] = [
  operation({
    method: 'GET',
    path: '/settings',
    id: 'listSettings',
    summary: 'Every setting with its value, default and origin; of a secret, whether it is set',
    tag,
    own: true,
    run: (call) => (call.caller.role === 'super_admin' ? items(call) : FORBIDDEN),
  }),
  operation({
    method: 'PATCH',
    path: '/settings',
    id: 'changeSettings',
    summary: 'Change settings: all of the body or none; answers the changed ones',
    tag,
    own: true,
    body: Type.Record(Type.String(), Type.Unknown()),
    run: (call) => {
      const { desk, caller, body } = call
      const result = changeSettings(desk, caller, body)
      if (isRefusal(result)) return result
      const changed = SETTINGS.filter(({ key }) => Object.hasOwn(body, key))
      return changed.map(itemOf(call.read.settings.all()))
    },
  }),
]
