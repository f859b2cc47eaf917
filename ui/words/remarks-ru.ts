/** Russian for what a report tells beside its rows. */
import type { SaidRule } from './texts.ts'

export const REMARKS: readonly SaidRule[] = [
  [
    /^in no sum for want of a rate: (.+) \(conversions: (\d+)\)$/,
    'нет курса, ни в одну сумму не входит: $1 (конверсий: $2)',
  ],
  [/^amounts are in (\w+): no rate for (\w+)$/, 'суммы в $1: нет курса $2'],
  [
    /^amounts are shown at the rate of now: (.+) is (.+)$/,
    'суммы пересчитаны по нынешнему курсу: $1 = $2',
  ],
  [
    /^(\d+) events of clicks made from (\S+) to (\S+) were removed: /,
    'Удалено событий $1 по кликам с $2 по $3: ',
  ],
  [/: by their ids$/, ': по их id'],
  [/: older than the retention$/, ': старше срока хранения'],
  [/: their campaign was cleared$/, ': кампания очищена'],
  [/^unreadable segments: /, 'не читаются части журнала: '],
]
