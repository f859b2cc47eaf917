/** Where a visitor goes by one campaign: what was chosen, and the address with its macros. */
import { Text } from '../../parts/text.tsx'
import { botReasons, type NameOf } from '../../words/trace.ts'
import { t, word } from '../../words/words.ts'
import { MarkedTarget } from './marked-target.tsx'
import { actionName, useNames } from './names.ts'
import type { SimulationDecision } from './simulation.ts'

interface Props {
  readonly decision: SimulationDecision
  readonly nameOf: NameOf
}

export function Outcome({ decision, nameOf }: Props) {
  const { flowId, pathId, landingId, offerId, action, reason, isBot, pieces } = decision
  const { catalog } = useNames()
  const rows: readonly (readonly [string, string])[] = [
    [t('flow'), flowId === null ? t('sim.none') : nameOf('flow', flowId)],
    ...(pathId === null ? [] : [[t('flow.path'), nameOf('path', pathId)] as const]),
    ...(landingId === null ? [] : [[t('sim.landing'), nameOf('landing', landingId)] as const]),
    ...(offerId === null ? [] : [[t('search.offer'), nameOf('offer', offerId)] as const]),
    ...(action === null ? [] : [[t('flow.action'), actionName(catalog, action)] as const]),
    ...(reason === '' ? [] : [[t('fact.reason'), word('why', reason)] as const]),
    ...(isBot ? [[t('sim.bot'), botReasons(decision.botReasons) || t('yes')] as const] : []),
  ]
  return (
    <>
      <table class="plain-table">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row" class="faint">
                {name}
              </th>
              <td class="strong">
                <Text value={value} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {pieces.length === 0 ? null : (
        <MarkedTarget url={decision.landingUrl || decision.url || ''} pieces={pieces} />
      )}
    </>
  )
}
