/** Above a campaign: parameters that do not bring what they should, and how many clicks that cost. */
import { get, search } from '../../api/client.ts'
import { percent } from '../../format/numbers.ts'
import { Notice } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { plural, t, term } from '../../words/words.ts'
import { clicksOf } from './places.ts'

interface Finding {
  readonly parameter: string
  readonly field: string
  readonly kind: string
  readonly sample: string
  readonly share: number
  readonly likelyCause: string
}

const SHOWN = 3
const PERIOD = 'last_7_days'

const HYGIENE: Readonly<Record<string, string>> = {
  unexpanded: 'the macro was not replaced:',
  empty: 'the parameter is empty:',
  constant: 'always the same value:',
  swapped: 'values are swapped:',
  truncated: 'the link is cut off',
  healed_query: 'the link was put together wrongly',
  no_rate: 'the cost is in a currency without a rate:',
}

/** Silent when all is well, and when it can't be asked: it is only advice. */
export function Hygiene({ campaignId }: { readonly campaignId: string }) {
  const { data } = useLoad(
    (signal) => {
      const asked = { campaignIds: [campaignId], datePreset: PERIOD }
      return get<Finding[]>(`/hygiene/macros${search(asked)}`, signal)
    },
    [campaignId],
  )
  const findings = data ?? []
  if (findings.length === 0) return null
  return (
    <Notice look="warning">
      <ul class="warning-list">
        {findings.slice(0, SHOWN).map((finding) => (
          <li key={finding.kind + finding.field}>
            <Sentence finding={finding} />{' '}
            <a href={href(clicksOf(campaignId, finding, PERIOD))}>{t('hygiene.clicks')}</a>
          </li>
        ))}
      </ul>
      {findings.length > SHOWN ? plural('picker.more', findings.length - SHOWN) : null}
    </Notice>
  )
}

function Sentence({ finding }: { readonly finding: Finding }) {
  const { parameter, field, kind, sample, share, likelyCause } = finding
  return (
    <>
      <strong>{t('hygiene.share', { share: percent(share * 100, share < 0.1 ? 1 : 0) })}</strong>{' '}
      {term('hygiene', kind, HYGIENE[kind] ?? kind)}{' '}
      {field === '' ? null : (
        <code>
          <Text value={sample === '' ? parameter : `${parameter}=${sample}`} length={60} />
        </code>
      )}{' '}
      <span class="faint">{term('cause', `hygiene_${kind}`, likelyCause)}</span>
    </>
  )
}
