/**
 * What is kept of a call as it came, where less of visitors is to be stored. Addresses of networks
 * stay, they are no visitors'; those that they send along go.
 */
import { innermostName } from '../../core/conversions/call.ts'
import { percentEncode } from '../../core/macros/escape.ts'
import { keptAddress, type Privacy, withoutOwn } from '../../core/privacy.ts'
import { decodeText } from '../../detect/text.ts'
import { parseIp } from '../../lib/ip.ts'
import type { CallJob, RawCall } from './jobs.ts'

const AGENT_NAMES: ReadonlySet<string> = new Set(['ua', 'user_agent', 'user-agent', 'useragent'])

export function keptCall(
  privacy: Privacy | null,
  { raw, key }: Pick<CallJob, 'raw' | 'key'>,
): RawCall {
  if (privacy === null) return raw
  const url = withQuery(raw.url, (name, value) => keptValue(privacy, name, value))
  const fields = raw.fields.map(([name, value]) => [name, keptValue(privacy, name, value)] as const)
  const kept = { ...raw, url, fields }
  return raw.isVisitors || key?.kind === 'pixel' ? ofVisitor(kept, privacy) : kept
}

/** A value that is an address as a whole, or is called an agent. */
function keptValue({ address, keepsAgent }: Privacy, name: string, value: string): string {
  if (!keepsAgent && AGENT_NAMES.has(innermostName(name).toLowerCase())) return ''
  const text = value.trim()
  return address === 'whole' || parseIp(text) === null ? value : keptAddress(text, address)
}

function ofVisitor(raw: RawCall, privacy: Privacy): RawCall {
  const who = { ipText: raw.ip, userAgent: raw.userAgent }
  const [url = '', ...values] = withoutOwn(
    [raw.url, ...raw.fields.map(([, value]) => value)],
    who,
    privacy,
  )
  return {
    ...raw,
    url,
    fields: raw.fields.map(([name], at) => [name, values[at]!] as const),
    ip: keptAddress(raw.ip, privacy.address),
    userAgent: privacy.keepsAgent ? raw.userAgent : '',
  }
}

/** The address with other values of its parameters; those that stay are as they were sent. */
function withQuery(url: string, change: (name: string, value: string) => string): string {
  const start = url.indexOf('?') + 1
  if (start === 0) return url
  const pairs = url
    .slice(start)
    .split('&')
    .map((pair) => {
      const [name = '', ...rest] = pair.split('=')
      const value = decodeText(rest.join('='))
      const kept = change(decodeText(name), value)
      return kept === value ? pair : `${name}=${percentEncode(kept)}`
    })
  return url.slice(0, start) + pairs.join('&')
}
