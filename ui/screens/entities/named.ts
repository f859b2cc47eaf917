/** Names of what is chosen: asked for once, and learned from what is found and picked. */
import { useState } from 'preact/hooks'

import { type Choice, type ChoiceKind, isId, namedChoices } from '../../api/found.ts'
import type { Option } from '../../parts/field.tsx'
import { useLoad } from '../../state/load.ts'

export interface NamedOnes {
  readonly options: readonly Option[]
  /** Whether a name that is not there by now is not coming. */
  readonly isWhole: boolean
  readonly learn: (found: readonly Option[]) => void
}

export function useNamed(kind: ChoiceKind, ids: readonly string[]): NamedOnes {
  const [learned, setLearned] = useState<readonly Option[]>([])
  const known = new Set(learned.map(({ value }) => value))
  const asked = ids.filter((id) => isId(id) && !known.has(id)).map(Number)
  const named = useLoad(
    (signal) => namedChoices(kind, { ids: asked }, signal),
    [kind, asked.join()],
  )
  return {
    options: [...learned, ...(named.data ?? []).map(numbered)],
    isWhole: !named.isLoading,
    learn(found) {
      const fresh = found.filter(({ value }) => !known.has(value))
      if (fresh.length > 0) setLearned([...learned, ...fresh])
    },
  }
}

/** Two may have the same name. */
export function numbered({ id, name }: Choice): Option {
  return { value: String(id), label: name, about: `#${id}` }
}
