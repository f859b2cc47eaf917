/** Rules of one effect as sets of hashes, and what of them names an address. */
import { type BlockPlace, type BlockTarget, isNameEnd } from '../../core/links/block-rules.ts'
import { textSet, type TextSetData, textSetMaker } from '../../lib/text-set.ts'

/** Plain data; threads that are given it look into the same memory. */
export interface RuleSetData {
  readonly hosts: TextSetData
  readonly prefixes: TextSetData
  /** Hosts, with their ports, that prefixes are of. */
  readonly authorities: TextSetData
  /** Lengths that prefixes have, ascending. */
  readonly lengths: readonly number[]
}

export interface RuleSet {
  /** Every entry that names the address, the longest hosts first; `hosts` is its own and those above it. */
  find(target: BlockTarget, hosts: readonly string[]): readonly string[]
  readonly size: number
}

/** Behind prefixes that end with a name; addresses have no spaces. */
const WHOLE = ' '

export function ruleSetMaker() {
  const hosts = textSetMaker()
  const prefixes = textSetMaker()
  const authorities = textSetMaker()
  const lengths = new Set<number>()
  return {
    add(place: BlockPlace): void {
      if (place.kind === 'host') return hosts.add(place.text)
      prefixes.add(place.isWhole ? place.text + WHOLE : place.text)
      authorities.add(place.authority)
      lengths.add(place.text.length)
    },
    finish(): RuleSetData {
      return {
        hosts: hosts.finish(),
        prefixes: prefixes.finish(),
        authorities: authorities.finish(),
        lengths: [...lengths].sort((a, b) => a - b),
      }
    },
  }
}

export function openRuleSet(data: RuleSetData): RuleSet {
  const hosts = textSet(data.hosts)
  const prefixes = textSet(data.prefixes)
  const authorities = textSet(data.authorities)
  const isPrefix = (text: string, start: string) =>
    prefixes.has(start) || (isNameEnd(text, start.length) && prefixes.has(start + WHOLE))
  const begun = ({ authority, text }: BlockTarget) => {
    if (prefixes.size === 0 || !authorities.has(authority)) return []
    const starts = data.lengths.filter((length) => length <= text.length)
    return starts.map((length) => text.slice(0, length)).filter((start) => isPrefix(text, start))
  }
  return {
    size: hosts.size + prefixes.size,
    find(target, names) {
      const named = hosts.size === 0 ? [] : names.filter((name) => hosts.has(name))
      return [...named, ...begun(target)]
    },
  }
}
