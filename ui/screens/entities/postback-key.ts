/** Keys of the address for incoming postbacks, and which of several is the one to paste. */

export interface PostbackKey {
  readonly id: number
  readonly kind: 'general' | 'network' | 'pixel'
  readonly networkId: number | null
  /** Null: it does not end. A key that was renewed goes on until then. */
  readonly endsAt: string | null
  readonly isOver: boolean
  readonly urls: { readonly postback: string }
}

/** The one that does not end before one that does, the latest end first; those that are over never. */
export function keyInForce(
  keys: readonly PostbackKey[],
  isWanted: (key: PostbackKey) => boolean,
): PostbackKey | undefined {
  const [first] = keys
    .filter((key) => !key.isOver && isWanted(key))
    .toSorted((a, b) => endOf(b).localeCompare(endOf(a)))
  return first
}

/** Later than any time. */
const NEVER = '9999'
const endOf = ({ endsAt }: PostbackKey) => endsAt ?? NEVER
