/** From a decision to what the visitor gets (`routing.md` 9). */
import {
  type Answer,
  BLOCKED,
  type FetchAnswer,
  NOTHING,
  type PageAnswer,
  redirect,
} from './actions/action.ts'
import { actionType } from './actions/index.ts'
import type { Decision } from './decision.ts'
import type { MacroContext } from './macros/context.ts'

/** How the visitor reads the answer. In a script tag a redirect has to be a script. */
export type Reader = 'browser' | 'script'

/** `macros.click` must hold the decision's choice. A hop that was not followed shows nothing. */
export function answer(
  decision: Decision,
  macros: MacroContext,
  reader: Reader = 'browser',
): Answer {
  const { choice, target } = decision
  if (decision.reason === 'blocked') return BLOCKED
  if (choice === null || choice.action === null) return NOTHING
  const { actionKey, action } = choice
  const key = reader === 'script' && actionKey === 'http' ? 'js_for_script' : actionKey
  return actionType(key)?.answer({ target, action, macros }) ?? NOTHING
}

/** What is shown when fetching failed: the page itself, or nothing where its text was needed. */
export function afterFailedFetch({ how, url }: FetchAnswer): PageAnswer {
  return { ...(how === 'show' ? redirect(url) : NOTHING), fetchFailed: true }
}
