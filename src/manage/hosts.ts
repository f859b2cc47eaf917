/** Hosts in the addresses of landings and offers. */
import { hostOf } from '../lib/host-name.ts'

const AUTHORITY = /^(https?:\/\/)([^/?#]*)(.*)$/is
const GIVEN = /^(?:https?:\/\/)?([^/:@?#\s]+)(:\d{1,5})?\/?$/i

/** `host` or `host:port` as it stands in addresses; null for anything else. */
export function authorityOf(text: string): string | null {
  const [, name = '', port = ''] = GIVEN.exec(text.trim()) ?? []
  const host = hostOf(name)
  return host === null || Number(port.slice(1)) > 65_535 ? null : host + port
}

/** The address on another host; null when it names none, as one that begins with a macro. */
export function movedTo(url: string, authority: string): string | null {
  const parts = AUTHORITY.exec(url.trim())
  return parts === null ? null : `${parts[1]}${authority}${parts[3]}`
}
