import { expect, test } from 'bun:test'

import { liveDetectors } from '../../src/commands/robot-lists.ts'
import { openGeo } from '../../src/detect/geo.ts'
import { parseIp } from '../../src/lib/ip.ts'

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36'

test('lists of robots and people hold from the moment the settings change', () => {
  let settings: ReadonlyMap<string, string> = new Map()
  const lists = liveDetectors(openGeo([]), () => settings)
  const address = parseIp('10.1.2.3')!
  expect(lists.userAgent(CHROME).botReasons).toEqual([])
  expect(lists.botAddresses).toBeNull()
  settings = new Map([
    ['bots.user_agents', 'linux x86_64'],
    ['bots.addresses', '10.0.0.0/8\n192.168.1.1'],
    ['bots.people_addresses', '10.1.2.3'],
  ])
  expect(lists.userAgent(CHROME).botReasons).toEqual(['user_list'])
  expect(lists.botAddresses?.contains(address)).toBe(true)
  expect(lists.peopleAddresses?.contains(address)).toBe(true)
})
