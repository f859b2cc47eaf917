/** The Click API of a campaign: its token, masked until asked for, and ready snippets. */
import { useState } from 'preact/hooks'

import { ask, get } from '../../api/client.ts'
import { Button, CopyButton, WriteButton } from '../../parts/button.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Skeleton } from '../../parts/states.tsx'
import { WriteSelectField, WriteSwitch } from '../../parts/write-field.tsx'
import { useLoad } from '../../state/load.ts'
import { tellFailure } from '../../state/toasts.ts'
import { t } from '../../words/words.ts'

interface ClickApiView {
  readonly enabled: boolean
  readonly shape: 'clients' | 'document'
  readonly token: string
  readonly url: string
  readonly examples: Readonly<Record<string, string>>
}

export function ClickApi({ id }: { readonly id: string }) {
  const address = `/campaign/${id}/click_api`
  const api = useLoad((signal) => get<ClickApiView>(address, signal), [id])
  const [isShown, setShown] = useState(false)
  const act = async (method: 'PUT' | 'POST', path: string, body: object) => {
    try {
      api.set((await ask<ClickApiView>(method, path, { body })).data)
    } catch (error) {
      tellFailure(error)
    }
  }
  const renew = async () => {
    const isSure = await confirmed(
      t('clickApi.renew'),
      t('clickApi.renewText'),
      t('clickApi.renew'),
    )
    if (isSure) await act('POST', `${address}/regenerate`, {})
  }
  if (api.error?.status === 403) return null
  if (api.error !== null) return <Failed failure={api.error} onRetry={api.reload} />
  if (api.data === null) return <Skeleton lines={2} />
  const { enabled, shape, token, url, examples } = api.data
  return (
    <Card
      title="Click API"
      actions={
        <WriteSwitch
          label={t('clickApi.on')}
          isOn={enabled}
          onChange={(isOn) => void act('PUT', address, { enabled: isOn })}
        />
      }
    >
      <div class="row nowrap">
        <code class="marked-url">{isShown ? token : `${token.slice(0, 4)}${'•'.repeat(12)}`}</code>
        <CopyButton text={token} label={t('clickApi.copy')} />
        <Button look="quiet" onClick={() => setShown(!isShown)}>
          {isShown ? t('hide') : t('show')}
        </Button>
        <WriteButton
          icon="refresh"
          look="quiet"
          label={t('clickApi.renew')}
          onClick={() => void renew()}
        />
      </div>
      <code class="marked-url faint">{url}</code>
      <WriteSelectField
        label={t('clickApi.shape')}
        hint={t('clickApi.shapeHint')}
        value={shape}
        options={(['clients', 'document'] as const).map((value) => ({
          value,
          label: t(`clickApi.${value}`),
        }))}
        onChange={(value) => void act('PUT', address, { shape: value })}
      />
      {Object.entries(examples).map(([name, text]) => (
        <details key={name}>
          <summary>{name}</summary>
          <CopyButton text={text} label={t('copy')} look="plain">
            {t('copy')}
          </CopyButton>
          <pre>{text}</pre>
        </details>
      ))}
    </Card>
  )
}
