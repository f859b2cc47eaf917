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

/** For a script tag, in which a redirect would load the target as a script: it is one. */
export function forScript(answer: PageAnswer): PageAnswer {
  return answer.location === null ? answer : scriptRedirect(answer.location)
}

/** What is shown when fetching failed: the page itself, or nothing where its text was needed. */
export function afterFailedFetch({ how, url }: FetchAnswer): PageAnswer {
  return { ...(how === 'show' ? redirect(url) : NOTHING), fetchFailed: true }
}
