/**
 * URLs that the server itself calls: on saving, none may lead into the network it stands in. What a
 * name or a macro leads to is looked at when it is called (`track/outbound/outbound-address.ts`).
 */
import { fixedHostOf } from '../core/macros/check.ts'
import type { ActionSpec } from '../core/model.ts'
import { isPrivateHost } from '../lib/url-host.ts'
import { actionProblems, isFetching, targetProblems } from './targets.ts'

export interface Calling {
  /** Private hosts that the operator allows by name, as of `--outbound-host`. */
  readonly allowed: ReadonlySet<string>
  /** Stored already: sent back unchanged, they stay. */
  readonly held: ReadonlySet<string>
}

export function callingOf(
  { outboundHosts }: { readonly outboundHosts: ReadonlySet<string> },
  held: readonly string[],
): Calling {
  return { allowed: outboundHosts, held: new Set(held) }
}

/** Of a URL template that the server calls. */
export function calledUrlProblems(url: string, calling: Calling): readonly string[] {
  const problems = targetProblems(url)
  return problems.length > 0 ? problems : privateProblems(url, calling)
}

/** Only of where it leads; what is no URL has none. */
export function privateProblems(url: string, { allowed, held }: Calling): readonly string[] {
  const host = held.has(url) ? null : fixedHostOf(url)
  if (host === null || !isPrivateHost(host) || allowed.has(host)) return []
  return [`leads into the server's own network: --outbound-host ${host} would allow it`]
}

/** `target` is the address of an action without one of its own. */
export function calledActionProblems(
  action: ActionSpec,
  calling: Calling,
  target = '',
): readonly string[] {
  const own = action.payload === '' && target !== '' ? [] : actionProblems(action)
  if (own.length > 0 || !isFetching(action)) return own
  return privateProblems(action.payload || target, calling)
}

/** Addresses that the actions fetch. */
export function fetchedUrls(actions: readonly (ActionSpec | null)[]): string[] {
  return actions.flatMap((action) =>
    action !== null && isFetching(action) ? [action.payload] : [],
  )
}
