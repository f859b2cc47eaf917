/**
 * The filter types a flow can use, and how a stored filter becomes a test. To add a type, write its
 * entry in a file beside this one, name it in the list, and add cases in `test/core/filters`.
 */
import type { FilterSpec } from '../model.ts'
import type { CompiledFilter } from '../tables.ts'
import { interval, schedule } from './clock.ts'
import { alwaysUnknown, type FilterType, sayFor } from './define.ts'
import * as device from './device.ts'
import { limit, trafficSource } from './flow.ts'
import * as geo from './geo.ts'
import { language } from './language.ts'
import { conversion, reverseDns, screen } from './later.ts'
import { header, parameter } from './named.ts'
import * as network from './network.ts'
import * as parameters from './parameters.ts'
import * as request from './request.ts'
import { browserVersion, osVersion } from './version.ts'
import { bot, uniqueness } from './visitor.ts'

/** In the order in which a picker shows them. */
export const FILTERS: readonly FilterType[] = [
  geo.country,
  geo.continent,
  geo.region,
  geo.city,
  geo.isp,
  geo.organization,
  geo.asn,
  geo.operator,
  geo.connectionType,
  network.ip,
  network.ipv6,
  network.proxy,
  network.datacenter,
  bot,
  device.deviceType,
  device.deviceBrand,
  device.deviceModel,
  device.device,
  device.os,
  osVersion,
  device.browser,
  browserVersion,
  device.userAgent,
  device.xRequestedWith,
  language,
  screen,
  request.referrer,
  request.emptyReferrer,
  request.searchEngine,
  parameters.keyword,
  parameters.source,
  parameters.adCampaignId,
  parameters.creativeId,
  parameters.externalId,
  ...parameters.subIds,
  parameter,
  header,
  request.host,
  request.url,
  trafficSource,
  uniqueness,
  limit,
  interval,
  schedule,
  conversion,
  reverseDns,
]

/** By key. A stored filter may have a key that is not here. */
export const filterTypes: ReadonlyMap<string, FilterType> = new Map(
  FILTERS.map((type) => [type.key, type]),
)

/**
 * The test of a stored filter; never fails. A key or payload that is not understood gives a test
 * that always answers unknown, because imports keep such filters. `enabled` is not looked at.
 */
export function compileFilter({ key, mode, payload, onUnknown }: FilterSpec): CompiledFilter {
  const say = sayFor(mode)
  const type = filterTypes.get(key)
  const test = type ? type.compile(payload, say) : alwaysUnknown(say, 'unknown filter')
  return { key, onUnknown, test }
}

/** Why a filter can't be saved, in words for the person who wrote it; empty when it can. */
export function checkFilter({ key, payload }: FilterSpec): readonly string[] {
  return filterTypes.get(key)?.problems(payload) ?? ['there is no such filter']
}
