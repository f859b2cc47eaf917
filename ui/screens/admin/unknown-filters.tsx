/** Filters that could not be judged since the start: which, of what campaign, and why. */
import { dateTime, readStamp } from '../../format/dates.ts'
import { Card } from '../../parts/page.tsx'
import { Text } from '../../parts/text.tsx'
import type { UnknownFilter } from '../../shell/status.ts'
import { zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { plural, t, term } from '../../words/words.ts'
import { filterTitle } from '../flows/names.ts'

/** Those of more campaigns are likely to lack the same data. */
const SHOWN = 20

export function UnknownFilters({ filters }: { readonly filters: readonly UnknownFilter[] }) {
  if (filters.length === 0) return null
  const newest = filters.toSorted((a, b) => b.lastAt.localeCompare(a.lastAt)).slice(0, SHOWN)
  return (
    <Card title={t('system.unknownFilters')}>
      <ul class="stack">
        {newest.map(({ campaignId, campaign, key, why, count, lastAt }) => (
          <li key={`${campaignId} ${key}`}>
            <strong>{filterTitle({ key, title: key })}</strong>{' '}
            <a href={href(`/campaigns/${campaignId}/flows`)}>
              <Text value={campaign === '' ? `#${campaignId}` : campaign} length={60} />
            </a>{' '}
            <span class="warn-text">{term('unknownWhy', why, why)}</span>
            <div class="faint small">
              {plural('system.unknownTimes', count, {
                time: dateTime(readStamp(lastAt), zone.value),
              })}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}
