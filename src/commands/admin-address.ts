/** Where a person opens the admin: an address that listens for everybody is none to open. */
import type { Config, Socket } from '../config.ts'
import { isLoopback, isPublic, parseIp } from '../lib/ip.ts'
import { cardAddresses } from '../track/outbound/domain-facts.ts'

/** `port`: the one that the admin's socket really has. */
export function adminOrigin(
  { adminHost, adminListen, trustedProxies, https, hostname }: Config,
  port: number,
  cards: () => readonly string[] = cardAddresses,
): string {
  if (adminListen !== null)
    return originOf({ hostname: openable(adminListen.hostname, cards), port })
  if (adminHost === '') return originOf({ hostname: openable(hostname, cards), port })
  if (https !== null)
    return new URL(originOf({ hostname: adminHost, port: https.port }, 'https')).origin
  // Whoever has a proxy in front has it for https.
  return trustedProxies.length > 0
    ? `https://${adminHost}`
    : originOf({ hostname: adminHost, port })
}

/** As browsers write it. */
export function originOf({ hostname, port }: Socket, scheme: 'http' | 'https' = 'http'): string {
  return `${scheme}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`
}

/** Of this machine's addresses the one that others reach best, for one that stands for all of them. */
function openable(hostname: string, cards: () => readonly string[]): string {
  if (hostname !== '0.0.0.0' && hostname !== '::') return hostname
  const known = cards().flatMap((text) => {
    const ip = parseIp(text)
    return ip === null || isLoopback(ip) || text.startsWith('fe80') ? [] : [{ text, ip }]
  })
  const fitting = known.filter(({ ip }) => hostname === '::' || ip.version === 4)
  const rank = ({ ip }: (typeof known)[number]) =>
    (isPublic(ip) ? 0 : 2) + (ip.version === 4 ? 0 : 1)
  const [best] = fitting.toSorted((one, other) => rank(one) - rank(other))
  return best?.text ?? hostname
}
