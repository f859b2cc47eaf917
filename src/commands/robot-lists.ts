/** Detectors with the owner's lists of robots and people, made anew when the settings change. */
import { robotLists } from '../core/robot-verdicts.ts'
import type { GeoDatabase } from '../detect/geo.ts'
import { addressLists } from '../detect/robot-verdict.ts'
import { userAgentReader } from '../detect/user-agent.ts'
import type { Detectors } from '../detect/visitor.ts'

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
  const lists = robotLists(stored)
  const { userAgents: bots, peopleUserAgents: people } = lists
  return { userAgent: userAgentReader({ bots, people }), ...addressLists(lists) }
}
