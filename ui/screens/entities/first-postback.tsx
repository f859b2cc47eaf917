/** The last call of a network, or that it has not called yet. */
import { get, search } from '../../api/client.ts'
import { dateTime, readStamp } from '../../format/dates.ts'
import { Notice } from '../../parts/states.tsx'
import { zone } from '../../state/period.ts'
import { href } from '../../state/router.ts'
import { verdictWord } from '../../words/titles.ts'
import { t } from '../../words/words.ts'

export interface LastCall {
  readonly at: string
  readonly url: string
  readonly verdict: string
}

/** Our own test calls among them are passed over. */
const LOOKED_AT = 50

export async function lastCallOf(networkId: string, signal: AbortSignal): Promise<LastCall | null> {
  const asked = search({
    direction: 'in',
    networkId,
    datePreset: 'all_time',
    timezone: 'UTC',
    limit: LOOKED_AT,
  })
  const { rows } = await get<{ rows: LastCall[] }>(`/postbacks${asked}`, signal)
  return rows.find(({ url }) => !/[?&]from=test(&|$)/.test(url)) ?? null
}

export function FirstPostback({ last }: { readonly last: LastCall | null }) {
  return (
    <div role="status">
      {last === null ? (
        <Notice look="info">{t('network.waiting')}</Notice>
      ) : (
        <Notice look={last.verdict === 'accepted' ? 'good' : 'info'}>
          {t('network.lastCall', {
            at: dateTime(readStamp(last.at), zone.value),
            verdict: verdictWord(last.verdict),
          })}{' '}
          <a href={`${href('/postbacks')}?tab=log&direction=in`}>{t('postback.log')}</a>
        </Notice>
      )}
    </div>
  )
}
