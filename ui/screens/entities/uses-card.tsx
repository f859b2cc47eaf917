/** The campaigns and rotations whose flows lead to an offer or show a landing. */
import { get } from '../../api/client.ts'
import { number } from '../../format/numbers.ts'
import { Card } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { href } from '../../state/router.ts'
import { t } from '../../words/words.ts'

interface Named {
  readonly id: number
  readonly name: string
}

interface Uses {
  readonly campaigns: readonly Named[]
  readonly rotations: readonly Named[]
  /** Whether there are others: ones the user may not see, or beyond what was looked at. */
  readonly hasMore: boolean
}

interface Props {
  readonly kind: 'offer' | 'landing'
  readonly id: string
}

const SHOWN = 100

export function UsesCard({ kind, id }: Props) {
  const uses = useLoad((signal) => get<Uses>(`/${kind}/${id}/uses`, signal), [kind, id])
  return (
    <Card title={t('uses.title')}>
      {uses.error !== null ? (
        <Failed failure={uses.error} onRetry={uses.reload} />
      ) : uses.data === null ? (
        <Skeleton lines={2} />
      ) : (
        <UsesList {...uses.data} />
      )}
    </Card>
  )
}

function UsesList({ campaigns, rotations, hasMore }: Uses) {
  const links = [
    ...campaigns.map(({ id, name }) => ({ to: `/campaigns/${id}/flows`, name })),
    ...rotations.map(({ id, name }) => ({ to: `/rotations/${id}`, name })),
  ]
  const unseen = Math.max(0, links.length - SHOWN)
  if (links.length === 0 && !hasMore) return <p class="faint">{t('uses.none')}</p>
  return (
    <>
      <ul class="uses">
        {links.slice(0, SHOWN).map(({ to, name }) => (
          <li key={to}>
            <a href={href(to)}>
              <Text value={name} length={60} />
            </a>
          </li>
        ))}
      </ul>
      {unseen === 0 ? null : <p class="faint">{t('uses.more', { n: number(unseen) })}</p>}
      {hasMore ? <p class="faint">{t('uses.others')}</p> : null}
    </>
  )
}
