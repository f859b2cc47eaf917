/** A user's API key: masked until asked for, renewed, blocked. */
import { useState } from 'preact/hooks'

import { ask, get } from '../../api/client.ts'
import { Button, CopyButton, WriteButton } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { ReadOnly } from '../../state/held.ts'
import { type Loaded, useLoad } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { isAdmin, isOwner, user } from '../../state/user.ts'
import { t } from '../../words/words.ts'

interface Key {
  readonly apiKey: string
  readonly isBlocked: boolean
}

export function useApiKeys(userId: string): Loaded<readonly Key[]> {
  return useLoad((signal) => get<Key[]>(`/identity/api_key/${userId}`, signal), [userId])
}

interface Props {
  readonly userId: string
  readonly keys: Loaded<readonly Key[]>
}

export function ApiKey({ userId, keys }: Props) {
  const [isShown, setShown] = useState(false)
  const act = async (method: 'PUT' | 'POST', word: string) => {
    try {
      await ask(method, `/identity/api_key/${word}/${userId}`)
      keys.reload()
      tell(t('saved'))
    } catch (error) {
      tellFailure(error)
    }
  }
  const renew = async () => {
    if (await confirmed(t('key.renew'), t('key.renewText'), t('key.renew')))
      await act('PUT', 'refresh')
  }
  if (keys.error?.status === 403) return null
  if (keys.error !== null) return <Failed failure={keys.error} onRetry={keys.reload} />
  if (keys.data === null) return <Skeleton lines={2} />
  const [key] = keys.data
  const isMine = String(user.value?.id) === userId
  return (
    <Card title={t('key.title')}>
      {isMine && isOwner.value ? <Notice look="warning">{t('key.powerful')}</Notice> : null}
      {key === undefined || key.apiKey === '' ? (
        <WriteButton icon="key" onClick={() => void act('PUT', 'refresh')}>
          {t('key.make')}
        </WriteButton>
      ) : (
        <>
          <div class="row nowrap">
            <code class="marked-url">
              {isShown ? key.apiKey : `${key.apiKey.slice(0, 4)}${'•'.repeat(10)}`}
            </code>
            <CopyButton text={key.apiKey} label={t('key.copy')} />
            <Button look="quiet" onClick={() => setShown(!isShown)}>
              {isShown ? t('hide') : t('show')}
            </Button>
          </div>
          <div class="row">
            {key.isBlocked ? <Badge look="bad">{t('key.blocked')}</Badge> : null}
            <WriteButton icon="refresh" onClick={() => void renew()}>
              {t('key.renew')}
            </WriteButton>
            <ReadOnly.Provider value={key.isBlocked && !isAdmin.value}>
              <WriteButton onClick={() => void act('POST', key.isBlocked ? 'unblock' : 'block')}>
                {key.isBlocked ? t('key.unblock') : t('key.block')}
              </WriteButton>
            </ReadOnly.Provider>
          </div>
        </>
      )}
      <p class="small">
        <a href="/api/doc" target="_blank" rel="noopener noreferrer">
          {t('key.document')}
        </a>
      </p>
    </Card>
  )
}
