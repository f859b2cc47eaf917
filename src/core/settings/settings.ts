/** What the settings are now: stored texts, or defaults. */
import { LIST } from './list.ts'
import type { Setting, SettingType } from './setting.ts'

/** Keys of settings, or of those of one type. */
export type SettingKey<T extends SettingType = SettingType> = Extract<
  (typeof LIST)[number],
  { readonly type: T }
>['key']

export const SETTINGS: readonly (Setting & { readonly key: SettingKey })[] = LIST

const BY_KEY: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((entry) => [entry.key, entry]))

/** Null for an unknown key. */
export function settingNamed(key: string): Setting | null {
  return BY_KEY.get(key) ?? null
}

/** The stored text, or the default. */
export function settingOf(stored: ReadonlyMap<string, string>, key: SettingKey): string {
  return stored.get(key) ?? BY_KEY.get(key)!.default
}

export function settingNumber(
  stored: ReadonlyMap<string, string>,
  key: SettingKey<'number'>,
): number {
  return Number(settingOf(stored, key))
}

/** Whether a boolean one is on. */
export function isSettingOn(
  stored: ReadonlyMap<string, string>,
  key: SettingKey<'boolean'>,
): boolean {
  return settingOf(stored, key) === '1'
}

export function settingLines(
  stored: ReadonlyMap<string, string>,
  key: SettingKey<'list'>,
): string[] {
  return linesOf(settingOf(stored, key))
}

/** A list as it is stored: one item a line. */
export function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n')
}
