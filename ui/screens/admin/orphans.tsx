/** Visits that found no campaign since the start: where they came to, and what the newest asked for. */
import { dateTime, readStamp } from '../../format/dates.ts'
import { Card } from '../../parts/page.tsx'
import { Text } from '../../parts/text.tsx'
import type { OrphanVisits } from '../../shell/status.ts'
import { zone } from '../../state/period.ts'
import { plural, t } from '../../words/words.ts'

const HOSTS_SHOWN = 10
const ADDRESSES_SHOWN = 20
const LETTERS = 80

export function Orphans({ hosts, last }: OrphanVisits) {
  if (hosts.length === 0) return null
  const busiest = hosts.toSorted((a, b) => b.count - a.count).slice(0, HOSTS_SHOWN)
  // The newest come first, so each address stands at its newest visit.
  const addresses = [...Map.groupBy(last, ({ host, path }) => `${host} ${path}`).values()]
  return (
    <Card title={t('system.orphans')}>
      <p class="faint small">{t('system.orphansText')}</p>
      <ul class="small">
        {busiest.map(({ host, count }) => (
          <li key={host}>
            {plural('system.orphansAt', count, { host: host || t('system.orphansElsewhere') })}
          </li>
        ))}
      </ul>
      <ul class="stack">
        {addresses.slice(0, ADDRESSES_SHOWN).map((visits) => (
          <Address key={`${visits[0]!.host} ${visits[0]!.path}`} visits={visits} />
        ))}
      </ul>
    </Card>
  )
}

function Address({ visits }: { readonly visits: OrphanVisits['last'] }) {
  const { host, path, time } = visits[0]!
  return (
    <li>
      <code>
        <Text value={`${host}${path}`} length={LETTERS} />
      </code>
      <div class="faint small">
        {plural('system.orphanTimes', visits.length, {
          time: dateTime(readStamp(time), zone.value),
        })}
      </div>
    </li>
  )
}
