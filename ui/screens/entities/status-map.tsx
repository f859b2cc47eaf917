/** What a network's words for conversions mean to us. */
import { useState } from 'preact/hooks'

import { ask } from '../../api/client.ts'
import { RemoveButton, WriteButton } from '../../parts/button.tsx'
import { Card } from '../../parts/page.tsx'
import { Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { WriteSelect } from '../../parts/write-field.tsx'
import { useLoad } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { isAdmin } from '../../state/user.ts'
import { plural, t } from '../../words/words.ts'
import { MapWords } from '../money/inbox-mapping.tsx'
import { callsOf } from '../money/unmatched.ts'
import { classOptions } from './classes.ts'
import type { StoredObject } from './entity-form.tsx'
import { listOf } from './field-specs.ts'
import { Uncounted } from './uncounted.tsx'

type WordMap = Readonly<Record<string, string>>

interface Props {
  readonly networkId: string
  readonly network: StoredObject
}

export function StatusMap({ networkId, network }: Props) {
  const address = `/affiliate_network/${networkId}/status_map`
  const stored = useLoad(
    async (signal) => {
      const [map, waiting] = await Promise.all([
        ask<WordMap>('GET', address, { signal }),
        isAdmin.peek()
          ? callsOf({ cause: 'unmapped_status', networkId: Number(networkId) }, signal)
          : Promise.resolve([]),
      ])
      return { ...map, waiting }
    },
    [networkId],
  )
  const [word, setWord] = useState('')
  const change = async (map: WordMap) => {
    try {
      await ask('PUT', address, { body: map, etag: stored.data?.etag ?? null })
      setWord('')
      stored.reload()
      network.reread()
      tell(t('saved'))
    } catch (error) {
      tellFailure(error)
    }
  }
  if (stored.error !== null) return <Failed failure={stored.error} onRetry={stored.reload} />
  if (stored.data === null) return <Skeleton lines={2} />
  const { data: map, waiting } = stored.data
  return (
    <Card title={t('network.statuses')}>
      <p class="faint">{t('network.statusesText')}</p>
      <Uncounted texts={listOf(network.values, 'uncountedWords')} />
      {waiting.length === 0 ? null : (
        <>
          <Notice look="danger">{plural('network.unmapped', waiting.length)}</Notice>
          <MapWords calls={waiting} networkId={Number(networkId)} onMapped={stored.reload} />
        </>
      )}
      {Object.entries(map).map(([name, meaning]) => (
        <div class="row" key={name}>
          <code class="grow">{name}</code>
          <WriteSelect
            label={t('network.meaning')}
            value={meaning}
            options={classOptions()}
            onChange={(next) => void change({ ...map, [name]: next })}
          />
          <RemoveButton
            onClick={() =>
              void change(Object.fromEntries(Object.entries(map).filter(([one]) => one !== name)))
            }
          />
        </div>
      ))}
      <form
        class="row nowrap"
        onSubmit={(event) => {
          event.preventDefault()
          void change({ ...map, [word.trim().toLowerCase()]: 'lead' })
        }}
      >
        <input
          aria-label={t('network.word')}
          placeholder={t('network.word')}
          value={word}
          onInput={(event) => setWord(event.currentTarget.value)}
        />
        <WriteButton type="submit" isDisabled={word.trim() === ''}>
          {t('add')}
        </WriteButton>
      </form>
    </Card>
  )
}
