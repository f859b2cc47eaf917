/** Macros about the visitor: place, network, device, where he came from. */
import { parseIp } from '../../lib/ip.ts'
import { Flag } from '../event.ts'
import { isToldApart, keyBy, visitorCode } from '../visitor-key.ts'
import { flagText, idText, macro, type MacroContext, type MacroType, WORD } from './context.ts'
import { continentNameIn, countryNameIn, wordIn } from './words.ts'

const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i

export const visitorMacros = [
  macro('visitor_code', codeOf),
  macro('country country_code', ({ click }) => click.country),
  inWords('country_name', ({ click }, language) => {
    return click.country === '' ? '' : countryNameIn(language, click.country)
  }),
  inWords('continent', ({ click }, language) => continentNameIn(language, click.continent)),
  macro('continent_code', ({ click }) => click.continent),
  inWords('region state', ({ click }) => click.regionName),
  macro('region_code state_code', ({ click }) => click.region),
  inWords('city', ({ click, outside }, language) => {
    return language === '' ? click.city : outside.cityIn(click, language)
  }),
  macro('ip', ({ click }) => click.ip),
  macro('isp', ({ click }) => click.isp),
  macro('organization', ({ click }) => click.organization),
  macro('asn', ({ click }) => idText(click.asn)),
  macro('operator', ({ click }) => click.operator),
  inWords('connection_type', ({ click }, language) => wordIn(language, click.connectionType)),
  flag('is_using_proxy', Flag.proxy),
  inWords('device_type', ({ click }, language) => wordIn(language, click.deviceType)),
  macro('device_brand', ({ click }) => click.deviceBrand),
  macro('device_model', ({ click }) => click.deviceModel),
  macro('device_name', ({ click }) => `${click.deviceBrand} ${click.deviceModel}`.trim()),
  macro('os os_name', ({ click }) => click.os),
  macro('os_version', ({ click }) => click.osVersion),
  macro('browser browser_name', ({ click }) => click.browser),
  macro('browser_version', ({ click }) => click.browserVersion),
  macro('user_agent', ({ click }) => click.userAgent),
  macro('language', ({ click }) => click.language),
  macro('x_requested_with', ({ click }) => click.xRequestedWith),
  // Known, so that it is empty and not left over, although nothing measures screens.
  macro('resolution', () => ''),
  flag('is_bot', Flag.bot),
  flag('is_unique_campaign', Flag.uniqueCampaign),
  flag('is_unique_flow', Flag.uniqueFlow),
  flag('is_unique_global', Flag.uniqueGlobal),
  macro('referrer referer', ({ click }) => click.referrer),
  macro('referrer_domain ref_domain', ({ click }) => HOST.exec(click.referrer)?.[1] ?? ''),
  macro('search_engine', ({ click }) => click.searchEngine),
  macro('landing_url', ({ click }) => queryValue(click.rawQuery, 'landing_url')),
]

/** By what the campaign takes for the same visitor; without his whole address nobody is. */
function codeOf({ click, tables }: MacroContext): string {
  const method = tables.campaign(click.campaignId)?.spec.uniqueness.method ?? 'ip_ua'
  const ip = isToldApart(click, method) ? parseIp(click.ip) : null
  return ip === null ? '' : visitorCode(keyBy(method, ip, click.userAgent))
}

/** Of a language, as in `{city:ru}`. */
function inWords(names: string, value: MacroType['value']) {
  return macro(names, value, { takes: WORD })
}

function flag(name: string, bit: number) {
  return macro(name, ({ click }: MacroContext) => flagText((click.flags & bit) !== 0))
}

/** The last value of a name in a query string as it came. */
function queryValue(rawQuery: string, name: string): string {
  return rawQuery === '' ? '' : (new URLSearchParams(rawQuery).getAll(name).at(-1) ?? '')
}
