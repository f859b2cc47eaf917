/** Whether links may lead somewhere whatever lists say, as whoever holds them against lists asks. */
import {
  type BlockTarget,
  blockTarget,
  hostsAbove,
  placeOfText,
} from '../../core/links/block-rules.ts'
import type {
  BlocklistException,
  ReadBlocklistExceptions,
} from '../../db/links/blocklist-exceptions.ts'
import { openRuleSet, ruleSetMaker } from './rule-sets.ts'

export type Allows = (address: string) => boolean

/** As the exceptions are now, whichever process has changed them. */
export function exceptionReader(store: Pick<ReadBlocklistExceptions, 'list' | 'counts'>): Allows {
  let of = ''
  let find: (target: BlockTarget) => boolean = () => false
  return (address) => {
    const { added, removed, newest } = store.counts()
    if (added === removed) return false
    const state = `${added} ${removed} ${newest}`
    if (state !== of) {
      find = finderOf(store.list())
      of = state
    }
    const target = blockTarget(address)
    return target !== null && find(target)
  }
}

function finderOf(exceptions: readonly BlocklistException[]) {
  const maker = ruleSetMaker()
  for (const { place } of exceptions) maker.add(placeOfText(place))
  const rules = openRuleSet(maker.finish())
  return (target: BlockTarget) => rules.find(target, hostsAbove(target.host)).length > 0
}
