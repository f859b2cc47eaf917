/** Filters on the visitor's address and on lists of addresses. */
import { ipRangeSet, parseIpRange } from '../../lib/ip.ts'
import type { CompiledTest } from '../tables.ts'
import type { Visit } from '../visit.ts'
import { defineFilter, type FilterNeed, NoPayload, type Say, TextList } from './define.ts'
import { readList } from './lists.ts'

export const ip = defineFilter({
  key: 'ip',
  title: 'IP address',
  group: 'network',
  payload: TextList('addresses: 192.0.2.1, 10.0.0.0/8, 10.0.0.1-10.0.0.9 or 10.1.*.*'),
  read(payload, complain) {
    const list = readList(payload, parseIpRange, complain)
    return { any: list.any, ranges: ipRangeSet(list.values) }
  },
  test:
    ({ any, ranges }, say) =>
    ({ visitor }) =>
      visitor.ip === null
        ? say.unknown('no address')
        : say.is(any || ranges.contains(visitor.ip), visitor.ipText),
})

export const ipv6 = defineFilter({
  key: 'ipv6',
  title: 'IPv6',
  group: 'network',
  payload: NoPayload,
  read: () => null,
  test:
    (_nothing, say) =>
    ({ visitor }) =>
      visitor.ip === null
        ? say.unknown('no address')
        : say.is(visitor.ip.version === 6, visitor.ipText),
})

export const proxy = flagFilter({
  key: 'proxy',
  title: 'Proxy or VPN',
  needs: 'proxy_list',
  see: ({ visitor }) => visitor.geo.isProxy,
})

export const datacenter = flagFilter({
  key: 'datacenter',
  title: 'Data centre',
  needs: 'datacenter_list',
  see: ({ visitor }) => visitor.geo.isDatacenter,
})

interface Flag {
  readonly key: string
  readonly title: string
  readonly needs: FilterNeed
  readonly see: (visit: Visit) => boolean | null
}

function flagFilter(flag: Flag) {
  return defineFilter({
    ...flag,
    group: 'network',
    payload: NoPayload,
    read: () => null,
    test: (_nothing, say) => testFlag(flag, say),
  })
}

function testFlag({ key, see }: Flag, say: Say): CompiledTest {
  return (visit) => {
    const flagged = see(visit)
    if (flagged !== null) return say.is(flagged, flagged ? 'yes' : 'no')
    return say.unknown(visit.visitor.ip === null ? 'no address' : `no ${key} list`)
  }
}
