/**
 * What waits at this moment: calls that did not count, postbacks to send,
 * clicks on their way to the disk.
 */
import { number } from '../../format/numbers.ts'
import { Badge } from '../../parts/chip.tsx'
import { Card } from '../../parts/page.tsx'
import { status } from '../../shell/status.ts'
import { href } from '../../state/router.ts'
import { isAdmin } from '../../state/user.ts'
import { type Key, t } from '../../words/words.ts'

type Line = readonly [title: Key, to: string, count: number, isBad: boolean]

export function RightNow() {
  const facts = status.value
  if (facts === null || !isAdmin.value) return null
  const { clicks, conversions, postbacks } = facts
  const lines: readonly Line[] = [
    ['dashboard.unmatched', '/postbacks', postbacks.unmatched, postbacks.unmatched > 0],
    ['system.outgoing', '/postbacks?tab=log', postbacks.waiting, false],
    ['system.failed', '/postbacks?tab=log', postbacks.failedToday, postbacks.failedToday > 0],
    ['system.conversions', '/system', conversions.queued, false],
    ['dashboard.waiting', '/system', clicks.queued + clicks.pending, false],
    ['dashboard.dropped', '/system', clicks.dropped, clicks.dropped > 0],
  ]
  return (
    <Card title={t('dashboard.now')}>
      <table class="plain-table facts">
        <tbody>
          {lines.map(([title, to, count, isBad]) => (
            <tr key={title}>
              <th scope="row">
                <a href={href(to)}>{t(title)}</a>
              </th>
              <td class="end">
                {isBad ? <Badge look="bad">{number(count)}</Badge> : number(count)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
