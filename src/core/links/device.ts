/** The device a link is opened on, by a few words of the user agent (`links-api.md` 11.2). */
export const LINK_DEVICES = ['web', 'ios', 'android'] as const
export type LinkDevice = (typeof LINK_DEVICES)[number]

const IOS = /iPhone|iPad|iPod|CriOS|FxiOS|EdgiOS|OPiOS/
const ANDROID = /Android/
const NOT_ANDROID = /Windows Phone|KAIOS/

/** An iPad that says it is a Mac can't be told from one. A robot gets what it pretends to be. */
export function linkDevice(userAgent: string): LinkDevice {
  if (IOS.test(userAgent)) return 'ios'
  return ANDROID.test(userAgent) && !NOT_ANDROID.test(userAgent) ? 'android' : 'web'
}
