/** What is refused in targets, actions and filters on saving; empty lists mean fine. */
import { actionType } from '../core/actions/index.ts'
import { checkFilter } from '../core/filters/index.ts'
import { checkUrlTemplate } from '../core/macros/check.ts'
import type { ActionSpec, FilterSpec } from '../core/model.ts'

const TEXT_MAX = 64 * 1024

/** Filters that the management dialect stores and that nobody can evaluate (`routing.md` 6). */
const DIALECT_KEY = /^dialect:[a-z_0-9]{1,40}$/

/** Of a URL template that visitors are sent to, or that is called. */
export function targetProblems(url: string): readonly string[] {
  return checkUrlTemplate(url).errors
}

export function targetWarnings(url: string): readonly string[] {
  return checkUrlTemplate(url).warnings
}

/** The campaign of an action is looked up with the other references. */
export function actionProblems({ key, payload }: ActionSpec): readonly string[] {
  if (key === 'local_file') return ['an uploaded page is a landing: choose it in a path']
  switch (actionType(key)?.payloadKind) {
    case undefined:
      return ['there is no such action']
    case 'url':
      return targetProblems(payload)
    case 'campaign':
      return /^[1-9]\d{0,14}$/.test(payload) ? [] : ['must be the id of a campaign']
    case 'html':
    case 'text':
      return payload.length > TEXT_MAX ? [`at most ${TEXT_MAX} characters`] : []
    case 'none':
      return []
  }
}

/** Whether visitors make the server itself ask another one. */
export function isFetching({ key }: ActionSpec): boolean {
  return key === 'curl' || key === 'remote'
}

export function filterProblems(filter: FilterSpec): readonly string[] {
  return DIALECT_KEY.test(filter.key) ? [] : checkFilter(filter)
}
