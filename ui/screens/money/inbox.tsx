/** Postbacks that did not count: why, what to do, and trying them again. */
import { useState } from 'preact/hooks'

import { ask, post } from '../../api/client.ts'
import { dateTime, readStamp } from '../../format/dates.ts'
import { Button } from '../../parts/button.tsx'
import { Badge } from '../../parts/chip.tsx'
import { confirmed } from '../../parts/dialog.tsx'
import { Select } from '../../parts/field.tsx'
import { Card } from '../../parts/page.tsx'
import { Empty, Failed, Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import type { Loaded } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t, term } from '../../words/words.ts'
import { Detail } from '../clicks/timeline.tsx'
import { classOptions } from '../entities/status-map.tsx'
import type { Unmatched, UnmatchedGroup } from './unmatched.ts'

export function Inbox({ inbox }: { readonly inbox: Loaded<Unmatched | null> }) {
  if (inbox.error !== null) return <Failed failure={inbox.error} onRetry={inbox.reload} />
  if (inbox.data === null) return <Skeleton />
  const { groups } = inbox.data
  if (groups.length === 0) {
    return <Empty icon="check" title={t('inbox.empty')} text={t('inbox.emptyText')} />
  }
  return (
    <div class="stack">
      {groups.map((group) => (
        <Group key={`${group.cause} ${group.networkId}`} group={group} reload={inbox.reload} />
      ))}
    </div>
  )
}

interface GroupProps {
  readonly group: UnmatchedGroup
  readonly reload: () => void
}

interface Reapplied {
  readonly results: readonly {
    readonly id: number
    readonly result: string
    readonly cause?: string
  }[]
}

function Group({ group, reload }: GroupProps) {
  const { cause, networkId, network, count, sample } = group
  const [tried, setTried] = useState<Reapplied | null>(null)
  const filter = { cause, networkId }
  const again = async (dryRun: boolean) => {
    try {
      const result = await post<Reapplied>('/postbacks/unmatched/reapply', { filter, dryRun })
      setTried(result)
      if (dryRun) return
      const accepted = result.results.filter((one) => one.result === 'accepted').length
      tell(plural('inbox.reapplied', accepted))
      reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  const dismiss = async () => {
    const isSure = await confirmed(t('inbox.dismiss'), t('inbox.dismissText'), t('inbox.dismiss'))
    if (!isSure) return
    try {
      await post('/postbacks/unmatched/dismiss', { filter })
      reload()
    } catch (error) {
      tellFailure(error)
    }
  }
  const accepted = tried?.results.filter(({ result }) => result === 'accepted').length ?? 0
  return (
    <Card
      title={term('cause', cause, cause.replaceAll('_', ' '))}
      actions={
        <span class="row">
          <Badge look="bad">{plural('inbox.count', count)}</Badge>
          {network === '' ? null : <Badge look="neutral">{network}</Badge>}
        </span>
      }
    >
      <p>{term('hint', cause, group.hint)}</p>
      <p class="faint small">
        {t('inbox.times', {
          first: dateTime(readStamp(group.firstAt)),
          last: dateTime(readStamp(group.lastAt)),
        })}
      </p>
      {sample === null ? null : (
        <details>
          <summary>{t('inbox.sample')}</summary>
          <Detail
            detail={{ url: sample.url, ...sample.fields, ip: sample.ip, detail: sample.detail }}
          />
        </details>
      )}
      {cause === 'unmapped_status' && sample !== null && sample.detail !== '' ? (
        <MapWord word={sample.detail} networkId={networkId} onMapped={reload} />
      ) : null}
      {tried === null ? null : (
        <Notice look={accepted > 0 ? 'good' : 'info'}>
          {t('inbox.would', { accepted, all: tried.results.length })}
        </Notice>
      )}
      <div class="row">
        <Button onClick={() => void again(true)}>{t('inbox.try')}</Button>
        <Button look="primary" icon="refresh" onClick={() => void again(false)}>
          {t('inbox.again')}
        </Button>
        <Button look="quiet" onClick={() => void dismiss()}>
          {t('inbox.dismiss')}
        </Button>
      </div>
    </Card>
  )
}

interface MapWordProps {
  readonly word: string
  readonly networkId: number
  readonly onMapped: () => void
}

/** Says what a word means, for its network or for all, and tries what waited for it. */
function MapWord({ word, networkId, onMapped }: MapWordProps) {
  const [meaning, setMeaning] = useState('sale')
  const map = async () => {
    const address = networkId > 0 ? `/affiliate_network/${networkId}/status_map` : '/status_words'
    try {
      const { data: known } = await ask<Record<string, string>>('GET', address)
      const body = { ...known, [word]: meaning }
      const { data } = await ask<{ reapplied?: number }>('PUT', address, { body })
      tell(plural('inbox.reapplied', data.reapplied ?? 0))
      onMapped()
    } catch (error) {
      tellFailure(error)
    }
  }
  return (
    <div class="row">
      <strong>
        <Text value={word} length={40} />
      </strong>
      {t('inbox.means')}
      <Select
        label={t('network.meaning')}
        value={meaning}
        options={classOptions()}
        onChange={setMeaning}
      />
      <Button look="primary" onClick={() => void map()}>
        {t('inbox.map')}
      </Button>
    </div>
  )
}
