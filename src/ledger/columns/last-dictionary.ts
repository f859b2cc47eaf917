/**
 * The dictionary that was read last, unpacked: who has read the codes of a column mostly wants its
 * texts next, and they lie in the same bytes.
 */
import type { OpenDictionary } from './column-format.ts'
import type { TextBlock } from './text-block.ts'

/** Larger ones are read again. */
const HELD_MAX = 8 * 1024 * 1024

export interface LastDictionary {
  /** Takes it over: nobody else closes it. */
  hold(key: string, dictionary: OpenDictionary): void
  /** With the texts of that key: those that are held, or what `open` gives. */
  use<T>(key: string, open: () => OpenDictionary, work: (texts: TextBlock) => T): T
}

export function lastDictionary(): LastDictionary {
  let held: { readonly key: string; readonly dictionary: OpenDictionary } | null = null

  function hold(key: string, dictionary: OpenDictionary): void {
    held?.dictionary.close()
    held = null
    if (dictionary.bytes > HELD_MAX) dictionary.close()
    else held = { key, dictionary }
  }

  /** Not held while it is used: what is read meanwhile must not close it. */
  function taken(key: string): OpenDictionary | null {
    if (held?.key !== key) return null
    const { dictionary } = held
    held = null
    return dictionary
  }

  return {
    hold,
    use(key, open, work) {
      const dictionary = taken(key) ?? open()
      try {
        return work(dictionary.texts)
      } finally {
        hold(key, dictionary)
      }
    },
  }
}
