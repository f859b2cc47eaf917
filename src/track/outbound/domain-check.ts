/**
 * Whether a host leads to this very server: it is asked for a page whose name only we know, and that
 * exists for as long as the question is open. Nobody can tell from outside what answers here.
 */
import { PATHS } from '../../core/paths.ts'
import { randomBase62 } from '../../lib/base62.ts'
import { isAddress } from '../../lib/host-name.ts'
import type { FetchLimits, OutboundClient } from './outbound.ts'

export interface DomainVerdict {
  /** What is wrong, in words for the owner; `''`: it leads here and answers. */
  readonly error: string
  /** Whether it answers over https with a certificate that browsers take. */
  readonly isSsl: boolean
}

export interface DomainChecks {
  /** The text of the page, or `null`: there is none at this path. */
  answerAt(path: string): string | null
  /** Takes at most some seconds. */
  check(host: string): Promise<DomainVerdict>
}

const NAME_LENGTH = 32
/** Of questions that are open at once; more are told to come back. */
const OPEN_MAX = 100
const LIMITS: FetchLimits = { deadlineMs: 8000, maxHops: 3, maxBytes: 1024, longer: 'cut' }

type Outcome = 'ours' | 'other' | 'private' | 'silent'

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['address', 'private'],
  ['too_many_redirects', 'other'],
])

export function domainChecks(client: Pick<OutboundClient, 'get'>): DomainChecks {
  const open = new Map<string, string>()
  const ask = async (url: string, text: string): Promise<Outcome> => {
    const answer = await client.get(url, LIMITS)
    if ('failed' in answer) return OUTCOMES.get(answer.failed) ?? 'silent'
    return new TextDecoder().decode(answer.body).trim() === text ? 'ours' : 'other'
  }
  return {
    answerAt: (path) => open.get(path) ?? null,
    async check(host) {
      if (open.size >= OPEN_MAX) return { error: 'too many checks at once', isSsl: false }
      const path = `${PATHS.wellKnown}/${randomBase62(NAME_LENGTH)}`
      const text = randomBase62(NAME_LENGTH)
      open.set(path, text)
      try {
        const [secure, plain] = await Promise.all([
          ask(`https://${host}${path}`, text),
          ask(`http://${host}${path}`, text),
        ])
        const words = isAddress(host) ? OF_ADDRESS : OF_NAME
        return { error: errorOf([secure, plain], words), isSsl: secure === 'ours' }
      } finally {
        open.delete(path)
      }
    },
  }
}

type Problem = Exclude<Outcome, 'ours'>

const OF_NAME: Readonly<Record<Problem, string>> = {
  other: 'another server answers: its DNS record points elsewhere',
  private: 'its DNS record points to a private address',
  silent: 'nothing answers: there is no DNS record, or ports 80 and 443 are closed',
}

const OF_ADDRESS: Readonly<Record<Problem, string>> = {
  other: 'another server answers at this address',
  private: 'it is a private address, which nobody outside reaches',
  silent: 'nothing answers at this address: it is another machine’s, or port 80 is closed',
}

function errorOf(outcomes: readonly Outcome[], words: Readonly<Record<Problem, string>>): string {
  if (outcomes.includes('ours')) return ''
  if (outcomes.includes('other')) return words.other
  return outcomes.includes('private') ? words.private : words.silent
}
