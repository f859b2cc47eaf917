/** Saying once what a network means: which parameter holds the click id, what a status word stands for. */
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'

import { Button, WriteButton } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Notice, Skeleton } from '../../parts/states.tsx'
import { Text } from '../../parts/text.tsx'
import { useLoad } from '../../state/load.ts'
import { tell, tellFailure } from '../../state/toasts.ts'
import { plural, t } from '../../words/words.ts'
import { classOptions } from '../entities/classes.ts'
import {
  acceptedIn,
  callsOf,
  mapClickId,
  mapStatus,
  type Outcome,
  reappliedSentence,
  tryAgain,
  type UnmatchedCall,
  type UnmatchedGroup,
  wouldSentence,
} from './unmatched.ts'

interface ParameterProps {
  readonly name: string
  readonly onMapped: () => void
}

/** The parameter was found by its value; one press, and what waited for it is tried again. */
export function MapParameter({ name, onMapped }: ParameterProps) {
  const [tried, setTried] = useState<readonly Outcome[] | null>(null)
  const look = async () => setTried(await mapClickId(name, true))
  const map = async () => {
    tell(reappliedSentence(await mapClickId(name, false)))
    onMapped()
  }
  return (
    <Mapping tried={tried} look={look} map={map} mapText={t('inbox.mapTo', { name })}>
      {null}
    </Mapping>
  )
}

interface GroupWordsProps {
  readonly group: UnmatchedGroup
  readonly onMapped: () => void
}

export function MapGroup({ group, onMapped }: GroupWordsProps) {
  const calls = useLoad((signal) => callsOf(group, signal), [group])
  if (calls.data === null) return <Skeleton lines={1} />
  return <MapWords calls={calls.data} networkId={group.networkId} onMapped={onMapped} />
}

interface WordsProps {
  readonly calls: readonly UnmatchedCall[]
  readonly networkId: number
  readonly onMapped: () => void
}

/** Every word of the calls on a line of its own. */
export function MapWords({ calls, ...rest }: WordsProps) {
  const byWord = Map.groupBy(calls, ({ detail }) => detail)
  byWord.delete('')
  return (
    <>
      {[...byWord].map(([word, some]) => (
        <MapWord key={word} word={word} calls={some} {...rest} />
      ))}
    </>
  )
}

interface WordProps {
  readonly word: string
  readonly calls: readonly UnmatchedCall[]
  readonly networkId: number
  readonly onMapped: () => void
}

/** For the network that sends the word, or for all where none is known. */
function MapWord({ word, calls, networkId, onMapped }: WordProps) {
  const [meaning, setMeaning] = useState('sale')
  const [tried, setTried] = useState<readonly Outcome[] | null>(null)
  const look = async () => {
    const chosen = { ids: calls.map(({ id }) => id) }
    setTried(await tryAgain({ chosen, isDry: true, edit: { status: meaning } }))
  }
  const map = async () => {
    tell(plural('inbox.reapplied', await mapStatus(networkId, word, meaning)))
    onMapped()
  }
  const choose = (next: string) => {
    setMeaning(next)
    setTried(null)
  }
  return (
    <Mapping tried={tried} look={look} map={map} mapText={t('inbox.map')}>
      <span>
        <strong>
          <Text value={word} length={40} />
        </strong>{' '}
        <span class="faint">× {calls.length}</span> {t('inbox.means')}
      </span>
      <Select
        label={t('network.meaning')}
        value={meaning}
        options={classOptions()}
        onChange={choose}
      />
    </Mapping>
  )
}

interface MappingProps {
  /** What a dry run said; null: nobody has looked. */
  readonly tried: readonly Outcome[] | null
  readonly look: () => Promise<void>
  readonly map: () => Promise<void>
  readonly mapText: string
  readonly children: ComponentChildren
}

function Mapping({ tried, look, map, mapText, children }: MappingProps) {
  const [isBusy, setBusy] = useState(false)
  const act = async (run: () => Promise<void>) => {
    setBusy(true)
    await run().catch(tellFailure)
    setBusy(false)
  }
  return (
    <div class="mapping">
      <div class="row">
        {children}
        <Button isDisabled={isBusy} onClick={() => void act(look)}>
          {t('inbox.try')}
        </Button>
        <WriteButton look="primary" isBusy={isBusy} onClick={() => void act(map)}>
          {mapText}
        </WriteButton>
      </div>
      {tried === null ? null : (
        <Notice look={acceptedIn(tried) > 0 ? 'good' : 'info'}>{wouldSentence(tried)}</Notice>
      )}
    </div>
  )
}
