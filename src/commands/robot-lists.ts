/** Detectors with the owner's lists of robots and people, made anew when the settings change. */
import { settingLines } from '../core/settings.ts'
import type { GeoDatabase } from '../detect/geo.ts'
import { userAgentReader } from '../detect/user-agent.ts'
import type { Detectors } from '../detect/visitor.ts'
import { ipRangeSet, type IpSet, parseIpRange } from '../lib/ip.ts'

type Stored = ReadonlyMap<string, string>

/**
 * `settings` gives another map whenever a setting changed, and the same one until then. Pass the
 * object on as it is: a copy would hold the lists of the moment.
 */
export function liveDetectors(geo: GeoDatabase, settings: () => Stored): Required<Detectors> {
  let read = settings()
  let lists = listsOf(read)
  const current = () => {
    const now = settings()
    if (now !== read) {
      read = now
      lists = listsOf(now)
    }
    return lists
  }
  return {
    geo,
    userAgent: (userAgent) => current().userAgent(userAgent),
    get botAddresses() {
      return current().botAddresses
    },
    get peopleAddresses() {
      return current().peopleAddresses
    },
  }
}

function listsOf(stored: Stored): Required<Omit<Detectors, 'geo'>> {
  return {
    userAgent: userAgentReader({
      bots: settingLines(stored, 'bots.user_agents'),
      people: settingLines(stored, 'bots.people_user_agents'),
    }),
    botAddresses: addresses(settingLines(stored, 'bots.addresses')),
    peopleAddresses: addresses(settingLines(stored, 'bots.people_addresses')),
  }
}

/** Null for an empty list, which costs a visit nothing. */
function addresses(lines: readonly string[]): IpSet | null {
  const ranges = lines.flatMap((line) => parseIpRange(line) ?? [])
  return ranges.length === 0 ? null : ipRangeSet(ranges)
}
