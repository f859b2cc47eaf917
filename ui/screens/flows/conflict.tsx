/** Somebody else saved first: both versions side by side, to choose per flow or to overwrite. */
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button } from '../../parts/button.tsx'
import { StaleActs } from '../../parts/stale-acts.tsx'
import { Notice } from '../../parts/states.tsx'
import { t } from '../../words/words.ts'
import { differences, taken } from './conflicts.ts'
import type { Draft, DraftFlow } from './draft.ts'
import { payloadText } from './filter-text.ts'
import { flowName } from './names.ts'

interface ConflictProps {
  readonly mine: Draft
  readonly theirs: Draft
  readonly onTake: (draft: Draft) => void
  readonly onOverwrite: () => void
  readonly onReload: () => void
}

export function Conflict({ mine, theirs, onTake, onOverwrite, onReload }: ConflictProps) {
  const different = differences(mine, theirs)
  const take = (id: number) => onTake({ ...mine, flows: taken(mine.flows, theirs.flows, id) })
  return (
    <Notice look="warning">
      <p>{t('conflict.text')}</p>
      <div class="scroll-x">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('conflict.mine')}</th>
              <th scope="col">{t('conflict.theirs')}</th>
              <ActsHead />
            </tr>
          </thead>
          <tbody>
            {different.map((id) => (
              <tr key={id}>
                <td>{shown(mine, id)}</td>
                <td>{shown(theirs, id)}</td>
                <td>
                  <Button onClick={() => take(id)}>{t('conflict.take')}</Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <StaleActs onReload={onReload} onOverwrite={onOverwrite} />
    </Notice>
  )
}

function shown({ flows }: Draft, id: number): string {
  const flow = flows.find((one) => one.id === id)
  return flow === undefined ? t('conflict.gone') : summary(flow)
}

function summary({ name, type, enabled, weight, filters, paths }: DraftFlow): string {
  const texts = filters.map(({ key, payload }) => `${key}: ${payloadText(payload)}`)
  return [
    flowName({ name, type }),
    enabled ? '' : t('off'),
    String(weight),
    ...texts,
    paths.map((path) => `${path.landings.length} × ${path.offers.length}`).join(', '),
  ]
    .filter((text) => text !== '')
    .join(' · ')
}
