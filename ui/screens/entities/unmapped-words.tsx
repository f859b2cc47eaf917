/** Words that the network has sent and that mean nothing yet, with how many postbacks wait for each. */
import { useMemo } from 'preact/hooks'

import { Notice } from '../../parts/states.tsx'
import { useLoad } from '../../state/load.ts'
import { plural } from '../../words/words.ts'
import { MapWords } from '../money/inbox-mapping.tsx'
import { callsOf } from '../money/unmatched.ts'

interface Props {
  readonly networkId: string
  readonly onMapped: () => void
}

export function UnmappedWords({ networkId, onMapped }: Props) {
  const group = useMemo(
    () => ({ cause: 'unmapped_status', networkId: Number(networkId) }),
    [networkId],
  )
  const calls = useLoad(() => callsOf(group), [networkId])
  const waiting = calls.data ?? []
  if (waiting.length === 0) return null
  return (
    <>
      <Notice look="danger">{plural('network.unmapped', waiting.length)}</Notice>
      <MapWords
        key={calls.at}
        group={group}
        onMapped={() => {
          calls.reload()
          onMapped()
        }}
      />
    </>
  )
}
