/** Values of settings: as the API shows them, as they are stored, and what is wrong with one. */
import { HOLDS_NUL, holdsNul } from '../../lib/nul.ts'
import type { Setting } from './setting.ts'
import { linesOf } from './settings.ts'

const LIST_MAX = 10_000
const TEXT_MAX = 1000

type SettingValue = string | number | boolean | readonly string[]

/** As the API shows it. */
export function valueOf({ type }: Setting, text: string): SettingValue {
  switch (type) {
    case 'number':
      return Number(text)
    case 'boolean':
      return text === '1'
    case 'list':
      return linesOf(text)
    case 'text':
    case 'choice':
      return text
  }
}

/** The text to store, or what is wrong with the value. */
export function readSetting(
  setting: Setting,
  value: unknown,
): { readonly text: string } | { readonly problem: string } {
  if ([value].flat().some(holdsNul)) return { problem: HOLDS_NUL }
  switch (setting.type) {
    case 'number':
      return readNumber(setting, value)
    case 'boolean':
      return typeof value === 'boolean'
        ? { text: value ? '1' : '0' }
        : { problem: 'must be true or false' }
    case 'list':
      return readList(setting, value)
    case 'text':
    case 'choice':
      return readText(setting, value)
  }
}

function readNumber({ min = 0, max = Number.MAX_SAFE_INTEGER }: Setting, value: unknown) {
  const fits = Number.isInteger(value) && Number(value) >= min && Number(value) <= max
  return fits ? { text: String(value) } : { problem: `must be a whole number, ${min} to ${max}` }
}

function readText({ choices, check }: Setting, value: unknown) {
  if (typeof value !== 'string' || value.length > TEXT_MAX) {
    return { problem: `must be text of up to ${TEXT_MAX} characters` }
  }
  if (choices !== undefined && !choices.includes(value)) {
    return { problem: `must be one of ${choices.join(', ')}` }
  }
  const problem = check?.(value) ?? null
  return problem === null ? { text: value } : { problem }
}

/** A list, or a text with one item a line, as people paste it. */
function readList({ check }: Setting, value: unknown) {
  const items: unknown[] = typeof value === 'string' ? value.split('\n') : (value as unknown[])
  if (!Array.isArray(items) || items.length > LIST_MAX) {
    return { problem: `must be a list of up to ${LIST_MAX} texts` }
  }
  const kept: string[] = []
  for (const item of items) {
    if (typeof item !== 'string' || item.length > TEXT_MAX || item.includes('\n')) {
      return { problem: `must hold lines of up to ${TEXT_MAX} characters` }
    }
    const text = item.trim()
    if (text === '') continue
    const problem = check?.(text) ?? null
    if (problem !== null) return { problem }
    kept.push(text)
  }
  return { text: kept.join('\n') }
}
