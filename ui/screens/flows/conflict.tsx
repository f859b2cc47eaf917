/** Somebody else saved first: both versions side by side, to choose per flow or to overwrite. */
import type { FlowCatalog } from '../../api/types.ts'
import { ActsHead } from '../../parts/acts-head.tsx'
import { Button } from '../../parts/button.tsx'
import { StaleActs } from '../../parts/stale-acts.tsx'
import { Notice } from '../../parts/states.tsx'
import { t } from '../../words/words.ts'
import { differences, taken } from './conflicts.ts'
import type { Draft, DraftFlow } from './draft.ts'
import { filterText } from './filter-text.ts'
import { filterName, flowName, useNames } from './names.ts'

interface ConflictProps {
  readonly mine: Draft
  readonly theirs: Draft
  readonly onTake: (draft: Draft) => void
  readonly onOverwrite: () => void
  readonly onReload: () => void
}

export function Conflict({ mine, theirs, onTake, onOverwrite, onReload }: ConflictProps) {
  const { catalog } = useNames()
  const different = differences(mine, theirs)
  const shown = ({ flows }: Draft, id: number) => {
    const flow = flows.find((one) => one.id === id)
    return flow === undefined ? t('conflict.gone') : summary(flow, catalog)
  }
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

function summary(flow: DraftFlow, catalog: FlowCatalog): string {
  const { name, type, enabled, weight, filters, paths } = flow
  const texts = filters.map((filter) => filterText(filter, filterName(catalog, filter.key)))
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
