/** Filters on the device, its system and its browser, as the user agent tells them. */
import type { Device, Visit } from '../visit.ts'
import { DEVICE_TYPES } from '../words/closed-lists.ts'
import { lowerCase, textFilter, wordFilter } from './lists.ts'

const TYPES: ReadonlySet<string> = new Set(DEVICE_TYPES)

export const deviceType = wordFilter({
  key: 'device_type',
  title: 'Device type',
  group: 'device',
  expected: `device types: ${DEVICE_TYPES.join(', ')}`,
  word: (value) => (TYPES.has(value.toLowerCase()) ? value.toLowerCase() : null),
  see: fromDevice((device) => device.type),
  why: noUserAgent,
})

export const deviceBrand = textFilter({
  key: 'device_brand',
  title: 'Device brand',
  group: 'device',
  see: fromDevice((device) => device.brand),
  why: noUserAgent,
})

export const deviceModel = textFilter({
  key: 'device_model',
  title: 'Device model',
  group: 'device',
  see: fromDevice((device) => device.model),
  why: noUserAgent,
})

export const device = textFilter({
  key: 'device',
  title: 'Device (brand and model)',
  group: 'device',
  see: fromDevice(({ brand, model }) => `${brand} ${model}`.trim()),
  why: noUserAgent,
})

export const os = wordFilter({
  key: 'os',
  title: 'Operating system',
  group: 'device',
  expected: 'names of systems such as Android',
  word: systemWord,
  see: fromDevice((device) => device.os),
  why: noUserAgent,
})

export const browser = wordFilter({
  key: 'browser',
  title: 'Browser',
  group: 'device',
  expected: 'names of browsers such as Chrome',
  word: lowerCase,
  see: fromDevice((device) => device.browser),
  why: noUserAgent,
})

/** A missing user agent is no user agent, not an unknown one: the text itself is empty. */
export const userAgent = textFilter({
  key: 'user_agent',
  title: 'User agent',
  group: 'device',
  see: ({ visitor }) => visitor.userAgent ?? '',
})

export const xRequestedWith = textFilter({
  key: 'x_requested_with',
  title: 'App (X-Requested-With)',
  group: 'device',
  see: ({ visitor }) => visitor.xRequestedWith,
})

/** Other names that people and their tools have for what detection calls so. */
const SYSTEM_NAMES: ReadonlyMap<string, string> = new Map([
  ['macos', 'mac os'],
  ['mac os x', 'mac os'],
  ['os x', 'mac os'],
  ['chrome os', 'chromium os'],
  ['chromeos', 'chromium os'],
])

/** The form in which names of systems are compared. */
export function systemWord(name: string): string {
  const lower = lowerCase(name)
  return SYSTEM_NAMES.get(lower) ?? lower
}

/** Why facts of a device are unknown. */
export function noUserAgent(): string {
  return 'no user agent'
}

function fromDevice(see: (device: Device) => string): (visit: Visit) => string | null {
  return ({ visitor }) => visitor.device && see(visitor.device)
}
