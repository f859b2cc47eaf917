/** Where requests of ours may go, as the settings of the start say. */
import type { Config } from '../config.ts'
import { type OutboundClient, outboundClient } from '../track/outbound/outbound.ts'

export function outboundRules({ outboundHosts, outboundPorts }: Config) {
  return { allowedHosts: outboundHosts, ports: outboundPorts }
}

export function clientOf(config: Config): OutboundClient {
  return outboundClient(outboundRules(config))
}
