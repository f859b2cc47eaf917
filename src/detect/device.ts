/**
 * The device behind a user agent: type, maker, model, system, browser. Names of systems and
 * browsers are those of ua-parser-js; `platformName` gives the ones that link statistics show.
 */
import UAParser from 'ua-parser-js'

import type { Device } from '../core/visit.ts'

/** An agent that was sent, but is empty. */
export const EMPTY_DEVICE: Device = Object.freeze({
  type: '',
  brand: '',
  model: '',
  os: '',
  osVersion: '',
  browser: '',
  browserVersion: '',
})

/** Fields without a value are `''`; the type of an agent that tells nothing is `other`. */
export function readDevice(userAgent: string): Device {
  if (userAgent === '') return EMPTY_DEVICE
  const { device, os, browser } = new UAParser(userAgent).getResult()
  const plain: Device = {
    type: typeOf(userAgent, device, os.name ?? ''),
    brand: device.vendor === 'Generic' ? '' : (device.vendor ?? ''),
    model: device.model === REDUCED_MODEL ? '' : (device.model ?? ''),
    os: os.name ?? '',
    osVersion: os.version ?? '',
    browser: browser.name ?? '',
    browserVersion: browser.version ?? '',
  }
  return Object.freeze(corrected(plain, userAgent))
}

/** Chrome on Android says this for every model. */
const REDUCED_MODEL = 'K'
const IOS_BROWSER = /\b(?:CriOS|FxiOS|EdgiOS|OPiOS)\b/

/** Two systems that the parser does not see: iOS that asks for desktop pages, and KaiOS. */
function corrected(device: Device, userAgent: string): Device {
  if (device.os === 'Mac OS' && IOS_BROWSER.test(userAgent)) {
    return { ...device, type: 'tablet', model: 'iPad', os: 'iOS', osVersion: '' }
  }
  const kai = /\bKAIOS\/([\d.]*)/i.exec(userAgent)
  return kai ? { ...device, type: 'mobile', os: 'KaiOS', osVersion: kai[1] ?? '' } : device
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['mobile', 'mobile'],
  ['tablet', 'tablet'],
  ['smarttv', 'tv'],
  ['console', 'console'],
  ['wearable', 'wearable'],
])

const CAR = /\bTesla\b|QtCarBrowser|; Automotive/i
const CAMERA = /\b(?:EK-G[CN]\d|COOLPIX)/i
const PLAYER = /\b(?:iPod|Walkman)\b/i
const SMART_DISPLAY = /\bAEO[A-Z]{2}\b|\bEcho Show\b|\bNest Hub\b/i
const TV = /\bSmart-?TV\b|\bTV\b/i
/** Some consoles call themselves televisions. */
const CONSOLE_SYSTEMS: ReadonlySet<string> = new Set(['PlayStation', 'Nintendo', 'Xbox'])

function typeOf(userAgent: string, { type = '' }: UAParser.IDevice, os: string): string {
  if (CAR.test(userAgent)) return 'car'
  if (CAMERA.test(userAgent)) return 'camera'
  if (PLAYER.test(userAgent)) return 'player'
  if (SMART_DISPLAY.test(userAgent)) return 'smart_display'
  if (CONSOLE_SYSTEMS.has(os)) return 'console'
  return TYPES.get(type) ?? (type === '' ? typeBySystem(userAgent, os) : 'other')
}

const MOBILE_SYSTEMS: ReadonlySet<string> = new Set([
  'Android',
  'iOS',
  'Windows Phone',
  'Windows Mobile',
  'BlackBerry',
  'Symbian',
  'KaiOS',
  'HarmonyOS',
])

function typeBySystem(userAgent: string, os: string): string {
  if (os === '') return 'other'
  if (TV.test(userAgent)) return 'tv'
  return MOBILE_SYSTEMS.has(os) ? 'mobile' : 'desktop'
}

const PLATFORM_NAMES: ReadonlyMap<string, string> = new Map([
  ['mac os', 'Mac'],
  ['linux', 'GNU/Linux'],
  ['gnu', 'GNU/Linux'],
  ['chromium os', 'Chrome OS'],
  ['arch', 'Arch Linux'],
  ['haiku', 'Haiku OS'],
  ['blackberry', 'BlackBerry OS'],
  ['symbian', 'Symbian OS'],
  ['series40', 'Symbian OS Series 40'],
  ['rim tablet os', 'BlackBerry Tablet OS'],
  ['sailfish', 'Sailfish OS'],
  ['joli', 'Joli OS'],
  ['palm', 'palmOS'],
  ['webos', 'webOS'],
  ['android', 'Android'],
  ['android-x86', 'Android'],
  ['redhat', 'Red Hat'],
])

/** How link statistics call a system (`links-api.md` 12.2); all others keep their name. */
export function platformName(os: string): string {
  return PLATFORM_NAMES.get(os.toLowerCase()) ?? os
}
