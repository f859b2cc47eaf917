/** What became of an act on several objects: how many changed, and the names of those that did not. */
import { visible } from '../../format/text.ts'
import { tell, type Toast } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import type { Listed } from './entity-types.ts'

/** A message is no list. */
const NAMED_MAX = 20

/** `way` back is offered where there is one. */
export function tellBulk(
  rows: readonly Listed[],
  failedIds: readonly unknown[],
  way: Toast['act'] = null,
): void {
  const failed = new Set(failedIds.map(String))
  tell(t('bulk.done', { done: rows.length - failed.size, all: rows.length }), way)
  if (failed.size === 0) return
  const names = rows.filter(({ id }) => failed.has(String(id))).map(({ name }) => visible(name))
  const more = names.length > NAMED_MAX ? ' …' : ''
  tell(t('bulk.failed', { names: names.slice(0, NAMED_MAX).join(', ') + more }))
}
