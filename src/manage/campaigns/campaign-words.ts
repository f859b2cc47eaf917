/** Campaigns by the words that people have for them: id, key, alias, or the exact name. */
import type { ReadStores } from '../../db/stores.ts'
import { type Caller, readable } from '../access.ts'

/** Ids of the campaigns that a word means, of those the caller may read. They are read once. */
export function campaignWords(
  { campaigns }: Pick<ReadStores, 'campaigns'>,
  caller: Caller,
): (word: string) => readonly number[] {
  const byWord = new Map<string, number[]>()
  for (const { id, key, alias, name } of readable(caller, 'campaigns', campaigns.list('all'))) {
    for (const word of new Set([String(id), key, alias, name.trim()]))
      byWord.getOrInsertComputed(word, () => []).push(id)
  }
  return (word) => byWord.get(word) ?? []
}
