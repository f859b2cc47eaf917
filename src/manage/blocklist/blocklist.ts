/**
 * Lists of hosts that links may not lead to, as whoever saves a link asks them: the files of the data
 * folder, and a list that is asked by DNS. Nothing here is asked by visits.
 */
import { type BlockTarget, blockTarget } from '../../core/links/block-rules.ts'
import { type BlockFile, type BlockFiles, type Listing, openBlockFiles } from './block-files.ts'

export interface Blocklist {
  /** Everything that is known to name an address; the lists that are asked must have been asked before. */
  find(address: string): readonly Listing[]
  /**
   * Waits until lists have said what they know of these addresses, but never long: what they don't say
   * in time is taken for nothing.
   */
  ask(addresses: readonly string[]): Promise<void>
  /** As they were read, for other threads. */
  files(): readonly BlockFile[]
}

/** What nobody has to wait for: files that are read already. */
export function blocklistOf(files: readonly BlockFile[]): Blocklist {
  const find = openBlockFiles(files)
  return {
    find: (address) => found(find, address),
    ask: () => Promise.resolve(),
    files: () => files,
  }
}

export const NO_BLOCKLIST = blocklistOf([])

/** Only addresses of the web have hosts that lists know. */
export function found(
  files: BlockFiles,
  address: string,
  zone: (target: BlockTarget) => readonly Listing[] = () => [],
): readonly Listing[] {
  const target = blockTarget(address)
  return target === null ? [] : [...files(target), ...zone(target)]
}

/** A sentence without a subject. */
export function listedText({ list, entry }: Listing): string {
  return `leads to ${entry}, which is on the blocklist ${list}`
}
