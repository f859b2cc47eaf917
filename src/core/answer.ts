/** From a decision to what the visitor gets (`routing.md` 9). */
import {
  type Answer,
  BLOCKED,
  type FetchAnswer,
  NOTHING,
  type PageAnswer,
  redirect,
  SCRIPT,
} from './actions/action.ts'
import { actionType } from './actions/index.ts'
import { scriptRedirect } from './actions/redirects.ts'
import type { Decision } from './decision.ts'
import type { MacroContext } from './macros/context.ts'

/** `macros.click` must hold the decision's choice. A hop that was not followed shows nothing. */
export function answer(decision: Decision, macros: MacroContext): Answer {
  const { choice, target } = decision
  if (decision.reason === 'blocked') return BLOCKED
  if (choice === null || choice.action === null) return NOTHING
  const { actionKey, action } = choice
  return actionType(actionKey)?.answer({ target, action, macros }) ?? NOTHING
}

/**
 * What a script tag gets instead, in which a page is no script and a redirect would load the target as one.
 * `shown` is the answer, fetched where it had to be.
 */
export function forScript(
  shown: PageAnswer,
  { choice, target }: Decision,
  macros: MacroContext,
): PageAnswer {
  if (choice !== null && choice.action !== null) {
    const { actionKey, action } = choice
    const script = actionType(actionKey)?.inScript?.({ target, action, macros })
    if (script !== undefined) return script
  }
  if (shown.location !== null) return scriptRedirect(shown.location)
  const isNothing = shown.status === 200 && shown.body === '' && shown.bytes === undefined
  return isNothing ? { ...shown, contentType: SCRIPT } : shown
}

/** What is shown when fetching failed: the page itself, or nothing where its text was needed. */
export function afterFailedFetch({ how, url }: FetchAnswer): PageAnswer {
  return { ...(how === 'show' ? redirect(url) : NOTHING), fetchFailed: true }
}
