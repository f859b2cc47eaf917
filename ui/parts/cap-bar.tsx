/** How full a cap is: the bar, and the two numbers for whoever does not see it. */
import { number } from '../format/numbers.ts'
import { t } from '../words/words.ts'

export interface Fill {
  readonly used: number
  readonly max: number
}

export function CapBar({ used, max }: Fill) {
  const isFull = used >= max
  return (
    <span class={`cap-bar number${isFull ? ' full' : ''}`} title={t('cap.on')}>
      <span class="share-bar" aria-hidden="true">
        <span style={{ width: `${Math.min(100, (used / max) * 100)}%` }} />
      </span>
      {number(used)} / {number(max)}
      {isFull ? ` · ${t('cap.full')}` : ''}
    </span>
  )
}
