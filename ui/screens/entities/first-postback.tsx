/** Whether the network has called yet: asked again until it has, so that one can watch it arrive. */
import { get, search } from '../../api/client.ts'
import { dateTime, readStamp } from '../../format/dates.ts'
import { Notice } from '../../parts/states.tsx'
import { useAgain, useLoad } from '../../state/load.ts'
import { zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { t, term } from '../../words/words.ts'

interface Row {
  readonly at: string
  readonly url: string
  readonly verdict: string
}

/** Our own test calls among them are passed over. */
const LOOKED_AT = 50
const ASK_EVERY_MS = 5000

export function FirstPostback({ networkId }: { readonly networkId: string }) {
  const asked = search({
    direction: 'in',
    networkId,
    datePreset: 'all_time',
    timezone: 'UTC',
    limit: LOOKED_AT,
  })
  const log = useLoad((signal) => get<{ rows: Row[] }>(`/postbacks${asked}`, signal), [networkId])
  const last = log.data?.rows.find(({ url }) => !/[?&]from=test(&|$)/.test(url)) ?? null
  useAgain(log, log.data !== null && last === null, ASK_EVERY_MS)
  if (log.data === null) return null
  return (
    <div role="status">
      {last === null ? (
        <Notice look="info">{t('network.waiting')}</Notice>
      ) : (
        <Notice look={last.verdict === 'accepted' ? 'good' : 'info'}>
          {t('network.lastCall', {
            at: dateTime(readStamp(last.at), zone.value),
            verdict: term('verdict', last.verdict),
          })}{' '}
          <a href={`${href('/postbacks')}?tab=log&direction=in`}>{t('postback.log')}</a>
        </Notice>
      )}
    </div>
  )
}
