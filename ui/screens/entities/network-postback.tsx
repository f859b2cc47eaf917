/** The postback address to paste into a network's panel, ready with the network's own key. */
import { ask, get } from '../../api/client.ts'
import { CopyButton, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { useAgain, useLoad } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'
import { FirstPostback, lastCallOf } from './first-postback.tsx'
import { keyInForce, type PostbackKey } from './postback-key.ts'
import { MarkedUrl } from './url-preview.tsx'

interface Props {
  readonly networkId: string
  readonly parameters: string
}

const ASK_EVERY_MS = 5000

export function NetworkPostback({ networkId, parameters }: Props) {
  const keys = useLoad(
    async (signal) => {
      const [{ rows }, last] = await Promise.all([
        get<{ rows: PostbackKey[] }>('/postback_keys', signal),
        lastCallOf(networkId, signal),
      ])
      return { rows, last }
    },
    [networkId],
  )
  // So that one can watch the first one arrive.
  useAgain(keys, keys.data?.last === null, ASK_EVERY_MS)
  if (keys.error !== null) return <Failed failure={keys.error} onRetry={keys.reload} />
  if (keys.data === null) return <Skeleton lines={2} />
  const own = keyInForce(keys.data.rows, (key) => String(key.networkId) === networkId)
  const general = keyInForce(keys.data.rows, (key) => key.kind === 'general')
  const key = own ?? general
  const make = async () => {
    try {
      await ask('POST', '/postback_keys', {
        body: { kind: 'network', networkId: Number(networkId) },
      })
      keys.reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  const url = key === undefined ? '' : withParameters(key.urls.postback, parameters)
  return (
    <Card title={t('network.postback')}>
      <p class="faint">{t('network.postbackText')}</p>
      {url === '' ? null : (
        <>
          <MarkedUrl value={url} />
          <div class="row">
            <CopyButton text={url} label={t('network.copyPostback')} look="primary">
              {t('network.copyPostback')}
            </CopyButton>
            {own === undefined ? null : (
              <WriteButton icon="refresh" onClick={() => void renew(own, keys.reload)}>
                {t('network.renew')}
              </WriteButton>
            )}
          </div>
        </>
      )}
      <FirstPostback last={keys.data.last} />
      {own === undefined ? (
        <div>
          <WriteButton icon="key" onClick={() => void make()}>
            {t('network.ownKey')}
          </WriteButton>
        </div>
      ) : null}
    </Card>
  )
}

function withParameters(url: string, parameters: string): string {
  const base = url.split('?')[0] ?? url
  const own = parameters.replace(/^\?/, '')
  return own === '' ? url : `${base}?${own}`
}

async function renew({ id }: PostbackKey, reload: () => void): Promise<void> {
  if (!(await confirmed(t('network.renew'), t('network.renewText'), t('network.renew')))) return
  try {
    await ask('POST', `/postback_keys/${id}/renew`, { body: { keepOldHours: 24 } })
    reload()
    tell(t('saved'))
  } catch (error) {
    tellFailure(error)
  }
}
