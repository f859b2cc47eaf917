/** What happened to a click, step by step, each with what is known of it. */
import { dateTime, wallDateTime } from '../../format/dates.ts'
import { visible } from '../../format/text.ts'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { zone } from '../../state/period.ts'
import { said } from '../../words/said.ts'
import type { NameOf } from '../../words/trace.ts'
import { t } from '../../words/words.ts'
import type { ClickRow } from './click-row.ts'
import { factsOf } from './story.ts'

interface TimelineItem {
  readonly at: string | number | null
  readonly kind: string
  readonly title: string
  readonly detail: unknown
}

export interface Timeline {
  /** Null: nothing is stored of the click itself. */
  readonly click: ClickRow | null
  readonly sentence: string
  /** On which days reports show it, e.g. `2026-11-21`; null: no conversion. */
  readonly days: { readonly click: string; readonly conversion: string } | null
  readonly items: readonly TimelineItem[]
}

interface StepsProps {
  readonly timeline: Timeline
  readonly nameOf: NameOf
}

export function Steps({ timeline, nameOf }: StepsProps) {
  return (
    <section class="stack">
      <h3>{t('clicks.timeline')}</h3>
      {timeline.sentence === '' ? null : (
        <Notice look="info">{visible(said(timeline.sentence))}</Notice>
      )}
      {timeline.days === null ? null : <p class="faint">{t('clicks.days', timeline.days)}</p>}
      <ol class="timeline">
        {timeline.items.map((item, at) => (
          <li key={at} data-kind={item.kind}>
            <span class="faint small number">{timeText(item.at)}</span>
            <strong>
              <Text value={said(item.title)} length={140} />
            </strong>
            <Detail detail={factsOf(item.detail, nameOf)} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function timeText(at: TimelineItem['at']): string {
  return typeof at === 'number' ? dateTime(at, zone.value) : wallDateTime(at)
}

function isNothing(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Texts as they are, lists line by line, objects as pairs. */
export function Detail({ detail }: { readonly detail: unknown }) {
  if (detail === null || detail === undefined || detail === '') return null
  if (typeof detail !== 'object')
    return <span class="wrap small">{visible(`${detail as string | number}`)}</span>
  if (Array.isArray(detail)) {
    return (
      <ul class="small">
        {detail.map((one: unknown, at) => (
          <li key={at}>
            <Detail detail={one} />
          </li>
        ))}
      </ul>
    )
  }
  const pairs = Object.entries(detail).filter(([, value]) => !isNothing(value))
  return (
    <table class="plain-table small">
      <tbody>
        {pairs.map(([name, value]) => (
          <tr key={name}>
            <th scope="row" class="faint">
              {visible(name)}
            </th>
            <td class="wrap">
              <Detail detail={value} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
