/** What would become of each object that is taken in; what is wrong comes first. */
import { Badge, type BadgeLook } from '../../parts/chip.tsx'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { problemText } from '../../words/said.ts'
import { plural, t, term } from '../../words/words.ts'

export interface PlanRow {
  readonly kind: string
  readonly name: string
  readonly action: 'create' | 'update' | 'skip' | 'fail'
  /** Why it is skipped, and what else there is to know, `; ` between. */
  readonly note: string
  /** What is wrong with it, by its path in the file; it may be taken in all the same. */
  readonly fields: Readonly<Record<string, readonly string[]>>
}

const LOOKS: Readonly<Record<PlanRow['action'], BadgeLook>> = {
  create: 'good',
  update: 'accent',
  skip: 'neutral',
  fail: 'bad',
}
const SHOWN = 500

/** What is wrong comes first: of thousands of rows not all are shown. */
function urgency({ action, fields }: PlanRow): number {
  if (action === 'fail') return 2
  return Object.keys(fields).length > 0 ? 1 : 0
}

function reasonOf({ note, fields }: PlanRow): string {
  const wrong = Object.entries(fields).map(
    ([place, texts]) => `${place}: ${texts.map(problemText).join(', ')}`,
  )
  const notes = note.split('; ').filter(Boolean).map(problemText)
  return [...notes, ...wrong].join('; ')
}

export function Plan({ plan }: { readonly plan: readonly PlanRow[] }) {
  const failed = plan.filter((row) => urgency(row) === 2).length
  const warned = plan.filter((row) => urgency(row) === 1).length
  const first = plan.toSorted((a, b) => urgency(b) - urgency(a))
  return (
    <>
      <Notice look={failed === 0 ? 'good' : 'danger'}>
        {plural('config.planned', plan.length)}{' '}
        {failed === 0 ? null : plural('config.failing', failed)}
      </Notice>
      {warned === 0 ? null : <Notice look="warning">{plural('config.warned', warned)}</Notice>}
      <table class="plain-table">
        <tbody>
          {first.slice(0, SHOWN).map((row, at) => (
            <tr key={at}>
              <td>
                <Badge look={urgency(row) === 1 ? 'warning' : LOOKS[row.action]}>
                  {t(`config.action.${row.action}`)}
                </Badge>
              </td>
              <td class="faint">{term('kind', row.kind)}</td>
              <th scope="row" class="wrap">
                <Text value={row.name} length={80} />
                <div class={urgency(row) === 0 ? 'faint' : undefined}>{reasonOf(row)}</div>
              </th>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
