/**
 * URLs that the server itself calls: on saving, none may lead into the network it stands in, or to a
 * port that is never called. What a name or a macro leads to is looked at when it is called
 * (`track/outbound/outbound-address.ts`).
 */
import { fixedHostOf, portOf } from '../core/macros/check.ts'
import type { ActionSpec } from '../core/model.ts'
import { isPrivateHost } from '../lib/url-host.ts'
import { actionProblems, isFetching, targetProblems } from './targets.ts'

/** What the operator allows. */
export interface Outbound {
  /** Private hosts, lower case, as of `--outbound-host`. */
  readonly hosts: ReadonlySet<string>
  /** Besides those of the schemes, as of `--outbound-port`. */
  readonly ports: ReadonlySet<number>
}

export interface Calling {
  readonly allowed: Outbound
  /** Stored already: sent back unchanged, they stay. */
  readonly held: ReadonlySet<string>
}

export function callingOf(
  { outbound }: { readonly outbound: Outbound },
  held: readonly string[],
): Calling {
  return { allowed: outbound, held: new Set(held) }
}

/** Of a URL template that the server calls. */
export function calledUrlProblems(url: string, calling: Calling): readonly string[] {
  const problems = targetProblems(url)
  return problems.length > 0 ? problems : placeProblems(url, calling)
}

/** Only of where it leads; what is no URL has none. */
export function placeProblems(url: string, { allowed, held }: Calling): readonly string[] {
  return held.has(url) ? [] : [...hostProblems(url, allowed), ...portProblems(url, allowed)]
}

function hostProblems(url: string, { hosts }: Outbound): string[] {
  const host = fixedHostOf(url)
  if (host === null || !isPrivateHost(host) || hosts.has(host)) return []
  return [`leads into the server's own network: --outbound-host ${host} would allow it`]
}

const WEB_PORTS: ReadonlySet<number> = new Set([80, 443])

function portProblems(url: string, { ports }: Outbound): string[] {
  const port = portOf(url)
  if (port === null || WEB_PORTS.has(port) || ports.has(port)) return []
  return [`has port ${port}, which is never called: --outbound-port ${port} would allow it`]
}

/** `target` is the address of an action without one of its own. */
export function calledActionProblems(
  action: ActionSpec,
  calling: Calling,
  target = '',
): readonly string[] {
  const own = action.payload === '' && target !== '' ? [] : actionProblems(action)
  if (own.length > 0 || !isFetching(action)) return own
  return placeProblems(action.payload || target, calling)
}

/** Addresses that the actions fetch. */
export function fetchedUrls(actions: readonly (ActionSpec | null)[]): string[] {
  return actions.flatMap((action) =>
    action !== null && isFetching(action) ? [action.payload] : [],
  )
}
