/** Where many visitors of one description came to, beside what the weights let expect. */
import type { FlowSet } from '../../../src/core/model.ts'
import { percent } from '../../format/numbers.ts'
import { t } from '../../words/words.ts'
import { comparedShares } from './expected.ts'
import { flowName, nameOf, useNames } from './names.ts'
import type { SimulationShare } from './simulation.ts'

interface SharesProps {
  readonly shares: readonly SimulationShare[]
  /** With the numbers that the answer has. */
  readonly set: FlowSet
}

export function Shares({ shares, set }: SharesProps) {
  const names = useNames()
  const nameOfFlow = (id: number | null) => {
    const flow = set.flows.find((one) => one.id === id)
    return flow === undefined ? t('sim.none') : flowName(flow)
  }
  return (
    <div class="scroll-x">
      <table class="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('flow')}</th>
            <th scope="col">{t('sim.landing')}</th>
            <th scope="col">{t('search.offer')}</th>
            <th scope="col" class="end">
              {t('sim.expected')}
            </th>
            <th scope="col" class="end">
              {t('sim.measured')}
            </th>
          </tr>
        </thead>
        <tbody>
          {comparedShares(set, shares).map((row, at) => (
            <tr key={at}>
              <td>{nameOfFlow(row.flowId)}</td>
              <td>{row.landingId === null ? '—' : nameOf(names.landings, row.landingId)}</td>
              <td>{row.offerId === null ? '—' : nameOf(names.offers, row.offerId)}</td>
              <td class="end">{row.expected === null ? '—' : percent(row.expected * 100, 1)}</td>
              <td class="end">{percent(row.measured * 100, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
